// driftline register init | add SYMBOL | check | update.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "load_history.h"
#include "model/write_file.h"
#include "nearest.h"
#include "register_file.h"
#include "reports/report.h"

namespace driftline {
namespace {

struct RegisterRun {
    Session& session;
    const Linked& linked;
    std::string file, bytes;

    const Register& known() const { return linked.evidence->customizations(); }
    const Program& program() const { return linked.program; }
    std::string_view module_of(const Override& row) const { return program().world.str(program().world.facts.modules[row.module].name); }
};

std::string note(const RegisterRun& work, const Override& row, const SymbolStory* story) {
    const CorePlaceText core = place_of(work.program().world, row.core);
    std::string line = fmt::format("{}:{} {} {}/{}", file_path(work.program().world, row.custom.at), row.custom.at.line, text(row.behaviour), core.module, core.path);
    if (story != nullptr && story->introduced && story->introduced_end == SymbolStory::End::found)
        line += fmt::format("; {} {} {}: {}", story->introduced->id.hex().substr(0, 10), story->introduced->date(), story->introduced->author, story->introduced->subject());
    return line;
}

// One stub per symbol, with the facts history knows. Without git there are none, and that is fine.
std::vector<Stub> stubs_of(RegisterRun& work, const std::vector<Index>& overrides) {
    std::map<std::string, Index> first;
    for (const Index i : overrides) first.emplace(work.program().overrides[i].symbol, i);
    std::vector<Index> wanted;
    for (const auto& [symbol, i] : first) wanted.push_back(i);
    std::map<Index, SymbolStory> stories;
    if (auto traced = trace_overrides(work.session, work.linked, wanted, {}))
        for (Traced& one : *traced) stories.emplace(one.override_, std::move(one.story));
    std::vector<Stub> stubs;
    for (const Index i : wanted) {
        const auto story = stories.find(i);
        const bool dated = story != stories.end() && story->second.introduced && story->second.introduced_end == SymbolStory::End::found;
        stubs.push_back({work.program().overrides[i].symbol, note(work, work.program().overrides[i], story == stories.end() ? nullptr : &story->second),
                         dated ? story->second.introduced->date() : ""});
    }
    return stubs;
}

// Overrides without a written reason that no entry covers, filled in or not.
std::vector<Index> uncovered(const RegisterRun& work) {
    std::vector<Index> rows;
    for (Index i = 0; i < work.program().overrides.size(); ++i) {
        const Override& row = work.program().overrides[i];
        if (!row.silent_same && !work.linked.evidence->of(i).why() && work.known().find(row.symbol, work.module_of(row)) == nullptr) rows.push_back(i);
    }
    return rows;
}

std::vector<bool> matches(const RegisterRun& work) {
    std::vector<bool> found;
    for (const RegisterEntry& entry : work.known().entries)
        found.push_back(std::any_of(work.program().overrides.begin(), work.program().overrides.end(), [&](const Override& row) { return entry.covers(row.symbol, work.module_of(row)); }));
    return found;
}

// What was written must still be a register.
int save(const RegisterRun& work, const std::string& bytes, const std::string& said) {
    if (const auto again = read_register(work.file, bytes); !again) return complain(fmt::format("nothing was written, since it could not be read again: {}", again.error().message)), exit_failure;
    const auto written = write_file(work.file, {bytes});
    if (!written) return complain(written.error().message), exit_failure;
    fmt::print("{}\n", printable(said));
    return exit_clean;
}

std::string counted(size_t count, std::string_view one, std::string_view many) { return fmt::format("{} {}", count, count == 1 ? one : many); }

int init(RegisterRun& work) {
    if (!work.known().path.empty()) return complain(fmt::format("{} is there already and stays as it is; `driftline register update` adds what is new", work.file)), exit_failure;
    const std::vector<Stub> stubs = stubs_of(work, uncovered(work));
    return save(work, new_register(stubs), fmt::format("{} is written: {} to fill in", work.file, counted(stubs.size(), "entry", "entries")));
}

int add(RegisterRun& work) {
    const std::string& symbol = work.session.options.subject;
    RegisterEntry pattern;
    pattern.symbols = {symbol};
    std::vector<Index> rows;
    std::vector<std::string> known;
    for (Index i = 0; i < work.program().overrides.size(); ++i) {
        known.push_back(work.program().overrides[i].symbol);
        if (pattern.covers(known.back(), "")) rows.push_back(i);
    }
    if (rows.empty()) return complain(fmt::format("no override is called {}; did you mean {}?", symbol, nearest(symbol, known))), exit_failure;
    for (const RegisterEntry& entry : work.known().entries)
        if (std::find(entry.symbols.begin(), entry.symbols.end(), symbol) != entry.symbols.end())
            return fmt::print("{}:{} has it already\n", printable(work.file), entry.line), exit_clean;
    Stub stub = stubs_of(work, {rows.front()}).front();
    stub.symbol = symbol;
    if (rows.size() > 1) stub.note += fmt::format("; {} in all", counted(rows.size(), "override", "overrides"));
    const std::string bytes = work.known().path.empty() ? new_register({stub}) : with_stubs(work.bytes, work.known(), {stub});
    return save(work, bytes, fmt::format("{}: an entry for {} is to fill in", work.file, symbol));
}

int update(RegisterRun& work) {
    if (work.known().path.empty()) return complain(fmt::format("there is no {}; `driftline register init` writes one", work.file)), exit_failure;
    const std::vector<Stub> stubs = stubs_of(work, uncovered(work));
    const std::vector<bool> found = matches(work);
    const std::string marked = with_marks(work.bytes, work.known(), found, today());
    const auto known = read_register(work.file, marked);
    if (!known) return complain(known.error().message), exit_failure;
    const std::string bytes = with_stubs(marked, *known, stubs);
    const auto vanished = size_t(std::count(found.begin(), found.end(), false));
    const std::string said = fmt::format("{}: {} to fill in, {} nothing any more", work.file, counted(stubs.size(), "new entry", "new entries"),
                                         vanished == 1 ? "1 matches" : fmt::format("{} match", vanished));
    if (bytes == work.bytes) return fmt::print("{}\n", printable(said)), exit_clean;
    return save(work, bytes, said);
}

int check(RegisterRun& work) {
    if (work.known().path.empty()) return complain(fmt::format("there is no {}; `driftline register init` writes one", work.file)), exit_failure;
    const std::vector<bool> found = matches(work);
    size_t wrong = 0;
    const auto say = [&](const RegisterEntry& entry, const std::string& what) {
        ++wrong;
        fmt::print("{}:{}: {} {}\n", register_name, entry.line, one_line(entry.symbols.front()), what);
    };
    for (size_t i = 0; i < found.size(); ++i) {
        const RegisterEntry& entry = work.known().entries[i];
        if (!found[i]) {
            say(entry, "matches nothing any more: delete the entry, or correct its symbol");
            continue;
        }
        if (trim(entry.reason).empty()) say(entry, "gives no reason");
        if (trim(entry.owner).empty()) say(entry, "names no owner");
        if (const int64_t late = days_between(entry.review_by, today()); late > 0) say(entry, fmt::format("was to be reviewed by {}, {} days ago", entry.review_by, late));
    }
    const size_t open = uncovered(work).size();
    fmt::print("{}, {} to mend; {} without a reason in no entry\n", counted(found.size(), "entry", "entries"), wrong, counted(open, "override", "overrides"));
    return wrong > 0 ? exit_findings : exit_clean;
}

}  // namespace

int run_register(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    if (!linked.custom || !linked.evidence) return complain(fmt::format("{} holds no modules", options.path)), exit_failure;
    if (!linked.has_core) return complain(fmt::format("without a core no override can be told; type: {}", linked.core_command)), exit_failure;
    RegisterRun work{*session, linked, linked.custom->root() + "/" + std::string(register_name), ""};
    const bool writes = options.command != Command::register_check;
    if (writes && !parse_location(options.path).revision.empty()) return complain("a revision cannot be written to; give the working tree"), exit_failure;
    if (!work.known().path.empty()) {
        const Result<std::string> bytes = linked.custom->read(register_name);
        if (!bytes) return complain(bytes.error().message), exit_failure;
        work.bytes = *bytes;
    }
    int code = exit_failure;
    switch (options.command) {
        case Command::register_init: code = init(work); break;
        case Command::register_add: code = add(work); break;
        case Command::register_update: code = update(work); break;
        default: code = check(work);
    }
    for (const std::string& notice : session->notices) complain(notice);
    return code;
}

}  // namespace driftline
