#include "check/state.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/digest.h"
#include "check/definitions.h"
#include "check/rule.h"
#include "model/judged.h"

namespace driftline {
namespace {

constexpr char magic[8] = {'d', 'r', 'i', 'f', 't', 's', 't', '2'};
constexpr std::string_view protected_rule = "DL110";
constexpr uint32_t max_text = 1u << 20;   // of one string: a damaged length must not ask for gigabytes

std::string module_name(const World& world, Index module) { return module == no_row ? std::string() : std::string(world.str(world.facts.modules[module].name)); }

// The columns, once: what writes and what reads cannot differ.
template <class Archive, class Rows>
void each(Archive& archive, Rows& rows) {
    archive.count(rows);
    for (auto& row : rows) {
        if constexpr (requires { row.version; }) archive(row.name, row.version);
        else if constexpr (requires { row.behaviour; }) archive(row.kind, row.behaviour, row.calls_super, row.module, row.symbol, row.reason);
        else if constexpr (requires { row.rule; }) archive(row.rule, row.module, row.symbol, row.scope, row.severity, row.code);
        else archive(row.module, row.slug, row.reason, row.scope);
    }
}

template <class Archive, class AnyState>
void visit(Archive& archive, AnyState& state) {
    each(archive, state.modules);
    each(archive, state.overrides);
    each(archive, state.places);
    each(archive, state.allowed);
}

struct Writer {
    std::string bytes;
    template <class Number>
    void number(Number value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }
    template <class Rows>
    void count(const Rows& rows) { number(uint32_t(rows.size())); }
    template <class... Values>
    void operator()(const Values&... values) { (one(values), ...); }
    void one(const std::string& text) {
        const std::string_view kept = std::string_view(text).substr(0, max_text);
        number(uint32_t(kept.size()));
        bytes.append(kept);
    }
    template <class Value>
    void one(const Value& value) { number(value); }
};

struct Reader {
    std::string_view rest;
    bool good = true;
    template <class Number>
    void number(Number& value) {
        if (rest.size() < sizeof value) { good = false; return; }
        std::memcpy(&value, rest.data(), sizeof value);
        rest.remove_prefix(sizeof value);
    }
    template <class Rows>
    void count(Rows& rows) {
        uint32_t size = 0;
        number(size);
        if (size > rest.size()) good = false;   // a row takes more than a byte
        if (good) rows.resize(size);
    }
    template <class... Values>
    void operator()(Values&... values) { (one(values), ...); }
    void one(std::string& text) {
        uint32_t size = 0;
        number(size);
        if (!good || size > max_text || size > rest.size()) { good = false; return; }
        text = rest.substr(0, size);
        rest.remove_prefix(size);
    }
    template <class Value>
    void one(Value& value) { number(value); }
};

void add_allowed(const World& world, State& state) {
    const Facts& facts = world.facts;
    std::set<Index> files;
    std::vector<Index> rows;
    for (Index i = 0; i < facts.remarks.size(); ++i) {
        const RemarkRow& remark = facts.remarks[i];
        if (remark.kind != RemarkRow::allow || !judged(world, world.module_of(remark.at))) continue;
        rows.push_back(i);
        files.insert(remark.at.file);
    }
    const auto place = [&](Index i) { return std::tuple(facts.str(facts.files[facts.remarks[i].at.file].path), facts.remarks[i].at.begin); };
    std::sort(rows.begin(), rows.end(), [&](Index a, Index b) { return place(a) < place(b); });
    const Definitions definitions(facts, files);
    for (const Index i : rows) {
        const RemarkRow& remark = facts.remarks[i];
        const auto* scope = definitions.innermost(remark.at);
        state.allowed.push_back({module_name(world, world.module_of(remark.at)), std::string(facts.str(remark.slug)), std::string(facts.str(remark.reason)), scope ? scope->name : "", i});
    }
}

// Modules and symbols of overrides of what is protected.
std::set<std::pair<Index, std::string_view>> guarded_by(const std::vector<Finding>& findings) {
    std::set<std::pair<Index, std::string_view>> guarded;
    for (const Finding& finding : findings)
        if (finding.rule->id == protected_rule) guarded.emplace(finding.module, finding.symbol);
    return guarded;
}

}  // namespace

State state_of(const Program& program, const std::vector<Finding>& findings, const Evidence* evidence) {
    const World& world = program.world;
    State state;
    for (Index m = 0; m < world.modules.size(); ++m)
        if (judged(world, m)) state.modules.push_back({module_name(world, m), std::string(world.str(world.facts.modules[m].version))});
    const std::set<std::pair<Index, std::string_view>> guarded = guarded_by(findings);
    const auto reason_of = [&](Index i) {
        const Override& row = program.overrides[i];
        if (evidence == nullptr || ((row.behaviour == Behaviour::extends || fills_in(world.facts, row)) && !guarded.contains({row.module, row.symbol}))) return Written::not_asked;
        return evidence->of(i).why() ? Written::given : Written::missing;
    };
    for (Index i = 0; i < program.overrides.size(); ++i) {
        const Override& row = program.overrides[i];
        state.overrides.push_back({row.kind, row.behaviour, row.calls_super, module_name(world, row.module), row.symbol, reason_of(i), i});
    }
    for (Index f = 0; f < findings.size(); ++f) {
        const Finding& finding = findings[f];
        if (finding.severity == Severity::info) continue;
        for (Index p = 0; p < finding.places.size(); ++p)
            state.places.push_back({std::string(finding.rule->id), module_name(world, finding.module), symbol_of(finding, finding.places[p]), finding.places[p].scope, finding.severity, finding.places[p].code, f, p});
    }
    // A finding's places stand together; the order of the code is that of all places.
    const auto place = [&](const State::Found& found) {
        const Place& at = findings[found.finding].places[found.place];
        return std::tuple(std::string_view(at.path), at.at.begin);
    };
    std::stable_sort(state.places.begin(), state.places.end(), [&](const State::Found& a, const State::Found& b) { return place(a) < place(b); });
    add_allowed(world, state);
    return state;
}

std::string pack_state(const State& state) {
    Writer writer{std::string(magic, sizeof magic)};
    visit(writer, state);
    writer.number(digest64(writer.bytes));
    return std::move(writer.bytes);
}

bool unpack_state(std::string_view bytes, State& out) {
    out = State();
    uint64_t sum = 0;
    if (bytes.size() < sizeof magic + sizeof sum || std::memcmp(bytes.data(), magic, sizeof magic) != 0) return false;
    std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
    bytes.remove_suffix(sizeof sum);
    if (sum != digest64(bytes)) return false;
    Reader reader{bytes.substr(sizeof magic)};
    visit(reader, out);
    if (!reader.good || !reader.rest.empty()) out = State();
    return reader.good && reader.rest.empty();
}

}  // namespace driftline
