#include "frameworks/odoo/data/reader.h"

#include <charconv>

#include "base/text.h"
#include "frameworks/odoo/data/chars.h"
#include "frameworks/odoo/telling_name.h"

namespace driftline::odoo {
namespace {

constexpr size_t longest_xmlid = 200;   // so that text full of "%(" costs no more than other text

// One decoded character's bytes in the source, and how many bytes it decodes to; markup inside text decodes to none.
struct Step { size_t raw, decoded; };
Step step_at(std::string_view raw) {
    const auto through = [&](std::string_view end) { return Step{std::min(raw.find(end), raw.size() - end.size()) + end.size(), 0}; };
    if (raw.starts_with("<![CDATA[")) return {9, 0};
    if (raw.starts_with("]]>")) return {3, 0};
    if (raw.starts_with("<!--")) return through("-->");
    if (raw.starts_with("\r\n")) return {2, 1};
    if (raw[0] != '&') return {1, 1};
    const size_t end = raw.substr(0, 12).find(';');
    if (end == raw.npos) return {1, 1};
    if (raw[1] != '#') return {end + 1, 1};
    // How long the character is in UTF-8, by its number.
    const bool hexadecimal = raw[2] == 'x';
    uint32_t code = 0;
    std::from_chars(raw.data() + (hexadecimal ? 3 : 2), raw.data() + end, code, hexadecimal ? 16 : 10);
    return {end + 1, code < 0x80 ? 1u : code < 0x800 ? 2u : code < 0x10000 ? 3u : 4u};
}

}  // namespace

At DataReader::at(TextAt whole, size_t offset, size_t size) {
    const std::string_view source = tree.source;
    // A long text is asked for place after place: walk and count once.
    if (cursor_.text != whole.text.data() || cursor_.first != whole.begin || cursor_.offset > offset)
        cursor_ = {whole.text.data(), whole.begin, 0, whole.begin, whole.line};
    if (whole.text.data() == source.data() + whole.begin || whole.text.empty()) {
        const size_t begin = std::min(whole.begin + offset, source.size());
        cursor_.line += uint32_t(std::count(source.begin() + ptrdiff_t(cursor_.begin), source.begin() + ptrdiff_t(begin), '\n'));
        cursor_.begin = begin;
        cursor_.offset = offset;
    }
    while (cursor_.offset < offset && cursor_.begin < source.size()) {
        const Step step = step_at(source.substr(cursor_.begin));
        const auto from = source.begin() + ptrdiff_t(cursor_.begin);
        cursor_.line += uint32_t(std::count(from, from + ptrdiff_t(step.raw), '\n'));
        cursor_.begin += step.raw;
        cursor_.offset += step.decoded;
    }
    return {0, uint32_t(cursor_.begin), uint32_t(std::min(cursor_.begin + size, source.size())), cursor_.line};
}

bool DataReader::is_true(ElementId e, std::string_view attribute, bool otherwise) const {
    const std::string_view value = trim(tree.value(e, attribute));
    if (value.empty()) return otherwise;
    const std::string text = lower(value);
    return text != "0" && text != "false" && text != "off";
}

void DataReader::use_references(TextAt expression, uint16_t flags) {
    if (expression.text.find('(') == std::string_view::npos) return;
    for (const Mention& mention : scanner.scan(expression.text))
        if (mention.kind == Mention::xmlid) use_reference(mention, expression, flags);
}

// "o.line_ids.qty_done": what o is, a template does not say.
void DataReader::use_words(TextAt expression, uint16_t flags) {
    if (!rows.context.words || expression.text.find('_') == std::string_view::npos) return;
    for (const Mention& mention : scanner.scan(expression.text)) {
        if (mention.kind != Mention::name) continue;
        for (size_t begin = mention.text.find('.'); begin != mention.text.npos;) {
            const size_t end = mention.text.find('.', ++begin);
            const std::string_view step = mention.text.substr(begin, end - begin);
            if (is_telling_name(step)) rows.use(UseKind::word, no_name, rows.facts.name(step), flags, at(expression, mention.offset + begin, step.size()));
            begin = end;
        }
    }
}

void DataReader::use_reference(const Mention& mention, TextAt expression, uint16_t flags) {
    const At where = at(expression, mention.offset, mention.text.size());
    if (mention.guarded) flags |= use_guarded;
    if (mention.dynamic) rows.use(UseKind::xmlid, no_name, no_name, uint16_t(flags | use_dynamic), where);
    else if (mention.group) rows.use_groups(mention.text, where, use_unseen);   // has_group() of one nobody made says no
    else rows.use_xmlid(mention.text, flags, where);
}

void DataReader::use_placeholders(ElementId e) {
    const TextAt inside = inside_of(e);
    for (size_t i = inside.text.find("%("); i != inside.text.npos; i = inside.text.find("%(", i + 2)) {
        const std::string_view window = inside.text.substr(i + 2, longest_xmlid);
        const size_t size = window.find(')');
        if (size == window.npos) continue;
        const std::string_view id = window.substr(0, size), behind = inside.text.substr(i + 2 + size + 1, 1);
        if ((behind != "d" && behind != "s") || (i > 0 && inside.text[i - 1] == '%') || !is_xmlid(id)) continue;
        rows.use_xmlid(id, 0, at(inside, i + 2, id.size()));
    }
}

Chain chain_at(std::string_view text, size_t at) {
    Chain chain;
    size_t end = at;
    while (end + 1 < text.size() && text[end] == '.' && is_word(text[end + 1]) && !is_digit(text[end + 1])) {
        ++end;
        while (end < text.size() && is_word(text[end])) ++end;
    }
    if (end == at) return chain;
    chain.path = text.substr(at + 1, end - at - 1);
    chain.called = end < text.size() && text[end] == '(';
    std::string_view rest = text.substr(end, 200);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (!rest.starts_with("==") && !rest.starts_with("!=")) return chain;
    rest.remove_prefix(2);
    while (rest.starts_with(' ') || rest.starts_with('=')) rest.remove_prefix(1);
    if (!rest.starts_with('\'') && !rest.starts_with('"')) return chain;
    const size_t close = rest.find(rest[0], 1);
    if (close != rest.npos) chain.compared = rest.substr(1, close - 1);
    return chain;
}

std::string_view field_steps(std::string_view chain) {
    for (size_t begin = 0; begin < chain.size();) {
        const size_t end = std::min(chain.find('.', begin), chain.size());
        const std::string_view step = chain.substr(begin, end - begin);
        if (step == "ids" || step == "env" || step.starts_with('_')) return chain.substr(0, begin == 0 ? 0 : begin - 1);
        begin = end + 1;
    }
    return chain;
}

uint8_t record_flags(const DataReader& reader, ElementId element, bool noupdate) {
    uint8_t flags = 0;
    if (noupdate) flags |= record_noupdate;
    if (!reader.is_true(element, "forcecreate", true)) flags |= record_no_forcecreate;
    if (has_comment(reader.tree, element)) flags |= record_has_comment;
    return flags;
}

bool has_comment(const XmlTree& tree, ElementId element) {
    const XmlElement& e = tree[element];
    const auto after = std::lower_bound(tree.comments.begin(), tree.comments.end(), e.begin, [](const XmlComment& c, uint32_t begin) { return c.begin < begin; });
    if (after != tree.comments.end() && after->begin < e.end) return true;
    if (after == tree.comments.begin()) return false;
    const XmlComment& before = *(after - 1);
    return trim(tree.source.substr(before.end, e.begin - before.end)).empty();
}

// <!-- driftline: allow[slug] reason -->
void read_remarks(const XmlTree& tree, Facts& out) {
    constexpr std::string_view opening = "driftline: allow[";
    for (const XmlComment& comment : tree.comments) {
        std::string_view text = tree.source.substr(comment.begin, comment.end - comment.begin);
        const size_t begin = text.find(opening), end = begin == text.npos ? begin : text.find(']', begin);
        if (end == text.npos) continue;
        if (text.ends_with("-->")) text.remove_suffix(3);
        size_t before = comment.begin;
        while (before > 0 && (tree.source[before - 1] == ' ' || tree.source[before - 1] == '\t')) --before;
        RemarkRow row;
        row.slug = out.name(trim(text.substr(begin + opening.size(), end - begin - opening.size())));
        row.reason = out.name(trim(text.substr(end + 1)));
        row.whole_line = before == 0 || tree.source[before - 1] == '\n';
        row.at = {0, comment.begin, comment.end, comment.line};
        out.remarks.push_back(row);
    }
}

}  // namespace driftline::odoo
