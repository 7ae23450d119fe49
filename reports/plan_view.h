// A plan as people read it: what the text and the Markdown report share.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "check/plan.h"
#include "reports/report.h"

namespace driftline {

// One cause, in one module or in several.
struct CauseLine {
    const Finding* first = nullptr;    // whose words are shown
    size_t places = 0;
    std::vector<std::string> modules;  // sorted
};
struct CauseSection {
    std::string_view title;            // "SILENT", "CRASH AT INSTALL" ...
    std::string_view note;             // "nothing will crash", or ""
    std::vector<CauseLine> lines;      // the worst first
    size_t modules = 0, likely = 0;    // modules hit; causes that are not certain
};
// Silent ones, crashes at install, crashes in use, and what else is worth a look; without those that are empty.
std::vector<CauseSection> cause_sections(const Report& report);

// Printable and without line ends: a name of a repository never begins a line, where CI would read it as a command.
std::string one_line(std::string_view text);
std::string hours(const Minutes& minutes);     // "0.5-1", "12-24", "0"
std::string place_text(const CauseLine& cause);        // "acme_sale/models/order.py:88 +3"
std::string core_place_text(const Report& report, const Finding& finding);   // "16.0: sale/models/sale.py:12", or ""
// One line a state that has modules, with its words: "TAKE UPSTREAM", 11, "... has 17.0: a, b".
struct StateLine {
    std::string label;
    size_t count = 0;
    std::string text;
};
std::vector<StateLine> state_lines(const Report& report, size_t most_names);
// "this bump changes 7 core methods you override, 2 of which you replace; moves 1 anchor"
std::string bump_text(const Bump& bump);
// "6 modules done, 1 gone since v16; left: 4 mechanical, 7 review"
std::string progress_text(const Plan& plan);
// "2 modules not judged (8-20 h are known of them)", "4 script and asset files", "data migration" ...
std::vector<std::string> left_out(const Plan& plan);
// Infos of the upgrade's rules: "12 overridden-method-changed (DL303)" ...
std::vector<std::string> info_counts(const Report& report);
// "take 3-6, no known 4-8 ..."
std::vector<std::string> hours_by_state(const Plan& plan);
std::string total_text(const Plan& plan);      // "47-92 h for 33 of 40 modules"
// What to type next: an explanation, a module, another format.
std::vector<std::string> next_steps(const Report& report);

}  // namespace driftline
