// What client scripts import, define and export, read by the forms of these statements.
#include "frameworks/odoo/scripts/script_text.h"

#include "harness/catch.h"

using namespace driftline::odoo;

namespace {
using Entries = std::vector<std::string>;

Entries imports(std::string_view bytes, std::string_view own = "@acme/js/views/list") {
    Entries told;
    for (const ScriptImport& import : read_script(own, bytes).imports) told.push_back(import.module + ":" + import.name + (import.at_load ? "!" : ""));
    return told;
}
}  // namespace

TEST_CASE("Imports of all forms") {
    CHECK(imports("import {\n  a,\n  b as c,\n} from '@web/x';\nclass D extends c {}\n") == Entries{"@web/x:a", "@web/x:b!", "@web/x:"});
    CHECK(imports("import x, { y } from \"@web/x.js\"\nx.z = 1;\n") == Entries{"@web/x:default!", "@web/x:y", "@web/x:"});
    CHECK(imports("import * as all from \"@web/x/index\"") == Entries{"@web/x:"});
    CHECK(imports("import '@web/x';export * from '@web/y';\nexport { z } from '../z';") == Entries{"@web/x:", "@acme/js/z:z", "@acme/js/z:"});
    CHECK(imports("const { a } = require(\"web.core\");\nsuper.require('no'); required('no'); import('@web/lazy');") == Entries{"web.core:"});
    CHECK(imports("// import '@web/a'\n/*\nimport '@web/b'\n*/\nconst a = '/*';\nimport '@web/c';") == Entries{"@web/c:"});
    CHECK(imports("import {a, b} from '@web/x';\na('name', {});\nconst c = () => b();\n") == Entries{"@web/x:a!", "@web/x:b", "@web/x:"});
    CHECK(imports("import") == Entries{});
    CHECK(imports("import { a") == Entries{});
}

TEST_CASE("Definitions and patches of the old form") {
    const ScriptText text = read_script("@acme/a", "odoo.define('acme.a', function (require) {});\nodoo.define('acme.b', ['x'], function () {});\nodoo.define(async (require) => {});\n"
                                                   "patch(List.prototype, 'acme', {});\npatch(List.prototype, {});\nthis.patch(a, 'b');\n");
    REQUIRE(text.defines.size() == 2);
    CHECK(text.defines[0].name == "acme.a");
    CHECK(text.defines[1].name.empty());
    REQUIRE(text.named_patches.size() == 1);
    CHECK(text.named_patches[0].target == "List.prototype");
}

TEST_CASE("What a script provides") {
    CHECK(provided("web", "static/src/a/index.js", "/** @odoo-module **/\nexport const b = 1, c = 2;\nexport async function* d() {}\nexport class E {}\nexport { f as g, h };\nexport default 1;\n", "17.0") ==
          Entries{"@web/a E b d default g h"});
    CHECK(provided("web", "static/src/a.js", "/** @odoo-module alias=web.A **/\nexport * from './b';", "16.0") == Entries{"@web/a *", "web.A *"});
    CHECK(provided("web", "static/src/a.js", "export const b = 1;", "17.0").empty());
    CHECK(provided("web", "static/src/a.js", "export const b = 1;", "18.0") == Entries{"@web/a b"});
    CHECK(provided("web", "static/src/a.js", "// @odoo-module ignore\nexport const b = 1;", "18.0").empty());
    CHECK(provided("web", "static/src/a.js", "odoo.define( 'web.A', function (require) {});", "14.0") == Entries{"web.A *"});
    CHECK(provided("web", "static/lib/a.js", "export const b = 1;", "18.0").empty());
}

TEST_CASE("Services that are added and asked for") {
    const ScriptServices services = read_services("const all = registry . category('services');\nall\n .add('a.b', x);\nall.add(name, y);\nregistry.category(\"services\").add(\"c\", z);\n"
                                                  "registry.category('views').add('d', v);\nuseService('e'); this.useService('f'); useService(g);\n"
                                                  "const x = { dependencies: ['h', \"i\", ...more, 'j'] };");
    CHECK(Entries(services.added) == Entries{"c", "a.b", "*"});
    Entries asked;
    for (const ServiceUse& use : services.asked) asked.push_back(use.name + (use.at_start ? "!" : ""));
    CHECK(asked == Entries{"e", "h!", "i!"});
    CHECK(read_services("const x = { dependencies: ['h'] };").asked.empty());
    CHECK(read_services("category(").added.empty());
    CHECK(read_services("category('services')").added.empty());
    CHECK(provided("web", "static/src/a.js", "registry.category('services').add('b', c);", "18.0") == Entries{"@web/a", "service:b @web/a"});
}
