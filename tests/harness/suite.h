// Rule suites: Markdown a person can read, with the sides of a case as fenced files and what is expected written where
// it is expected.
//
//   ## A heading starts a case; files above the first one belong to every case, and a case may replace them
//   ```python core: addons/sale/models/sale_order.py      a file of the core; library: and custom: likewise
//   ```
//   ```python target: addons/sale/models/sale_order.py    the core to upgrade to, 17.0: files of the core unless given again,
//   ```                                                   gone when given empty; library-to: the libraries for it
//   ```python base: acme_sale/models/sale_order.py        the custom tree before the change, for rules of the gate: files of
//   ```                                                   custom unless given here; not there yet when given empty
//   # error: [slug] "part of the message"                 a comment on the line of the place, in Python or XML
//   ```expect                                             for files without comments: path:line: error: [slug] "text"
//   ```commits                                            messages of the change's commits, one a line, each touching README.md;
//   ```                                                   a ticket then looks like ACME-12
//   ```expect-override                                    all overrides of the case, one a line:
//   acme_sale acme_sale/models/sale_order.py:4 method sale.order.action_confirm replaces never
//
// What a case leaves out is filled in: a small core, manifests, `__init__.py` (see fixture.h).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace driftline::test {

using Files = std::map<std::string, std::string>;

struct Expectation {
    std::string path;
    uint32_t line = 0;
    std::string severity, slug, text;
};

struct Case {
    std::string name;
    uint32_t line = 0;     // of its heading
    Files core, library, custom, target, library_to, base;
    std::vector<Expectation> expected;
    std::vector<std::string> commits;
    std::optional<std::vector<std::string>> overrides;   // given: must be all of them
};

struct Suite {
    std::string slug;
    std::vector<Case> cases;
    std::vector<std::string> faults;   // of the suite's own text, as "line: what"
};

Suite parse_suite(std::string slug, std::string_view markdown);

}  // namespace driftline::test
