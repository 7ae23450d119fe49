#include "model/evidence.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "model/copied_text.h"
#include "model/documentation.h"
#include "model/judged.h"
#include "model/nearby_text.h"
#include "model/plain_words.h"
#include "model/reason.h"

namespace driftline {
namespace {

constexpr size_t longest_document = 256u << 10;   // bytes of one README that are read
constexpr size_t short_body = 20;                 // lines: in a longer body a comment is about a step, not about the override

// Names that every other model has, too: alone they name nothing.
bool is_common(std::string_view name) {
    static constexpr std::array common = {"create", "write", "unlink", "read", "search", "copy", "browse", "init", "name_get", "name_search", "default_get", "read_group", "search_read",
                                          "fields_get", "fields_view_get", "get_view", "name", "state", "active", "sequence", "company_id", "partner_id", "user_id", "type", "date"};
    return std::find(common.begin(), common.end(), name) != common.end();
}

// CODEOWNERS: as in .gitignore, a pattern with a slash inside starts at the root, others match at any depth.
bool owns(std::string_view pattern, std::string_view path) {
    const bool anchored = pattern.substr(0, pattern.size() - 1).find('/') != pattern.npos;
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    std::string glob(pattern);
    if (glob.ends_with('/')) glob += "**";
    for (const std::string& form : {glob, glob + "/**"})
        if (glob_match(form, path) || (!anchored && glob_match("**/" + form, path))) return true;
    return false;
}

// "*": somebody for everything is nobody for this.
bool is_everything(std::string_view pattern) { return pattern.find_first_not_of("*/") == pattern.npos; }

class Collector {
public:
    Collector(const Program& program, const EvidenceSources& sources) : program_(program), facts_(program.world.facts), sources_(sources) {
        for (const Override& o : program.overrides) ++overrides_[o.module];
        for (const ClassRow& row : facts_.classes)
            if (row.model_kind != ModelKind::none && row.flags & class_has_name) overrides_[program.world.module_of(row.at)] += 2;   // its description is about its models
        for (const SpecLink& spec : program.specs) {
            const size_t space = spec.target_node.find(' ');
            if (spec.position != SpecPosition::replace) continue;
            if (space != std::string::npos) taken_[spec.view].insert(spec.target_node.substr(space + 1));
            for (const std::string_view name : quoted_parts(spec.locator)) asked_[spec.view].emplace(name);   // "breadcrumb" of //ol[hasclass('breadcrumb')]/li
            replacements_[spec.view].push_back(spec.at);
        }
    }

    Documented of(const Override& o, const std::vector<Evidence::Document>& documents, const std::string& owner) {
        Documented made;
        from_register(o, made);
        if (const Judgement reason = judge_beside(o); reason.given) {
            made.proofs.push_back({EvidenceLevel::comment, true, false, false, reason.text, reason.whole, ""});
            made.ticket = made.ticket.empty() ? reason.ticket : made.ticket;
        }
        from_documents(o, documents, made);
        for (const Proof& proof : made.proofs)
            if (proof.why && made.level == EvidenceLevel::none) made.level = proof.level;
        if (made.owner.empty()) made.owner = owner;
        return made;
    }

private:
    std::string_view name_of(Index module) const { return facts_.str(facts_.modules[module].name); }

    void from_register(const Override& o, Documented& made) const {
        const RegisterEntry* entry = sources_.customizations.find(o.symbol, name_of(o.module));
        if (entry == nullptr) return;
        made.owner = entry->owner;
        made.date = entry->reviewed.empty() ? entry->added : entry->reviewed;
        made.ticket = entry->ticket;
        made.proofs.push_back({EvidenceLevel::register_, !trim(entry->reason).empty(), !entry->owner.empty(), !made.date.empty(), entry->reason, "",
                               fmt::format("{}:{}", sources_.customizations.path, entry->line)});
    }

