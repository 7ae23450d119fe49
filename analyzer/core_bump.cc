#include "core_bump.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "check/rule.h"
#include "check/state.h"
#include "frameworks/upstream.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

struct Bump {
    Introduced::Moved moved;
    std::string folder;          // of the checkout, in the repository; "" if there is none
    std::string before, after;   // arguments that can be read: PATH@REV or a stored name; "" = not here
};

using Key = std::pair<std::string, std::string>;   // file, what
std::map<Key, Pin> by_key(std::vector<Pin> pins) {
    std::map<Key, Pin> map;
    for (Pin& pin : pins) map.emplace(Key{pin.file, pin.what}, std::move(pin));
    return map;
}

class Bumps {
public:
    Bumps(const Session& session, const Linked& linked, const Revision& base, const Revision& head)
        : session_(session), linked_(linked), base_(base), head_(head), root_(linked.custom->root()), upstream_(find_upstream(linked.framework->name)) {}

    std::vector<Bump> find() {
        std::vector<Pin> before, now;
        if (!linked_.custom->nested().empty()) {   // what moved is there on both sides
            before = submodules(base_.tree);
            now = submodules(session_.options.staged || parse_location(session_.options.path).revision.empty() ? "" : head_.tree);
        }
        if (upstream_ != nullptr)
            for (const std::string_view file : upstream_->pin_files) {
                const auto text = linked_.custom->find(file) ? linked_.custom->read(file) : Result<std::string>(std::string());
                if (!text || text->empty()) continue;
                const std::string old = file_of_tree(root_, base_.tree, std::string(file));
                if (old == *text) continue;
                for (Pin& pin : upstream_->pins(file, old)) before.push_back(std::move(pin));
                for (Pin& pin : upstream_->pins(file, *text)) now.push_back(std::move(pin));
            }
        std::vector<Bump> found;
        const auto was = by_key(std::move(before));
        for (const auto& [key, pin] : by_key(std::move(now)))
            if (const auto old = was.find(key); old != was.end() && old->second.value != pin.value) found.push_back(bump(pin, old->second.value));
        configured(found);
        return found;
    }

    // Of base_, compared with head_.
    PinnedCore core_at_base() const {
        const std::vector<Pin> then = core_pins(base_.tree), now = core_pins(head_.tree);
        if (then.empty()) return {};
        const Pin& pin = then.front();
        std::string missing;
        const bool same = !now.empty() && now.front().what == pin.what && now.front().value == pin.value;
        return {shortened(pin.value), same ? linked_.core : readable(pin, pin.value, missing)};
    }

private:
    // The most exact first: a submodule's commit, then what files say, then the configuration.
    std::vector<Pin> core_pins(const std::string& tree) const {
        std::vector<Pin> pins = submodules(tree);
        std::erase_if(pins, [](const Pin& pin) { return !pin.core; });
        if (upstream_ != nullptr)
            for (const std::string_view file : upstream_->pin_files) {
                const std::string text = file_of_tree(root_, tree, std::string(file));
                for (Pin& pin : text.empty() ? std::vector<Pin>() : upstream_->pins(file, text))
                    if (pin.core && !pin.value.empty()) pins.push_back(std::move(pin));
            }
        const std::string path = session_.config.file.empty() ? "" : fs::path(session_.config.file).lexically_relative(root_).string();
        const std::string text = path.empty() || path.starts_with("..") ? "" : file_of_tree(root_, tree, path);
        if (text.empty()) return pins;
        if (const auto config = parse_config(text, session_.config.file); config && !config->core.empty()) pins.push_back({"core", path, "", config->core, true});
        return pins;
    }

    std::vector<Pin> submodules(const std::string& tree) const {
        std::vector<Pin> pins;
        for (const Pinned& one : submodules_of(root_, tree)) {
            const bool core = upstream_ != nullptr && !upstream_->core_folder(root_ + "/" + one.path).empty();
            pins.push_back({core ? "core" : "library " + one.path, one.path, one.path, one.commit, core});
        }
        return pins;
    }

