// Rows about client scripts: what they use that the client gave to all scripts, and gives no more.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "facts/bundles.h"
#include "rules/knowledge/search.h"
#include "rules/support.h"
#include "rules/upgrade/sides.h"
#include "syntax/script_code.h"

namespace driftline::knowledge {
namespace {

// What extraction calls these rows (frameworks/odoo/scripts/extract_script.h).
constexpr std::string_view script_says = "script.says", legacy_define = "odoo.define";

class Scripts {
public:
    explicit Scripts(Search& search) : search_(search), facts_(search.facts()) {
        const auto not_of_core = [&](Index module) { return search.world().modules[module].origin != Origin::core; };
        for (Index row = first_of(search.world(), facts_.uses, not_of_core); row < facts_.uses.size(); ++row) {
            const UseRow& use = facts_.uses[row];
            if (use.kind != UseKind::script) continue;
            const std::string_view root = facts_.str(use.root);
            if (root == legacy_define && series_then() >= first_of_modules) anew_.insert(use.at.file);
            if (root != script_says) continue;
            const std::string_view name = facts_.str(use.path);
            if (name.ends_with('=')) set_.insert(name.substr(0, name.size() - 1));
            else if (name.ends_with('+')) loading_.emplace(search.world().module_of(use.at), name.substr(0, name.size() - 1));
            else said_.push_back(&use);
        }
    }
    void operator()(const Change& change) {
        if (!change.match.words.empty() && is_brought(change.match)) return;
        for (const UseRow* use : said_) {
            const std::string_view name = facts_.str(use->path);
            const Index module = search_.world().module_of(use->at);
            if (!change.match.names_one(name) || !search_.counts(use->at) || use->flags & use_unlisted) continue;
            if (set_.contains(name) || loading_.contains({module, name}) || anew_.contains(use->at.file) || !is_in(change.match.bundles, use->at)) continue;
            Match& match = search_.add(change, use->at, name);
            match.value = when(*use);
            if (!change.fix_for.empty()) match.members = members_of(name, use->at.file);
        }
    }

private:
    static constexpr int first_of_modules = 17;   // from then on odoo.define(name, function) throws, and such a script is written anew

    int series_then() const {
        const auto then = series(search_.upgrade.target.world.version);
        return then ? then->major : 0;
    }
    std::string when(const UseRow& use) const {
        if (use.flags & use_late) return "once that runs";
        // boot.js up to 16.0 catches it; what module_loader.js throws ends the bundle, which is one script.
        return series_then() < first_of_modules ? "while the file loads, which is then left out with all that needs it" : "while the file loads, and what stands behind it in the bundle never runs";
    }
    // What the file asks of a global: `_.chain(`, each once.
    std::vector<std::string> members_of(std::string_view name, Index file) const {
        const std::string plain = without_strings(without_comments(search_.text(file)));
        const std::string_view code = plain;
        const auto word = [&](size_t at) { return at < code.size() && (std::isalnum(static_cast<unsigned char>(code[at])) || code[at] == '_' || code[at] == '$'); };
        std::set<std::string> found;
        for (size_t at = code.find(name); at != code.npos; at = code.find(name, at + 1)) {
            const size_t begin = at + name.size() + 1;
            if ((at > 0 && (word(at - 1) || code[at - 1] == '.')) || begin >= code.size() || code[begin - 1] != '.') continue;
            size_t end = begin;
            while (word(end)) ++end;
            if (end > begin) found.emplace(code.substr(begin, end - begin));
        }
        return {found.begin(), found.end()};
    }
    // Some bundle of the target has a file of that kind: one of `bundles`, or, of others than the core, any.
    bool is_brought(const Matcher& match) const {
        const World& world = search_.upgrade.target.world;
        for (Index m = 0; m < world.facts.modules.size(); ++m) {
            const auto assets = world.facts.items(world.facts.modules[m].assets);
            for (size_t i = 0; i + 1 < assets.size(); i += 2) {
                const std::string_view file = world.str(assets[i + 1]);
                if (std::none_of(match.words.begin(), match.words.end(), [&](const std::string& word) { return file.find(word) != file.npos; })) continue;
                if (match.bundles.empty() || world.modules[m].origin != Origin::core || holds(match.bundles, world.str(assets[i]))) return true;
            }
        }
        return false;
    }
    static bool holds(const std::vector<std::string>& bundles, std::string_view bundle) { return std::find(bundles.begin(), bundles.end(), bundle) != bundles.end(); }
    bool is_in(const std::vector<std::string>& bundles, const At& at) const {
        if (bundles.empty()) return true;
        const ModuleRow& module = facts_.modules[search_.world().module_of(at)];
        const auto having = bundles_with(facts_, module, search_.str(module.name), path_in_module(search_.upgrade.current, at.file));
        return std::any_of(having.begin(), having.end(), [&](std::string_view bundle) { return holds(bundles, bundle); });
    }

    Search& search_;
    const Facts& facts_;
    std::vector<const UseRow*> said_;
    std::set<std::string_view> set_;                           // names that some script sets for all
    std::set<std::pair<Index, std::string_view>> loading_;     // by module: names that a script of it loads itself
    std::set<Index> anew_;                                     // files
};

}  // namespace

void match_scripts(Search& search) {
    const auto changes = search.of_kind(MatchKind::script);
    if (changes.empty()) return;
    Scripts scripts(search);
    for (const Change* change : changes) scripts(*change);
}

}  // namespace driftline::knowledge