    void from_documents(const Override& o, const std::vector<Evidence::Document>& documents, Documented& made) {
        const std::vector<std::string> names = names_of(o);
        for (const Evidence::Document& document : documents)
            for (const std::string& name : names)
                if (names_word(document.bytes, name)) return add_document(document, fmt::format("names {}", name), "", made);
        // What a module with one override says of itself it says of that one.
        if (const auto all = overrides_.find(o.module); all != overrides_.end() && all->second == 1)
            for (const Evidence::Document& document : documents)
                if (const Judgement reason = judge_reason(document.about, fmt::format("{} {}", name_of(o.module), o.symbol)); reason.given) return add_document(document, reason.text, reason.whole, made);
        from_plain_words(o, documents, made);
    }

    // "Also computes the volume when a dimension changes" is about `_compute_volume`: a paragraph of what the module says it is for has
    // all the words that tell the override from others.
    void from_plain_words(const Override& o, const std::vector<Evidence::Document>& documents, Documented& made) {
        const auto called = called_plainly(o);
        if (called.empty()) return;
        for (const Evidence::Document& document : documents) {
            const auto [paragraphs, fresh] = paragraphs_.try_emplace(&document);
            if (fresh) paragraphs->second = paragraphs_of(document.about);
            for (const auto& paragraph : paragraphs->second)
                for (const auto& [name, stems] : called)
                    if (std::all_of(stems.begin(), stems.end(), [&](const std::string& stem) { return paragraph.contains(stem); })) return add_document(document, fmt::format("speaks of {}", name), "", made);
        }
    }

    // Names with their telling stems: a member's own; of a view what its locators ask for, and what it puts in where two words tell it.
    std::map<std::string, std::set<std::string>> called_plainly(const Override& o) {
        std::map<std::string, std::set<std::string>> called;
        const auto add = [&](const std::string& name, std::string_view model) {
            if (std::set<std::string> stems = telling_stems(name, model); !stems.empty()) called.emplace(name, std::move(stems));
        };
        if (o.custom.column == SymbolRef::Column::view) {
            if (const auto names = asked_.find(o.custom.row); names != asked_.end())
                for (const std::string& name : names->second) add(name, "");
            if (const auto replacements = replacements_.find(o.custom.row); replacements != replacements_.end())
                for (const At& at : replacements->second)
                    for (const std::string& name : identifiers_in(cut(text_of(at.file), at.begin, at.end)))
                        if (telling_stems(name, "").size() >= 2) add(name, "");
        } else if (const size_t dot = o.symbol.rfind('.'); dot != std::string::npos && (o.kind == SymbolKind::method || o.kind == SymbolKind::field || o.kind == SymbolKind::python)) {
            add(o.symbol.substr(dot + 1), o.symbol.substr(0, dot));
        }
        return called;
    }

    static void add_document(const Evidence::Document& document, std::string text, std::string whole, Documented& made) {
        made.proofs.push_back({EvidenceLevel::documentation, true, false, false, std::move(text), std::move(whole), document.path});
    }

    // As documentation may call it: the symbol, its own name where that is telling, its model; of a view what it takes out and puts in.
    std::vector<std::string> names_of(const Override& o) {
        std::vector<std::string> names{o.symbol};
        const size_t dot = o.symbol.rfind('.');
        if (dot == o.symbol.npos) return names;
        const std::string own = o.symbol.substr(dot + 1), model = o.symbol.substr(0, dot);
        const auto add_telling = [&](const std::string& name) {
            if (name.find('_') != name.npos && name.size() > 5 && !is_common(name)) names.push_back(name);
        };
        add_telling(own);
        if (own.starts_with('_')) add_telling(own.substr(own.find_first_not_of('_') == own.npos ? own.size() : own.find_first_not_of('_')));
        if (model.find('.') != model.npos) {   // "sale_order.note", as tables are called
            std::string table = model;
            std::replace(table.begin(), table.end(), '.', '_');
            names.push_back(table + "." + own);
        }
        if (o.custom.column == SymbolRef::Column::view)
            if (const auto nodes = taken_.find(o.custom.row); nodes != taken_.end())
                for (const std::string& node : nodes->second) add_telling(node);
        if (o.custom.column == SymbolRef::Column::view)
            if (const auto replacements = replacements_.find(o.custom.row); replacements != replacements_.end())
                for (const At& at : replacements->second)
                    for (const std::string& name : identifiers_in(cut(text_of(at.file), at.begin, at.end))) add_telling(name);
        const bool of_model = o.kind == SymbolKind::method || o.kind == SymbolKind::field || o.kind == SymbolKind::model;
        if (o.kind == SymbolKind::model) names.push_back(o.symbol);
        else if (of_model && model.find('.') != model.npos) names.push_back(model);
        return names;
    }

