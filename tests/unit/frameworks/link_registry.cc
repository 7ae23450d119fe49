// From files in memory to the linked world: modules, load order, resolution order, names.
#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/registry.h"
#include "frameworks/odoo/resolve.h"
#include "harness/catch.h"
#include "model/framework.h"
#include "source/source_set.h"

using namespace driftline;
using namespace driftline::odoo;

namespace {

using Files = std::map<std::string, std::string>;

Files core() {
    return {{"odoo/__init__.py", ""},
            {"odoo/release.py", "version_info = (16, 0, 0, 'final', 0, '')\n"},
            {"odoo/models.py", "class BaseModel:\n    def write(self, vals):\n        return True\nclass AbstractModel(BaseModel):\n    pass\nclass Model(AbstractModel):\n    pass\n"},
            {"odoo/tools/__init__.py", "from .config import config\nfrom .misc import *\n"},
            {"odoo/tools/config.py", "class configmanager:\n    def get(self, key):\n        pass\nconfig = configmanager()\n"},
            {"odoo/tools/misc.py", "def groupby(x):\n    pass\n"},
            {"odoo/addons/base/__manifest__.py", "{'name': 'Base'}"},
            {"odoo/addons/base/__init__.py", "from . import models\n"},
            {"odoo/addons/base/models.py", "from odoo import models\nclass Base(models.AbstractModel):\n    _name = 'base'\nclass Thread(models.AbstractModel):\n    _name = 'mail.thread'\n    def post(self):\n        pass\n"
                                           "class Order(models.Model):\n    _name = 'sale.order'\n    def post(self):\n        return 1\n    def confirm(self):\n        return 2\n"}};
}

Program linked(Files files, const Files& more) {
    for (const auto& [path, text] : more) files[path] = text;
    const auto source = memory_source(std::move(files));
    auto library = build_library(*source, framework, {});
    REQUIRE(library);
    library->info.role = "core";
    std::vector<Library> libraries;
    libraries.push_back(std::move(*library));
    LinkOptions options;
    options.as_custom = {"a", "b", "z"};
    return make_program(std::move(libraries), {}, framework, options);
}

std::vector<std::string> order(const Program& program, std::string_view model) {
    const PythonIndex python(program.world);
    const Registry registry(program.world, python);
    const Facts& facts = program.world.facts;
    const Model* found = registry.find(*facts.names.find(model));
    REQUIRE(found);
    std::vector<std::string> names;
    for (const Index row : found->mro) names.emplace_back(facts.str(facts.classes[row].name));
    return names;
}

std::string module(const std::string& depends) { return "{'name': 'x', 'depends': [" + depends + "]}"; }
const std::string imports = "from odoo import models\n";

}  // namespace

TEST_CASE("A mixin named first in _inherit comes before the earlier definitions of the model") {
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", module("'base'")},
                                            {"odoo/addons/a/__init__.py", imports + "class Ours(models.Model):\n    _inherit = ['mail.thread', 'sale.order']\n    _name = 'sale.order'\n"}});
    CHECK(order(program, "sale.order") == std::vector<std::string>{"Ours", "Thread", "Order", "Model", "Base", "AbstractModel", "BaseModel"});
}

TEST_CASE("Modules load by depth, then by name, and later ones come first") {
    const std::string extend = "(models.Model):\n    _inherit = 'sale.order'\n";
    const Program program = linked(core(), {{"odoo/addons/z/__manifest__.py", module("'base'")}, {"odoo/addons/z/__init__.py", imports + "class Z" + extend},
                                            {"odoo/addons/a/__manifest__.py", module("'z'")}, {"odoo/addons/a/__init__.py", imports + "class A" + extend},
                                            {"odoo/addons/b/__manifest__.py", module("'base'")}, {"odoo/addons/b/__init__.py", imports + "class B" + extend}});
    const auto names = order(program, "sale.order");
    CHECK(std::vector<std::string>(names.begin(), names.begin() + 4) == std::vector<std::string>{"A", "Z", "B", "Order"});
}

TEST_CASE("What nobody imports and what is not installable defines nothing") {
    const std::string extend = imports + "class X(models.Model):\n    _inherit = 'sale.order'\n";
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", module("'base'")}, {"odoo/addons/a/__init__.py", ""}, {"odoo/addons/a/lost.py", extend},
                                            {"odoo/addons/b/__manifest__.py", "{'name': 'b', 'installable': False}"}, {"odoo/addons/b/__init__.py", extend}});
    CHECK(order(program, "sale.order").front() == "Order");
}

