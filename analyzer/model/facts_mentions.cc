#include "model/facts_mentions.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/digest.h"

namespace driftline {
namespace {

// The texts behind a row's names and lists; what it belongs to by name, not by number.
struct Speaker {
    const Facts& facts;
    std::string said;

    void add(std::string_view value) { said.append(value).push_back('\0'); }
    void name(Name n) { add(facts.str(n)); }
    void list(const List& l) {
        for (const Name item : facts.items(l)) add(facts.str(item));
        said.push_back('\1');
    }
    static void text(const Text&) {}
    static void words(const Said&) {}
    static void at(const At&) {}
    static void module(Index) {}
    void ref_class(Index i) {
        if (i != no_row) add(facts.str(facts.classes[i].python_path)), add(facts.str(facts.classes[i].model));
    }
    void ref_method(Index i) {
        if (i != no_row) add(facts.str(facts.methods[i].name)), ref_class(facts.methods[i].owner);
    }
    void ref_record(Index i) {
        if (i != no_row) add(facts.str(facts.records[i].xmlid));
    }
    static void ref_view(Index) {}
    static void rows_fields(const Rows&) {}
    static void rows_methods(const Rows&) {}
    static void rows_members(const Rows&) {}
    static void rows_values(const Rows&) {}
};

template <class... Values>
void values(std::string& said, const Values&... plain) {
    ((said.append(reinterpret_cast<const char*>(&plain), sizeof plain)), ...);
}

// What of a row is no name and yet matters to others.
void plain(const Facts&, const FileRow& row, std::string& said) { values(said, row.kind, row.flags); }
void plain(const Facts&, const ClassRow& row, std::string& said) { values(said, row.model_kind, row.flags); }
void plain(const Facts&, const FieldRow& row, std::string& said) { values(said, row.digest, row.required, row.store, row.readonly, row.index, row.flags); }
void plain(const Facts&, const MethodRow& row, std::string& said) { values(said, row.signature_digest, row.decorators_digest, row.flags, row.super); }
void plain(const Facts&, const MemberRow&, std::string&) {}
void plain(const Facts&, const BindingRow& row, std::string& said) { values(said, row.kind, row.guarded); }
void plain(const Facts&, const RouteRow& row, std::string& said) { values(said, row.dynamic, row.csrf_off); }
void plain(const Facts&, const PatchRow& row, std::string& said) { values(said, row.kind, row.guarded, row.calls_original); }
void plain(const Facts&, const SqlRow& row, std::string& said) { values(said, row.verb, row.dynamic); }
void plain(const Facts&, const RecordRow& row, std::string& said) { values(said, row.tag, row.flags); }
void plain(const Facts&, const ValueRow& row, std::string& said) { values(said, row.kind); }
void plain(const Facts& facts, const ViewRow& row, std::string& said) {
    values(said, row.priority, row.mode, row.flags);
    said += facts.source(row.arch);
}

void plain(const Facts&, const ClientTemplateRow&, std::string&) {}

template <class Row>
constexpr bool private_to_module = std::is_same_v<Row, UseRow> || std::is_same_v<Row, RemarkRow>;

template <class Row>
Digest said_by(const Facts& facts, Row row) {
    Speaker speaker{facts, {}};
    if constexpr (!std::is_same_v<Row, FileRow> && !std::is_same_v<Row, ModuleRow>)
        if (row.at.file != no_row) speaker.name(facts.files[row.at.file].path), plain(facts, facts.files[row.at.file], speaker.said);   // loaded or not
    Row::visit(row, speaker);
    plain(facts, row, speaker.said);
    return digest128(speaker.said);
}

// A module as its dependants and the framework see it.
template <>
Digest said_by(const Facts& facts, ModuleRow row) {
    Speaker speaker{facts, {}};
    speaker.name(row.name), speaker.name(row.path), speaker.name(row.author), speaker.name(row.license);
    speaker.list(row.depends), speaker.list(row.auto_install_on), speaker.list(row.hooks);
    values(speaker.said, row.flags);
    return digest128(speaker.said);
}

class NameCollector {
public:
    NameCollector(const Facts& facts, ChangedNames& out) : facts_(facts), out_(out) {}

    void of(const FileRow& row) { add(row.python_path); }
    void of(const ClassRow& row) {
        add(row.python_path);
        const auto parents = facts_.items(row.inherits);
        if (parents.size() == 1 && parents[0] == row.model && row.delegates.count == 0) return lists(row.attributes);   // extends, and brings nothing along
        add(row.model);
        lists(row.inherits), lists(row.delegates);
    }
    void of(const FieldRow& row) { add(row.name); }
    void of(const MethodRow& row) {
        add(row.name);
        if (row.owner == no_row) module_of(row.at);
    }
    void of(const MemberRow& row) { add(row.name); }
    void of(const BindingRow& row) { module_of(row.at); }
    void of(const RouteRow& row) { lists(row.paths); }
    void of(const PatchRow& row) { add(row.target), add(row.attribute); }
    void of(const SqlRow&) {}
    void of(const RecordRow& row) { add(row.xmlid); }
    void of(const ValueRow& row) {
        if (row.record != no_row) add(facts_.records[row.record].xmlid);
    }
    void of(const ViewRow& row) {
        add(row.xmlid), add(row.inherit), add(row.key);
        if (row.model == no_name) out_.templates = true;
        else out_.view_models.emplace(facts_.str(row.model));
    }
    void of(const ClientTemplateRow& row) { add(row.name); }

private:
    void add(Name name) {
        if (name != no_name) out_.names.emplace(facts_.str(name));
    }
    void lists(const List& list) {
        for (const Name name : facts_.items(list)) add(name);
    }
    void module_of(const At& at) {   // what is imported is known by where it lies
        if (at.file != no_row && facts_.files[at.file].module != no_row) add(facts_.modules[facts_.files[at.file].module].name);
    }