    const std::string& text_of(Index file) {
        const auto [entry, fresh] = texts_.try_emplace(file);
        if (fresh && sources_.text_of) entry->second = sources_.text_of(file);
        return entry->second;
    }
    const TextDefinitions& definitions_of(Index file) { return definitions_.try_emplace(file, text_of(file)).first->second; }
    static std::string_view cut(std::string_view text, size_t begin, size_t end) {
        return begin < text.size() && end > begin ? text.substr(begin, end - begin) : std::string_view();
    }

    // What came with the copy of the core's body says nothing of ours; what a body that takes another's place does otherwise is said where
    // it is done, however long it is.
    Judgement judge_beside(const Override& o) {
        const std::string text = beside(o);
        Judgement reason = judge_reason(text, o.symbol);
        const bool body = o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method;
        if (!body || o.behaviour == Behaviour::extends) return reason;
        const CopiedText copied(facts_.source(facts_.methods[o.core.row].body));
        if (reason.given) reason = judge_reason(copied.without(text), o.symbol);
        if (reason.given) return reason;
        const At& at = facts_.methods[o.custom.row].at;
        for (const std::string& block : comment_blocks(cut(text_of(at.file), at.begin, at.end))) {
            const std::string own = copied.without(block);
            if (!tells_difference(own)) continue;
            if (Judgement inside = judge_reason(own, o.symbol); inside.given) return inside;
        }
        return reason;
    }

    // All that is written at the definition, as one text.
    std::string beside(const Override& o) {
        const SymbolRef& ours = o.custom;
        if (ours.at.file == no_row) return {};
        switch (ours.column) {
            case SymbolRef::Column::method: return of_method(ours.row);
            case SymbolRef::Column::route: return of_method(facts_.routes[ours.row].method);
            case SymbolRef::Column::field: return of_row(facts_.fields[ours.row].at) + of_class(facts_.fields[ours.row].owner);
            case SymbolRef::Column::member: return of_row(facts_.members[ours.row].at) + of_class(facts_.members[ours.row].owner);
            case SymbolRef::Column::class_: return of_class(ours.row);
            case SymbolRef::Column::patch: return of_patch(facts_.patches[ours.row]);
            case SymbolRef::Column::sql: return of_statement(facts_.sql[ours.row].at) + (facts_.sql[ours.row].scope == no_row ? std::string() : of_method(facts_.sql[ours.row].scope));
            case SymbolRef::Column::record: return of_record(ours.row);
            case SymbolRef::Column::view: return of_record(facts_.views[ours.row].record);
            default: return of_row(ours.at);
        }
    }

    std::string of_row(const At& at) { return comments_beside(text_of(at.file), at.begin, at.end); }

    // The text of a query stands some lines below the call that runs it.
    std::string of_statement(const At& at) {
        constexpr size_t above = 200;   // bytes
        const std::string& file = text_of(at.file);
        const size_t from = at.begin > above ? at.begin - above : 0, call = cut(file, from, at.begin).rfind("execute");
        return comments_beside(file, call != std::string_view::npos ? from + call : at.begin, at.end);
    }

    std::string of_class(Index index) {
        if (index == no_row) return {};
        const At& at = facts_.classes[index].at;
        const std::string& file = text_of(at.file);
        return "\n" + comments_beside(file, at.begin, at.begin) + "\n" + docstring(cut(file, at.begin, at.end));
    }

