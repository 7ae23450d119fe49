// The tables of rules/knowledge and how they are read. That a row finds what it should is tests/rules/engine-change.md's business.
#include <map>
#include <set>

#include "embedded/knowledge.h"
#include "harness/catch.h"
#include "rules/knowledge/table.h"

using namespace driftline;
using namespace driftline::knowledge;

namespace {

const std::string row =
    "[[change]]\nid = 'a-row'\nwhat = 'w'\neffect = 'silent'\nmechanical = true\nmessage = 'm'\nfix = 'f'\nsource = 'path:1 says so'\n"
    "[change.match]\nkind = 'arch-tag'\nnames = ['tree']\n";

std::string fault(const std::string& text, std::string_view path = "odoo/14.0-15.0.toml") {
    const auto made = parse_changes(path, text);
    return made ? "" : made.error().message;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

std::set<std::string> ids(std::string_view from, std::string_view to) {
    std::set<std::string> made;
    for (const Change* change : changes_between("odoo", from, to)) made.insert(change->id);
    return made;
}

}  // namespace

TEST_CASE("every table is well formed, and ids are unique over all of them") {
    std::map<std::string, std::string> seen;
    size_t tables = 0;
    for (const EmbeddedFile& file : embedded::knowledge()) {
        const std::string_view path = file.path.substr(file.path.find("knowledge/") + 10);
        if (path.find('/') == path.npos) continue;
        ++tables;
        const auto changes = parse_changes(path, file.text);
        INFO((changes ? "" : changes.error().message));
        REQUIRE(changes);
        for (const Change& change : *changes) {
            INFO(path << " " << change.id);
            CHECK(seen.emplace(change.id, path).second);
            CHECK(change.source.find('/') != std::string::npos);
            CHECK(change.from < change.to);
            CHECK((!change.until || change.to < *change.until));
            // A name in braces that nobody fills in would be shown as it is.
            for (const std::string_view brace : {"{field}", "{model}", "{method}", "{attribute}", "{class}"}) CHECK(change.message.find(brace) == std::string::npos);
        }
    }
    CHECK(tables == 5);
    CHECK(seen.size() > 60);
    for (const EmbeddedFile& file : embedded::knowledge()) {
        const std::string_view path = file.path.substr(file.path.find("knowledge/") + 10);
        if (path.find('/') == path.npos) continue;
        const auto changes = parse_changes(path, file.text);
        for (const Change& change : *changes)
            for (const std::string& replaced : change.supersedes) CHECK(seen.contains(replaced));
    }
}

TEST_CASE("a row that is not well formed is refused, with its line") {
    CHECK(fault(row) == "");
    CHECK(fault(with(row, "id = 'a-row'", "")).find("id must be") != std::string::npos);
    CHECK(fault(with(row, "'a-row'", "'A row'")).find("kebab-case") != std::string::npos);
    CHECK(fault(with(row, "'silent'", "'loud'")).find("effect must be") != std::string::npos);
    CHECK(fault(with(row, "mechanical = true\n", "")).find("mechanical must be") != std::string::npos);
    CHECK(fault(with(row, "source = 'path:1 says so'\n", "")).find("source must be") != std::string::npos);
    CHECK(fault(with(row, "arch-tag", "arch-tags")).find("there is no kind arch-tags") != std::string::npos);
    CHECK(fault(with(row, "names = ['tree']", "")).find("needs names") != std::string::npos);
    CHECK(fault(with(row, "names", "nomes")).find("there is no key nomes") != std::string::npos);
    CHECK(fault(row + "value = '('\n").find("no regular expression") != std::string::npos);
    CHECK(fault(with(row, "mechanical", "severity = 'error'\nmechanical")).find("severity may be") != std::string::npos);
    CHECK(fault(row + "where = 'form'\n").find("where must be") != std::string::npos);
    CHECK(fault("[[change]\n").find("odoo/14.0-15.0.toml:1") == 0);
    CHECK(fault(row, "odoo/current.toml").find("FROM-TO.toml") != std::string::npos);
}

TEST_CASE("what to write instead of names that are gone") {
    CHECK(advice_about("odoo", "BaseModel.flush").find("flush_model") != std::string_view::npos);
    CHECK(advice_about("odoo", "BaseModel.no_such_method").empty());
    CHECK(advice_about("frappe", "BaseModel.flush").empty());
    CHECK(fault(row + "[[gone]]\nnames = ['A.b']\n").find("fix must be") != std::string::npos);
}

TEST_CASE("the rows between two series") {
    CHECK(ids("16.0", "16.0").empty());
    CHECK(ids("17.0", "16.0").empty());
    CHECK(ids("16.0", "master").empty());
    CHECK(changes_between("frappe", "14.0", "15.0").empty());
    CHECK(ids("16.0", "17.0").contains("view-attrs"));
    CHECK(!ids("17.0", "18.0").contains("view-attrs"));
    // Skipped series count with theirs.
    CHECK(ids("14.0", "19.0").contains("view-attrs"));
    CHECK(ids("14.0", "19.0").contains("sql-constraints"));
    // What is shown by the cores from some series on, or said anew by a later row, counts until then.
    CHECK(ids("15.0", "16.0").contains("flush-and-invalidate"));
    CHECK(!ids("15.0", "17.0").contains("flush-and-invalidate"));
    CHECK(ids("15.0", "18.0").contains("create-single"));
    CHECK(!ids("15.0", "19.0").contains("create-single"));
    CHECK(ids("15.0", "19.0").contains("create-list"));
    // An intermediate version lies between its neighbours.
    CHECK(ids("16.0", "saas~17.2").contains("view-attrs"));
    CHECK(!ids("17.0", "saas~17.2").contains("view-tree"));
}

TEST_CASE("the fix is the form that is valid at the target") {
    for (const Change* change : changes_between("odoo", "14.0", "16.0"))
        if (change->id == "manifest-qweb") {
            CHECK(change->fix_at({15, 0}).find("web.assets_qweb") != std::string::npos);
            CHECK(change->fix_at({16, 0}).find("web.assets_backend") != std::string::npos);
            CHECK(change->fix_at({19, 0}).find("web.assets_backend") != std::string::npos);
        }
}

TEST_CASE("an expression looks at the beginning of a line") {
    const auto pattern = Pattern::compile("tree$");
    REQUIRE(pattern);
    CHECK(pattern->found_in("a tree"));
    CHECK(!pattern->found_in("a tree "));
    CHECK(!pattern->found_in(std::string(100'000, 'x') + "tree"));   // bounded: deep recursion ends in a crash
    CHECK(pattern->find("a tree")->first == 2);
}

TEST_CASE("a text that lacks what an expression cannot do without is not asked, and no other is passed over") {
    const auto found = [](const char* expression, std::string_view text) {
        const auto pattern = Pattern::compile(expression);
        REQUIRE(pattern);
        CHECK((!pattern->found_in(text) || pattern->may_be_in(text)));
        CHECK(pattern->find(text) == pattern->find_from(text, text.size()));
        return pattern->found_in(text);
    };
    CHECK(found(R"(\._render(_template)?\(([^()]|\([^()]*\))*\)\.decode\()", "a._render(b(c)).decode('x')"));
    CHECK(found(R"(\b(self|records?)\._(cr|uid|context)\b)", "(record._cr)"));
    CHECK(!found(R"(\b(self|records?)\._(cr|uid|context)\b)", "myself._cr"));
    CHECK(found(R"(\bustr(?=\()|\bpycompat\.to_text(?=\())", "x = ustr(y)"));
    CHECK(found(R"(colou?r{0,2}s*)", "colo"));
    CHECK(found(R"(a[b\]|(]c|d)", "xx a]c"));
    CHECK(found(R"(a[b\]|(]c|d)", "d"));
    CHECK(found(R"((^|[^\w.])value\s*(==|!=)|(==|!=)\s*value\b)", "if 3 == value"));
    CHECK(found("(a|b)|c", "b"));
    CHECK(Pattern("(a|b)|c").may_be_in("b"));
    CHECK(!Pattern(R"(\bkanban_(color|getcolor)(?=\())").may_be_in("<kanban/>"));
}
