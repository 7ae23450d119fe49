#include "frameworks/odoo/manifest.h"
#include "harness/catch.h"

using namespace driftline;

namespace {

Facts read(std::string_view text, std::string path = "__manifest__.py") {
    PythonParser parser;
    PythonTree tree;
    parser.parse(text, tree);
    FileContext context;
    context.module = "acme";
    context.path = std::move(path);
    Facts facts;
    extract_manifest(context, tree, facts);
    REQUIRE(facts.modules.size() == 1);
    return facts;
}

std::vector<std::string> list(const Facts& facts, List items) {
    std::vector<std::string> texts;
    for (const Name name : facts.items(items)) texts.emplace_back(facts.str(name));
    return texts;
}

template <class F>
auto of_release(std::string_view text, F f) {
    PythonParser parser;
    PythonTree tree;
    parser.parse(text, tree);
    return f(tree);
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a manifest becomes one module row") {
    const Facts facts = read(R"(# a comment
{
    'name': "Acme",
    'version': '16.0.1.0.0',
    'author': 'Acme, '
              'Odoo Community Association (OCA)',
    'license': 'AGPL-3',  # why
    'summary': """Two
lines""",
    'depends': ['base', "sale",],
    'data': ('security/ir.model.access.csv', 'views/x.xml'),
    'demo': ['demo/d.xml'],
    'application': True,
    'auto_install': ['sale'],
    'post_load': 'patch_it', 'uninstall_hook': 'undo',
    'maintainers': ['ann', 'bob'],
    'assets': {'web.assets_backend': ['acme/static/**/*']},
}
)", "acme/__manifest__.py");
    const ModuleRow& module = facts.modules[0];
    CHECK(facts.str(module.name) == "acme");
    CHECK(facts.str(module.path) == "acme");
    CHECK(facts.str(module.version) == "16.0.1.0.0");
    CHECK(facts.str(module.author) == "Acme, Odoo Community Association (OCA)");
    CHECK(facts.str(module.summary) == "Two\nlines");
    CHECK(list(facts, module.depends) == Strings{"base", "sale"});
    CHECK(list(facts, module.data) == Strings{"security/ir.model.access.csv", "views/x.xml"});
    CHECK(list(facts, module.demo) == Strings{"demo/d.xml"});
    CHECK(list(facts, module.auto_install_on) == Strings{"sale"});
    CHECK(list(facts, module.hooks) == Strings{"post_load", "patch_it", "uninstall_hook", "undo"});
    CHECK(list(facts, module.maintainers) == Strings{"ann", "bob"});
    CHECK(module.flags == (module_installable | module_application | module_auto_install | module_has_script));
    CHECK(module.at.line == 2);
    CHECK(facts.remarks.empty());
}

TEST_CASE("a value that is no literal makes the manifest dynamic and leaves the rest readable") {
    const Facts facts = read("{\n'depends': ['base'],\n'version': '16.0.' + '1',\n'installable': False}");
    CHECK(facts.modules[0].flags == module_dynamic);
    CHECK(facts.modules[0].version == no_name);
    CHECK(list(facts, facts.modules[0].depends) == Strings{"base"});
    REQUIRE(facts.remarks.size() == 1);
    CHECK(facts.remarks[0].kind == RemarkRow::dynamic);
    CHECK(facts.str(facts.remarks[0].slug) == "version");
    CHECK(facts.remarks[0].at.line == 3);
}

TEST_CASE("a manifest that is no dictionary, or not only one, is not installable") {
    for (const char* text : {"", "x = {}", "import os\n{'name': 'x'}", "dict(name='x')", "{", "[1]"}) {
        const Facts facts = read(text);
        CHECK(facts.modules[0].flags == module_dynamic);
        CHECK(facts.remarks.size() == 1);
    }
}

TEST_CASE("an f-string is no literal, escapes and raw strings are") {
    const Facts facts = read(R"({'author': 'D\xe9j\u00e0 \'vu\'', 'summary': r'a\n', 'license': f'{x}'})");
    CHECK(facts.str(facts.modules[0].author) == "D\xC3\xA9j\xC3\xA0 'vu'");
    CHECK(facts.str(facts.modules[0].summary) == "a\\n");
    CHECK((facts.modules[0].flags & module_dynamic) != 0);
}

TEST_CASE("an empty list of triggers still installs by itself, and old file keys count as data") {
    const Facts facts = read("{'auto_install': [], 'init_xml': ['a.xml'], 'data': ['b.xml'], 'countries': ['be'], 'author': ['A', 'B']}");
    CHECK((facts.modules[0].flags & module_auto_install) != 0);
    CHECK((facts.modules[0].flags & module_country) != 0);
    CHECK(list(facts, facts.modules[0].data) == Strings{"a.xml", "b.xml"});
    CHECK(facts.str(facts.modules[0].author) == "A, B");
}

TEST_CASE("release.py tells series and version") {
    CHECK(of_release("FINAL = 'final'\nversion_info = (16, 0, 0, FINAL, 0, '')\n", core_series) == "16.0");
    CHECK(of_release("version_info = ('saas~17', 4, 0, FINAL, 0, 'e')", core_series) == "saas~17.4");
    CHECK(of_release("version_info = (17, 0, 0, RELEASE_CANDIDATE, 1, '')", core_version) == "17.0rc1");
    CHECK(of_release("version_info = (16, 0, 0, FINAL, 0, '+e')", core_version) == "16.0+e");
    CHECK_FALSE(of_release("version_info = make()", core_series));
    CHECK_FALSE(of_release("", core_series));
}