    static std::string of_definition(std::string_view file, size_t begin, size_t end) {
        const std::string_view body = cut(file, begin, end);
        const bool is_short = size_t(std::count(body.begin(), body.end(), '\n')) <= short_body;
        return docstring(body) + "\n\n" + comments_beside(file, begin, end) + "\n\n" + (is_short ? comments_inside(body) : comments_at_head(body));
    }

    std::string of_method(Index index) {
        if (index == no_row) return {};
        const MethodRow& row = facts_.methods[index];
        const std::string& file = text_of(row.at.file);
        const size_t outer = row.at.end >= row.body.size ? row.at.end - row.body.size : row.at.begin;   // decorators included
        return of_definition(file, outer, row.at.end) + of_class(row.owner);
    }

    // A patch is explained where it is made, or at what is put in: a function or class of the file, also one made inside another.
    std::string of_patch(const PatchRow& row) {
        std::string text = of_row(row.at);
        if (row.scope != no_row) text += "\n" + of_method(row.scope);
        const std::string& file = text_of(row.at.file);
        for (const std::string& name : identifiers_in(facts_.str(row.value)))
            if (const auto [begin, end] = definitions_of(row.at.file).find(name, row.at.begin); begin != end) text += "\n" + of_definition(file, begin, end);
        return text;
    }

    // Above the record or anywhere inside it: one view is one override, whatever it changes.
    std::string of_record(Index record) {
        if (record == no_row) return {};
        const At& at = facts_.records[record].at;
        const std::string& file = text_of(at.file);
        return xml_comment_above(file, at.begin) + "\n" + xml_comments_inside(file, at.begin, at.end);
    }