    // A checkout at this revision, or a core stored under that name.
    std::string readable(const Pin& pin, const std::string& value, std::string& missing) const {
        std::error_code ignored;
        const std::string folder = pin.folder.empty() ? "" : root_ + "/" + pin.folder;
        const std::string revision = value.substr(value.rfind(' ') + 1);   // "origin 16.0" of an aggregated checkout
        if (!folder.empty() && fs::exists(folder + "/.git", ignored)) {
            if (value.find(" + ") == std::string::npos && resolve_revision(folder, revision)) return folder + "@" + revision;
            missing = fmt::format("git -C {} fetch origin {}", pin.folder, revision);
        } else if (!folder.empty()) {
            missing = pin.file == pin.folder ? fmt::format("git submodule update --init {}", pin.folder) : "gitaggregate";
        } else {
            if (pin.core && is_store_name(revision) && session_.store.find(revision)) return revision;
            std::error_code none;
            if (const std::string path = pin.core ? configured_path(session_.config, pin.value) : ""; path.starts_with('/') && fs::exists(parse_location(path).path, none)) return path;
            missing = fmt::format("driftline core add CHECKOUT@REVISION --name {}", revision);
        }
        return "";
    }

    Bump bump(const Pin& pin, const std::string& old) const {
        Bump made;
        made.folder = pin.folder;
        made.moved.what = pin.what;
        made.moved.file = pin.file;
        made.moved.before = shortened(old);
        made.moved.after = shortened(pin.value);
        made.moved.core = pin.core;
        std::string missing;
        made.after = readable(pin, pin.value, missing);
        made.before = readable(pin, old, missing);
        if (!missing.empty()) made.moved.note = "what it does cannot be told here; type: " + missing;
        else if (!pin.core && pin.folder.empty()) made.moved.note = "what it does cannot be told: its source is not part of the repository";
        return made;
    }

    static std::string shortened(const std::string& value) {
        const bool id = value.size() == 40 && value.find_first_not_of("0123456789abcdef") == std::string::npos;
        return id ? value.substr(0, 7) : value;
    }

    void configured(std::vector<Bump>& found) const {
        const std::string& file = session_.config.file;
        if (file.empty() || session_.config.core.empty()) return;
        const std::string path = fs::path(file).lexically_relative(root_).string();
        const std::string text = path.empty() || path.starts_with("..") ? "" : file_of_tree(root_, base_.tree, path);
        const auto before = parse_config(text, file);
        if (text.empty() || !before || before->core.empty() || before->core == session_.config.core) return;
        Bump made;
        made.moved = {"core", path, before->core, session_.config.core, true, "", 0, 0};
        made.after = linked_.core;
        made.before = configured_path(session_.config, before->core);
        std::error_code ignored;
        const Location location = parse_location(made.before);
        const bool there = fs::exists(location.path, ignored) && (location.revision.empty() || resolve_revision(location.path, location.revision));
        if (!there && !session_.store.find(made.before)) {
            made.moved.note = fmt::format("what it does cannot be told here; type: driftline core add CHECKOUT@REVISION --name {}", before->core);
            made.before.clear();
        }
        found.push_back(std::move(made));
    }

    const Session& session_;
    const Linked& linked_;
    const Revision& base_;
    const Revision& head_;
    const std::string root_;
    const Upstream* upstream_;
};

// The head's tree once more, with something else beside it.
Session again(const Session& session, const Linked& linked) {
    Session other;
    other.options = session.options;
    other.config = session.config;
    other.config.libraries.clear();
    other.config.addons_paths.clear();
    other.store = session.store;
    other.jobs = session.jobs;
    other.options.core = linked.core;
    other.options.libraries = linked.libraries;
    return other;
}

// "acme.sale.order.action_confirm": what it belongs to, and its name.
std::pair<std::string_view, std::string_view> parts(std::string_view symbol) {
    const size_t dot = symbol.rfind('.');
    return dot == std::string_view::npos ? std::pair(std::string_view(), symbol) : std::pair(symbol.substr(0, dot), symbol.substr(dot + 1));
}

