#include "rules/undocumented/filled.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "model/model_names.h"
#include "model/nearby_text.h"

namespace driftline {

bool is_constant(std::string_view python) {
    if (python == "True" || python == "False" || python == "None") return true;
    if (python.size() >= 2 && (python.front() == '"' || python.front() == '\'') && python.find(python.front(), 1) == python.size() - 1) return true;
    return !python.empty() && std::all_of(python.begin(), python.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == '.' || c == '-'; });
}

namespace {

bool is_beside(std::string_view path) { return path.find("/tests/") != path.npos || path.find("/migrations/") != path.npos || path.find("/upgrades/") != path.npos; }

template <class F> bool any_text_of(const Program& program, const SourceSet& source, Index module, F&& f) {
    const World& world = program.world;
    for (const FileRow& row : world.facts.files) {
        const std::string_view path = world.str(row.path);
        if (row.module != module || is_beside(path) || source.find(path) == nullptr) continue;
        const Result<std::string> text = source.read(path);
        if (!text || f(path, *text)) return true;
    }
    return false;
}

}  // namespace

bool names_field_of_module(const Program& program, const SourceSet& source, Index module, std::string_view field) {
    return any_text_of(program, source, module, [&](std::string_view, const std::string& text) { return names_word(text, field); });
}

namespace {

// name="field", with either quote and spaces as people like.
bool is_name_attribute(std::string_view text, size_t at, size_t size) {
    if (at == 0 || at + size >= text.size() || (text[at - 1] != '"' && text[at - 1] != '\'') || text[at + size] != text[at - 1]) return false;
    std::string_view before = trim(text.substr(0, at - 1).substr(at > 64 ? at - 65 : 0));
    if (!before.ends_with('=')) return false;
    before = trim(before.substr(0, before.size() - 1));
    return before.ends_with("name") && (before.size() == 4 || std::isspace(static_cast<unsigned char>(before[before.size() - 5])));
}

}  // namespace

bool is_entered(const Program& program, const SourceSet& source, Index module, std::string_view field) {
    return any_text_of(program, source, module, [&](std::string_view path, const std::string& all) {
        if (path.ends_with(".py")) return false;
        const std::string_view text = all;
        if (!path.ends_with(".xml")) return names_word(text, field);
        for (size_t at = text.find(field); at != text.npos; at = text.find(field, at + 1)) {
            if (!is_name_attribute(text, at, field.size())) continue;
            const size_t begin = text.rfind('<', at), end = text.find('>', at);
            if (begin == text.npos || end == text.npos) return true;
            const std::string_view tag = text.substr(begin, end - begin);
            if (tag.find("invisible=\"1\"") == tag.npos && tag.find("invisible=\"True\"") == tag.npos) return true;
        }
        return false;
    });
}

namespace {

bool is_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

// The word is what an assignment to a record, or a dictionary, gives a value to.
bool is_set_at(std::string_view text, size_t begin, size_t end) {
    const bool quoted = begin > 0 && end < text.size() && (text[begin - 1] == '"' || text[begin - 1] == '\'') && text[end] == text[begin - 1];
    const std::string_view after = trim(text.substr(std::min(end + (quoted ? 1 : 0), text.size())).substr(0, 4));
    if (quoted) return after.starts_with(':');
    return begin > 0 && text[begin - 1] == '.' && after.starts_with('=') && !after.starts_with("==");
}

}  // namespace

bool is_asked_for(const Program& program, const SourceSet& source, Index module, std::string_view field, const At& definition) {
    const std::string_view defined_in = program.world.str(program.world.facts.files[definition.file].path);
    return any_text_of(program, source, module, [&](std::string_view path, const std::string& text) {
        if (!path.ends_with(".py")) return false;
        for (size_t at = text.find(field); at != text.npos; at = text.find(field, at + 1)) {
            const size_t end = at + field.size();
            if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end]))) continue;
            if (path == defined_in && definition.begin <= at && at < definition.end) continue;
            if (!is_set_at(text, at, end)) return true;
        }
        return false;
    });
}

bool names_field(const Program& program, const SourceSet& source, Index module, std::string_view field, const At* definition) {
    const World& world = program.world;
    for (Index f = 0; f < world.facts.files.size(); ++f) {
        const FileRow& row = world.facts.files[f];
        if (row.module == no_row || (definition == nullptr && row.module == module) || (row.module != module && (world.libraries[world.modules[row.module].library].role != "custom" || !world.in_closure(row.module, module)))) continue;
        const std::string_view path = world.str(row.path);
        if (is_beside(path) || source.find(path) == nullptr) continue;
        Result<std::string> text = source.read(path);
        if (!text) return true;
        if (definition != nullptr && f == definition->file && definition->begin < definition->end && definition->end <= text->size())
            text->replace(definition->begin, definition->end - definition->begin, " ");
        if (names_word(*text, field)) return true;
    }
    return false;
}

bool has_form(const Program& program, Index module, std::string_view model) {
    const Facts& facts = program.world.facts;
    // A view of another model's that is taken over is a form of one's own (ir.ui.view, mode).
    const auto takes_form = [&](const ViewRow& row) {
        return row.inherit != no_name && std::any_of(facts.views.begin(), facts.views.end(), [&](const ViewRow& parent) {
            return parent.xmlid == row.inherit && facts.str(parent.type) == "form" && (row.mode == ViewMode::primary || parent.model != row.model);
        });
    };
    return std::any_of(facts.views.begin(), facts.views.end(), [&](const ViewRow& row) {
        const Index of = program.world.module_of(row.at);
        return facts.str(row.model) == model && (of == module || of == no_row || !program.world.custom(of)) && (facts.str(row.type) == "form" || takes_form(row));
    });
}

bool makes_records(const Program& program, std::string_view model) {
    const Facts& facts = program.world.facts;
    const auto is_model = [&](Name name) { return facts.str(name) == model; };
    if (std::any_of(facts.records.begin(), facts.records.end(), [&](const RecordRow& row) { return row.tag != RecordTag::delete_ && is_model(row.model); })) return true;
    if (std::any_of(facts.views.begin(), facts.views.end(), [&](const ViewRow& row) { return is_model(row.model); })) return true;
    if (std::any_of(facts.fields.begin(), facts.fields.end(), [&](const FieldRow& row) { return is_model(row.comodel); })) return true;
    for (const ClassRow& row : facts.classes) {
        const auto delegates = facts.items(row.delegates);
        if (std::any_of(delegates.begin(), delegates.end(), is_model)) return true;
    }
    static constexpr std::array making = {"create", "copy", "name_create", "load", "_load_records", "import_data"};
    return std::any_of(facts.uses.begin(), facts.uses.end(), [&](const UseRow& use) {
        if (!is_model(use.root) || (use.flags & use_inherit) || only_names_model(use)) return false;
        const std::string_view path = facts.str(use.path), step = path.substr(path.rfind('.') + 1);
        return use.kind == UseKind::model || (use.kind == UseKind::call && std::find(making.begin(), making.end(), step) != making.end());
    });
}

}  // namespace driftline