    const Facts& facts_;
    ChangedNames& out_;
};

// Rows of either side that the other side does not have as often.
template <class Row>
bool compare(const Facts& before, const Column<Row>& old, const Facts& now, const Column<Row>& fresh, ChangedNames& out) {
    std::unordered_map<std::string, std::vector<Index>> left;
    const auto key = [](const Digest& digest) { return std::string(reinterpret_cast<const char*>(&digest), sizeof digest); };
    for (Index i = 0; i < old.size(); ++i) left[key(said_by(before, old[i]))].push_back(i);
    bool same = true;
    const auto differs = [&](const Facts& facts, const Row& row) {
        same = false;
        if constexpr (!std::is_same_v<Row, ModuleRow>) NameCollector(facts, out).of(row);
    };
    for (const Row& row : fresh) {
        const auto hit = left.find(key(said_by(now, row)));
        if (hit == left.end() || hit->second.empty()) differs(now, row);
        else hit->second.pop_back();
    }
    for (const auto& [digest, rows] : left)
        for (const Index i : rows) differs(before, old[i]);
    return same;
}

// Which names of a table say one of those looked for: as a whole, or as a word of a dotted path or an expression.
class Saying {
public:
    Saying(const Facts& facts, const std::set<std::string, std::less<>>& wanted) {
        for (const std::string& name : wanted) {
            wanted_.insert(name);
            lengths_.at(std::min(name.size(), lengths_.size() - 1)) = true;
        }
        said_.resize(facts.names.size());
        for (size_t i = 1; i < said_.size(); ++i) said_[i] = says(facts.names.text(Name(i)));
    }
    bool operator()(Name name) const { return said_[size_t(name)]; }

private:
    bool is_wanted(std::string_view text) const { return lengths_[std::min(text.size(), lengths_.size() - 1)] && wanted_.contains(text); }
    bool says(std::string_view text) const {
        if (is_wanted(text)) return true;
        const auto inside = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        for (size_t begin = 0; begin < text.size();) {
            size_t end = begin;
            while (end < text.size() && inside(text[end])) ++end;
            if (end > begin && end - begin < text.size() && is_wanted(text.substr(begin, end - begin))) return true;
            begin = end + 1;
        }
        return false;
    }

    std::unordered_set<std::string_view> wanted_;
    std::array<bool, 128> lengths_{};
    std::vector<bool> said_;
};

struct Listener {
    const Facts& facts;
    const Saying& says;
    bool heard = false;

    void name(Name n) { heard = heard || says(n); }
    void list(const List& l) {
        for (const Name item : facts.items(l)) name(item);
    }
    static void text(const Text&) {}
    static void words(const Said&) {}
    static void at(const At&) {}
    static void module(Index) {}
    static void ref_class(Index) {}
    static void ref_method(Index) {}
    static void ref_record(Index) {}
    static void ref_view(Index) {}
    static void rows_fields(const Rows&) {}
    static void rows_methods(const Rows&) {}
    static void rows_members(const Rows&) {}
    static void rows_values(const Rows&) {}
};

}  // namespace

std::optional<ChangedNames> changed_names(const Facts& before, const Facts& now) {
    ChangedNames changed;
    bool modules_alike = true;
    Facts::columns(before, [&](std::string_view name, const auto& old) {
        Facts::columns(now, [&](std::string_view other, const auto& fresh) {
            if constexpr (std::is_same_v<std::decay_t<decltype(old)>, std::decay_t<decltype(fresh)>>) {
                using Row = typename std::decay_t<decltype(fresh)>::value_type;
                if constexpr (!private_to_module<Row>)
                    if (name == other && !compare(before, old, now, fresh, changed) && std::is_same_v<Row, ModuleRow>) modules_alike = false;
            }
        });
    });
    if (!modules_alike) return std::nullopt;
    return changed;
}

std::set<std::string> modules_that_say(const Facts& facts, const ChangedNames& changed) {
    std::vector<bool> heard(facts.modules.size());
    if (!changed.names.empty() || !changed.view_models.empty() || changed.templates) {
        const Saying says(facts, changed.names);
        Facts::columns(facts, [&](std::string_view, const auto& rows) {
            using Row = typename std::decay_t<decltype(rows)>::value_type;
            for (Index i = 0; i < rows.size(); ++i) {
                Index module = i;
                if constexpr (std::is_same_v<Row, FileRow>) module = rows[i].module;
                else if constexpr (!std::is_same_v<Row, ModuleRow>) module = rows[i].at.file == no_row ? no_row : facts.files[rows[i].at.file].module;
                if (module == no_row || heard[module]) continue;
                Listener listener{facts, says};
                Row row = rows[i];   // visiting may write
                Row::visit(row, listener);
                if constexpr (std::is_same_v<Row, ViewRow>)
                    listener.heard = listener.heard || (rows[i].model == no_name ? changed.templates : changed.view_models.contains(facts.str(rows[i].model)));
                heard[module] = listener.heard;
            }
        });
    }
    std::set<std::string> names;
    for (Index m = 0; m < facts.modules.size(); ++m)
        if (heard[m]) names.emplace(facts.str(facts.modules[m].name));
    return names;
}

}  // namespace driftline