TEST_CASE("What is imported for types only is not loaded, and does not load earlier") {
    const auto extend = [](const std::string& name) { return imports + "class " + name + "(models.Model):\n    _inherit = 'sale.order'\n"; };
    const std::string types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import second, lost\n";
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", module("'base'")}, {"odoo/addons/a/__init__.py", "from . import first\nfrom . import second\n"},
                                            {"odoo/addons/a/first.py", types + extend("First")}, {"odoo/addons/a/second.py", extend("Second")},
                                            {"odoo/addons/a/lost.py", extend("Lost")}});
    const auto names = order(program, "sale.order");
    CHECK(std::vector<std::string>(names.begin(), names.begin() + 3) == std::vector<std::string>{"Second", "First", "Order"});
}

TEST_CASE("A definition in a cycle of modules still ends") {
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", module("'b'")}, {"odoo/addons/a/__init__.py", ""},
                                            {"odoo/addons/b/__manifest__.py", module("'a'")}, {"odoo/addons/b/__init__.py", ""}});
    CHECK(program.world.load_order.size() == 3);
}

TEST_CASE("Dotted names follow re-exports, star imports and a package's own binding") {
    const Program program = linked(core(), {});
    const PythonIndex python(program.world);
    using Status = PythonIndex::Status;
    CHECK(python.resolve("odoo.tools.groupby").status == Status::found);
    CHECK(python.resolve("odoo.tools.config.get").status != Status::no_name);
    CHECK(python.resolve("odoo.tools.gone").status == Status::no_name);
    CHECK(python.resolve("odoo.models.Model.write").status == Status::found);
    CHECK(python.resolve("nowhere.at.all").status == Status::no_module);
}

TEST_CASE("An override binds to the next definition in resolution order") {
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", module("'base'")},
                                            {"odoo/addons/a/__init__.py", imports + "class A(models.Model):\n    _inherit = 'sale.order'\n    def confirm(self):\n        return 3\n"
                                                                                    "    def write(self, vals):\n        return super().write(vals)\n    def own(self):\n        pass\n"}});
    REQUIRE(program.overrides.size() == 2);
    CHECK(program.overrides[0].symbol == "sale.order.confirm");
    CHECK(program.overrides[0].behaviour == Behaviour::replaces);
    CHECK(program.overrides[1].symbol == "sale.order.write");
    CHECK(program.overrides[1].behaviour == Behaviour::extends);
    CHECK(program.overrides[1].core.module == no_row);
}

TEST_CASE("A record that delegates has a second id, and a missing dependency makes absence no proof") {
    const std::string python = imports + "from odoo import fields\nclass T(models.Model):\n    _name = 'product.template'\nclass P(models.Model):\n    _name = 'product.product'\n"
                                         "    _inherits = {'product.template': 'product_tmpl_id'}\n    product_tmpl_id = fields.Many2one('product.template')\n";
    const Program program = linked(core(), {{"odoo/addons/a/__manifest__.py", "{'name': 'a', 'depends': ['base'], 'data': ['d.xml']}"}, {"odoo/addons/a/__init__.py", python},
                                            {"odoo/addons/a/d.xml", "<odoo><record id=\"chair\" model=\"product.product\"/></odoo>"},
                                            {"odoo/addons/b/__manifest__.py", module("'a', 'absent'")}, {"odoo/addons/b/__init__.py", ""}});
    const PythonIndex index(program.world);
    const Registry registry(program.world, index);
    const XmlIds ids(program.world, registry, WrittenIds(program.world));
    const Resolver resolver(program.world, registry, index, ids);
    const Index a = program.world.module_by_name.find("a")->second, b = program.world.module_by_name.find("b")->second;
    CHECK(resolver.xmlid(a, "a.chair_product_template").outcome == Outcome::own);
    CHECK(resolver.xmlid(a, "a.table_product_template").reason == Reason::nowhere);
    CHECK(resolver.xmlid(b, "a.table").reason == Reason::missing_module);
    CHECK(resolver.xmlid(a, "absent.x").reason == Reason::missing_module);
    CHECK(resolver.path({a, *program.world.facts.names.find("product.product"), true}, "product_tmpl_id.gone", Resolver::Wants::field).reason == Reason::nowhere);
}