std::string counts_text(const Linked& both, const std::vector<Finding>& findings) {
    uint64_t changed = 0, replaced = 0, gone = 0;
    for (const Override& row : both.program.overrides) {
        const auto [owner, name] = parts(row.symbol);
        bool differs = false, lost = false;
        for (const Change& change : both.delta->find(row.kind, owner, name)) {
            differs = differs || change.change == ChangeKind::changed;
            lost = lost || (change.change != ChangeKind::changed && change.change != ChangeKind::added);
        }
        gone += lost;
        changed += differs && !lost;
        replaced += differs && !lost && row.behaviour != Behaviour::extends;
    }
    std::string text = fmt::format("of what you override {} changed in the core", changed);
    if (replaced > 0) text += fmt::format(", {} of them you replace", replaced);
    if (gone > 0) text += fmt::format("; {} {} gone", gone, gone == 1 ? "is" : "are");
    return text + (findings.empty() ? "" : fmt::format("; {} finding{} below", findings.size(), findings.size() == 1 ? "" : "s"));
}

// Findings of another world, told with the rows of this one.
std::vector<Finding> moved_here(std::vector<Finding> findings, const World& from, const World& to) {
    for (Finding& finding : findings) {
        const auto known = finding.module == no_row ? to.module_by_name.end() : to.module_by_name.find(from.str(from.facts.modules[finding.module].name));
        finding.module = known == to.module_by_name.end() ? no_row : known->second;
        for (Place& place : finding.places) place.at.file = no_row;
    }
    return findings;
}

std::vector<Finding> weigh_core(const Session& session, const Linked& linked, Bump& bump) {
    Session other = again(session, linked);
    other.options.core = bump.before;
    other.options.to = bump.after;
    const auto both = link_program(other);
    if (!both) {
        bump.moved.note = both.error().message;
        return {};
    }
    Checked checked = check_program(other, **both);
    std::erase_if(checked.findings, [](const Finding& finding) { return finding.rule->compare == nullptr || finding.severity == Severity::info; });
    bump.moved.note = counts_text(**both, checked.findings);
    return moved_here(std::move(checked.findings), (*both)->program.world, linked.program.world);
}

std::vector<Finding> weigh_library(const Session& session, const Linked& linked, Bump& bump) {
    Session before = again(session, linked), after = again(session, linked);
    const auto revision = [](const std::string& argument) { return argument.substr(argument.rfind('@') + 1); };
    before.nested_at[bump.folder] = revision(bump.before);
    after.nested_at[bump.folder] = revision(bump.after);
    const auto old = link_program(before), now = link_program(after);
    if (!old || !now) {
        bump.moved.note = (!old ? old : now).error().message;
        return {};
    }
    const Checked was = check_program(before, **old), is = check_program(after, **now);
    Introduced news = compare_states(state_of((*old)->program, was.findings, nullptr), state_of((*now)->program, is.findings, nullptr), (*now)->program, is.findings, {});
    bump.moved.note = news.findings.empty() ? "nothing of ours depends on what changed" : fmt::format("{} finding{} below", news.findings.size(), news.findings.size() == 1 ? "" : "s");
    return moved_here(std::move(news.findings), (*now)->program.world, linked.program.world);
}

}  // namespace

void add_bumps(Session& session, const Linked& linked, const Revision& base, const Revision& head, Introduced& introduced) {
    if (base.empty) return;
    for (Bump& bump : Bumps(session, linked, base, head).find()) {
        if (bump.before.empty() || bump.after.empty() || (!bump.moved.core && bump.folder.empty())) {
            introduced.moved.push_back(std::move(bump.moved));
            continue;
        }
        for (Finding& finding : bump.moved.core ? weigh_core(session, linked, bump) : weigh_library(session, linked, bump)) {
            ++(finding.severity == Severity::error ? bump.moved.errors : bump.moved.warnings);
            introduced.findings.push_back(std::move(finding));
        }
        introduced.moved.push_back(std::move(bump.moved));
    }
}

PinnedCore pinned_core(const Session& session, const Linked& linked, const Revision& then, const Revision& now) { return Bumps(session, linked, then, now).core_at_base(); }

}  // namespace driftline
