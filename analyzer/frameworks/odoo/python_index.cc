#include "frameworks/odoo/python_index.h"

#include <algorithm>

namespace driftline::odoo {
namespace {
constexpr int max_indirections = 12;   // re-exports of re-exports; a cycle ends here

// Rows stand by file: the last one in a file that is wanted, or no_row.
template <class Row, class Wanted>
Index last_in_file(const Column<Row>& column, Index file, const Wanted& wanted) {
    auto end = std::partition_point(column.begin(), column.end(), [&](const Row& row) { return row.at.file <= file; });
    while (end != column.begin() && (--end)->at.file == file)
        if (wanted(*end)) return Index(end - column.begin());
    return no_row;
}

}  // namespace

PythonIndex::PythonIndex(const World& world) : world_(world), facts_(world.facts), bindings_of_file_(world.facts.files.size()) {
    files_.reserve(facts_.files.size());
    const auto usable = [&](Index f) {
        const FileRow& file = facts_.files[f];
        return file.kind == FileKind::python && (file.module == no_row || world.modules[file.module].linked);
    };
    for (Index f = 0; f < facts_.files.size(); ++f)
        if (usable(f)) files_.emplace(facts_.str(facts_.files[f].python_path), f);
    for (Index b = 0; b < facts_.bindings.size(); ++b) {
        Rows& rows = bindings_of_file_[facts_.bindings[b].at.file];
        if (rows.count++ == 0) rows.begin = b;
    }
    find_bases();
}

SymbolRef PythonIndex::ref(SymbolRef::Column column, Index row, const At& at) const { return {column, row, world_.module_of(at), at}; }

Index PythonIndex::file(std::string_view dotted) const {
    const auto hit = files_.find(dotted);
    return hit == files_.end() ? no_row : hit->second;
}

PythonIndex::Found PythonIndex::resolve(std::string_view dotted) const {
    Trail trail;
    return resolve(dotted, trail);
}

PythonIndex::Found PythonIndex::resolve(std::string_view dotted, Trail& trail) const {
    // The longest path that is a file first. A package may bind the same name to something else ("from .config import config"),
    // so shorter ones are asked when that does not have it.
    Found best{Status::no_module, {}, dotted};
    for (size_t end = dotted.size();;) {
        if (const Index f = file(dotted.substr(0, end)); f != no_row) {
            const Found found = in_file(f, end == dotted.size() ? std::string_view() : dotted.substr(end + 1), trail);
            if (found.status == Status::found) return found;
            if (best.status == Status::no_module || found.status == Status::unknown) best = found;
            if (trail.depth > 0) return best;
        }
        end = dotted.rfind('.', end - 1);
        if (end == std::string_view::npos || end == 0) return best;
    }
}

PythonIndex::Found PythonIndex::in_file(Index file, std::string_view rest, Trail& trail) const {
    const At start{file, 0, 0, 1};
    if (rest.empty()) return {Status::found, ref(SymbolRef::Column::file, file, start), {}};
    if (!trail.asked.emplace(file, rest).second) return {Status::no_name, ref(SymbolRef::Column::file, file, start), rest};
    if (trail.depth > max_indirections) return {Status::unknown, {}, rest};
    const std::string_view first = rest.substr(0, rest.find('.'));
    const std::string_view more = first.size() == rest.size() ? std::string_view() : rest.substr(first.size() + 1);
    const auto name = facts_.names.find(first);
    const Rows rows = bindings_of_file_[file];
    const auto begin = facts_.bindings.begin() + rows.begin, end = begin + rows.count;
    Found best{Status::no_name, ref(SymbolRef::Column::file, file, start), rest};
    const BindingRow* hit = nullptr;
    Index hit_row = no_row;
    for (auto it = end; name && hit == nullptr && it != begin;)   // the last binding counts
        if ((--it)->name == *name) hit = &*it, hit_row = Index(it - facts_.bindings.begin());
    // `if disabled: f = lambda: None` below `def f`: what f is stands at the def.
    if (hit && hit->kind == BindingKind::assignment && hit->guarded && hit->target == no_name)
        for (auto it = begin + (hit_row - rows.begin); it != begin;)
            if ((--it)->name == *name && !it->guarded && (it->kind == BindingKind::function || it->kind == BindingKind::class_)) {
                hit = &*it, hit_row = Index(it - facts_.bindings.begin());
                break;
            }
    if (hit) {
        const Index cls = hit->kind == BindingKind::class_ ? class_in(file, *name) : no_row;
        if (cls != no_row) return in_class(cls, more);
        if (hit->kind == BindingKind::import || (hit->kind == BindingKind::assignment && hit->target != no_name)) {
            const std::string target = std::string(facts_.str(hit->target)) + (more.empty() ? "" : ".") + std::string(more);
            ++trail.depth;
            Found found = resolve(target, trail);
            --trail.depth;
            if (found.status == Status::found || (hit->kind == BindingKind::import && found.status == Status::no_name)) {
                if (found.status == Status::no_name) found.rest = rest;
                return found;
            }
            return {more.empty() ? Status::found : Status::unknown, ref(SymbolRef::Column::binding, hit_row, hit->at), more};
        }
        const Index function = hit->kind == BindingKind::function ? function_in(file, *name) : no_row;
        if (function != no_row) return {Status::found, ref(SymbolRef::Column::method, function, facts_.methods[function].at), more};
        return {Status::found, ref(SymbolRef::Column::binding, hit_row, hit->at), more};
    }
    for (auto it = begin; it != end; ++it) {   // names bound by star imports or computed by __getattr__
        const BindingRow& b = *it;
        if (b.kind == BindingKind::getattr_hook) best.status = Status::unknown;
        if (b.kind != BindingKind::star_import) continue;
        const Index from = this->file(facts_.str(b.target));
        if (from == no_row) {
            best.status = Status::unknown;
            continue;
        }
        ++trail.depth;
        const Found found = in_file(from, rest, trail);
        --trail.depth;
        if (found.status == Status::found) return found;
        if (found.status == Status::unknown) best.status = Status::unknown;
    }
    return best;
}

PythonIndex::Found PythonIndex::in_class(Index class_row, std::string_view rest) const {
    const SymbolRef self = ref(SymbolRef::Column::class_, class_row, facts_.classes[class_row].at);
    if (rest.empty()) return {Status::found, self, {}};
    const std::string_view first = rest.substr(0, rest.find('.'));
    const SymbolRef member = attribute(class_row, first);
    if (member) return {Status::found, member, first.size() == rest.size() ? std::string_view() : rest.substr(first.size() + 1)};
    const std::string nested = std::string(facts_.str(facts_.classes[class_row].name)) + "." + std::string(first);
    if (const auto name = facts_.names.find(nested))
        if (const Index hit = class_in(facts_.classes[class_row].at.file, *name); hit != no_row)
            return in_class(hit, first.size() == rest.size() ? std::string_view() : rest.substr(first.size() + 1));
    return {Status::no_name, self, rest};
}

SymbolRef PythonIndex::attribute(Index class_row, std::string_view name, int depth) const {
    const ClassRow& row = facts_.classes[class_row];
    // From outside, Order.__x is called Order._Order__x (Python's name mangling).
    std::string_view own = facts_.str(row.name);
    own.remove_prefix(std::min(own.find_first_not_of('_'), own.size()));
    const bool mangled = name.size() > own.size() + 3 && name[0] == '_' && name.substr(1).starts_with(own) && name.substr(1 + own.size()).starts_with("__");
    const auto wanted = facts_.names.find(mangled ? name.substr(1 + own.size()) : name);
    for (Index i = row.methods.begin; wanted && i < row.methods.begin + row.methods.count; ++i)
        if (facts_.methods[i].name == *wanted) return ref(SymbolRef::Column::method, i, facts_.methods[i].at);
    for (Index i = row.fields.begin; wanted && i < row.fields.begin + row.fields.count; ++i)
        if (facts_.fields[i].name == *wanted) return ref(SymbolRef::Column::field, i, facts_.fields[i].at);
    for (Index i = row.members.begin; wanted && i < row.members.begin + row.members.count; ++i)
        if (facts_.members[i].name == *wanted) return ref(SymbolRef::Column::member, i, facts_.members[i].at);
    if (depth > max_indirections) return {};
    for (const Index base : bases(class_row))
        if (const SymbolRef found = attribute(base, name, depth + 1)) return found;
    return {};
}

Index PythonIndex::class_in(Index file, Name name) const {
    return last_in_file(facts_.classes, file, [&](const ClassRow& row) { return row.name == name; });
}

Index PythonIndex::function_in(Index file, Name name) const {
    return last_in_file(facts_.methods, file, [&](const MethodRow& row) { return row.owner == no_row && row.name == name; });
}

Index PythonIndex::find_class(std::string_view dotted) const {
    const Found found = resolve(dotted);
    return found.status == Status::found && found.rest.empty() && found.symbol.column == SymbolRef::Column::class_ ? found.symbol.row : no_row;
}

void PythonIndex::find_bases() {
    std::unordered_map<Name, Index> known;   // a few bases serve thousands of classes
    bases_.resize(facts_.classes.size());
    for (Index c = 0; c < facts_.classes.size(); ++c) {
        const ClassRow& row = facts_.classes[c];
        for (const Name base : facts_.items(row.bases)) {
            const std::string_view dotted = facts_.str(base);
            const bool plain = dotted.find('.') == std::string_view::npos;   // a class of the same file
            Index found = no_row;
            if (plain) {
                found = class_in(row.at.file, base);
            } else if (const auto hit = known.find(base); hit != known.end()) {
                found = hit->second;
            } else {
                known[base] = found = find_class(dotted);
            }
            if (found != no_row && found != c) bases_[c].push_back(found);
        }
    }
}

}  // namespace driftline::odoo