    const Program& program_;
    const Facts& facts_;
    const EvidenceSources& sources_;
    std::map<Index, size_t> overrides_;                  // by module; 1: the module is nothing but one override
    std::map<Index, std::set<std::string>> taken_;       // by view: names of the nodes it replaces
    std::map<Index, std::set<std::string>> asked_;       // by view: names in the locators of its replacements
    std::map<Index, std::vector<At>> replacements_;      // by view
    std::map<const Evidence::Document*, std::vector<std::set<std::string>>> paragraphs_;
    std::map<Index, std::string> texts_;
    std::map<Index, TextDefinitions> definitions_;       // of texts_
};

}  // namespace

std::string_view text(EvidenceLevel value) {
    switch (value) {
        case EvidenceLevel::none: return "none";
        case EvidenceLevel::commit: return "commit";
        case EvidenceLevel::documentation: return "documentation";
        case EvidenceLevel::comment: return "comment";
        case EvidenceLevel::register_: return "register";
    }
    return "";
}

std::string_view Documented::reason() const {
    for (const Proof& proof : proofs)
        if (proof.why) return proof.text;
    return {};
}

std::string_view Documented::whole_reason() const {
    for (const Proof& proof : proofs)
        if (proof.why) return proof.whole.empty() ? proof.text : proof.whole;
    return {};
}

std::vector<std::string> Documented::missing() const {
    std::vector<std::string> all;
    if (!why()) all.emplace_back("a reason");
    if (owner.empty()) all.emplace_back("an owner");
    if (date.empty()) all.emplace_back("a date");
    return all;
}

Evidence::Evidence(const Program& program, EvidenceSources sources) : program_(program), sources_(std::move(sources)) {
    if (sources_.custom != nullptr) read_documents();
    Collector collector(program, sources_);
    static const std::vector<Document> nothing;
    std::map<Index, std::string> owners;
    for (const Override& o : program.overrides) {
        const auto documents = documents_.find(o.module);
        const auto [owner, fresh] = owners.try_emplace(o.module);
        if (fresh) owner->second = owner_of(o.module);
        documented_.push_back(collector.of(o, documents == documents_.end() ? nothing : documents->second, owner->second));
    }
}

void Evidence::read_documents() {
    const World& world = program_.world;
    std::map<std::string_view, Index> folders;
    std::set<Index> described;
    std::vector<std::pair<Index, size_t>> readmes;   // of documents_
    for (Index m = 0; m < world.modules.size(); ++m)
        if (judged(world, m)) folders.emplace(world.str(world.facts.modules[m].path), m), documents_[m];
    for (const SourceFile& file : sources_.custom->files()) {
        // A module's folder is the longest that holds the file; modules do not nest.
        for (size_t slash = file.path.rfind('/');; slash = slash == 0 || slash == file.path.npos ? file.path.npos : file.path.rfind('/', slash - 1)) {
            const std::string_view folder = slash == file.path.npos ? std::string_view() : std::string_view(file.path).substr(0, slash);
            const auto hit = folders.find(folder);
            if (hit == folders.end()) {
                if (slash == file.path.npos) break;
                continue;
            }
            const Index module = hit->second;
            const std::string_view inside = std::string_view(file.path).substr(folder.empty() ? 0 : folder.size() + 1);
            const bool manifest = file.path == world.str(world.facts.files[world.facts.modules[module].at.file].path);
            if (!manifest && !is_documentation(inside)) break;
            Result<std::string> bytes = sources_.custom->read(file);
            if (!bytes) break;
            Document document{file.path, manifest ? fmt::format("{}\n{}", world.str(world.facts.modules[module].summary), description_of(*bytes)) : bytes->substr(0, longest_document), ""};
            if (manifest || is_description(inside)) document.about = document.bytes;
            if (is_description(inside)) described.insert(module);
            if (is_readme(inside)) readmes.emplace_back(module, documents_[module].size());
            documents_[module].push_back(std::move(document));
            break;
        }
    }
    for (const auto& [module, i] : readmes)   // one that is put together from parts says nothing that they do not
        if (!described.contains(module)) documents_[module][i].about = introduction_of(documents_[module][i].bytes);
}

void Evidence::add_commit(size_t override_, const CommitNote& commit) {
    Documented& made = documented_[override_];
    const std::string_view message = commit.message;
    const size_t subject = std::min(message.find('\n'), message.size());
    const std::string ticket = find_ticket(message, sources_.ticket_patterns);
    const Judgement body = judge_message(message, program_.overrides[override_].symbol);
    const bool why = body.given || !ticket.empty();
    made.proofs.push_back({EvidenceLevel::commit, why, false, true, body.given ? body.text : std::string(trim(message.substr(0, subject))), body.whole, commit.id});
    if (why && made.level == EvidenceLevel::none) made.level = EvidenceLevel::commit;
    if (made.date.empty()) made.date = commit.date;
    if (made.ticket.empty()) made.ticket = ticket;
}

std::string Evidence::owner_of(Index module) const {
    const Facts& facts = program_.world.facts;
    const ModuleRow& row = facts.modules[module];
    const std::string manifest(row.at.file == no_row ? std::string_view() : facts.str(facts.files[row.at.file].path));
    std::string owner;
    for (const auto& [pattern, owners] : sources_.code_owners)
        if (!is_everything(pattern) && owns(pattern, manifest)) owner = owners;
    if (!owner.empty()) return owner;
    std::vector<std::string> maintainers;
    for (const Name name : facts.items(row.maintainers)) maintainers.emplace_back(facts.str(name));
    return join(maintainers, ", ");
}

const std::vector<Evidence::Document>& Evidence::documents_of(Index module) const {
    static const std::vector<Document> nothing;
    const auto found = documents_.find(module);
    return found == documents_.end() ? nothing : found->second;
}

std::vector<std::pair<std::string, std::string>> read_code_owners(std::string_view bytes) {
    std::vector<std::pair<std::string, std::string>> owners;
    for (const std::string_view raw : split(bytes, '\n')) {
        const std::string_view line = trim(raw.substr(0, raw.find(" #")));
        if (line.empty() || line.starts_with('#') || line.starts_with('[') || line.starts_with("^[")) continue;
        const size_t space = line.find_first_of(" \t");
        owners.emplace_back(line.substr(0, space), space == line.npos ? std::string_view() : trim(line.substr(space)));
    }
    return owners;
}

}  // namespace driftline
