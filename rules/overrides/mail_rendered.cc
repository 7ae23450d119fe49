#include "rules/overrides/mail_rendered.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "base/text.h"
#include "model/judged.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

constexpr auto mail_arguments = std::to_array<std::string_view>({"email_layout_xmlid", "views_or_xmlid", "message_post_with_view", "message_post_with_source",
                                                                 "message_mail_with_source", "message_notify_with_source"});

// "email_layout_xmlid" of `email_layout_xmlid="`, `"email_layout_xmlid": "` and `email_layout_xmlid=("`: what a string is given to.
std::string_view given_to(std::string_view before) {
    while (!before.empty() && !std::isalnum(static_cast<unsigned char>(before.back())) && before.back() != '_') {
        if (before.back() == ',' || before.back() == ')' || before.back() == ']' || before.back() == '.') return {};
        before.remove_suffix(1);
    }
    size_t begin = before.size();
    while (begin > 0 && (std::isalnum(static_cast<unsigned char>(before[begin - 1])) || before[begin - 1] == '_')) --begin;
    return before.substr(begin);
}

struct Mentions { size_t mail = 0, others = 0; };

void count(std::string_view text, std::string_view xmlid, Mentions& found) {
    for (size_t at = text.find(xmlid); at != text.npos; at = text.find(xmlid, at + 1)) {
        const char before = at > 0 ? text[at - 1] : ' ', after = at + xmlid.size() < text.size() ? text[at + xmlid.size()] : ' ';
        if ((before != '"' && before != '\'') || after != before) continue;
        const std::string_view to = given_to(text.substr(0, at - 1));
        ++(std::find(mail_arguments.begin(), mail_arguments.end(), to) != mail_arguments.end() ? found.mail : found.others);
    }
}

// "module.begins_%s": an id that is put together may be any of the module's.
bool puts_together(std::string_view text, std::string_view xmlid) {
    const std::string_view prefix = xmlid.substr(0, xmlid.find('.') + 1);
    for (size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at + 1)) {
        if (at == 0 || (text[at - 1] != '"' && text[at - 1] != '\'')) continue;
        const size_t end = text.find(text[at - 1], at);
        const std::string_view id = text.substr(at, end == text.npos ? end : end - at);
        if (id.find_first_of("%{") != id.npos || id == prefix) return true;
        const std::string_view after = end == text.npos ? std::string_view() : trim(text.substr(end + 1, 8));
        if (after.starts_with('+') || after.starts_with('%')) return true;
    }
    return false;
}

// Records and other templates.
void count_data(const Program& program, const ViewRow& view, Mentions& found) {
    const Facts& facts = program.world.facts;
    const std::string_view xmlid = facts.str(view.xmlid);
    for (const ValueRow& value : facts.values)
        if (facts.str(value.value) == xmlid && value.record != view.record) ++(facts.str(value.field) == "email_layout_xmlid" ? found.mail : found.others);
    for (const UseRow& use : facts.uses)
        if (use.kind == UseKind::xmlid && use.root == view.xmlid && use.is_data() && !(use.flags & use_inherit) && use.owner != view.record) ++found.others;
}

}  // namespace

bool called_by_mail_only(const Program& program, const UseRow& use, const CheckOptions& options) {
    const Facts& facts = program.world.facts;
    if (series(program) < 16 || use.kind != UseKind::xmlid || !use.is_data() || !(use.flags & use_late) || use.owner == no_row) return false;
    const auto view = std::find_if(facts.views.begin(), facts.views.end(), [&](const ViewRow& row) { return row.record == use.owner; });
    if (view == facts.views.end() || view->xmlid == no_name || view->inherit != no_name) return false;
    Mentions found;
    count_data(program, *view, found);
    for (Index f = 0; options.text_of && f < facts.files.size() && found.others == 0; ++f) {   // what stands outside methods, too
        if (!program.world.custom(facts.files[f].module) || facts.files[f].kind != FileKind::python) continue;
        const std::string text = options.text_of(f);
        found.others += puts_together(text, facts.str(view->xmlid));
        count(text, facts.str(view->xmlid), found);
    }
    for (Index m = first_of(program.world, facts.methods, [&](Index module) { return program.world.modules[module].origin != Origin::core; }); m < facts.methods.size() && found.others == 0; ++m)
        count(facts.source(facts.methods[m].body), facts.str(view->xmlid), found);
    return found.mail > 0 && found.others == 0;
}

}  // namespace driftline
