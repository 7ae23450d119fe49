// Globals, members of the environment, services and methods of patches that client scripts use.
#include "frameworks/odoo/scripts/script_text.h"
#include "harness/catch.h"
#include "syntax/script_code.h"

using namespace driftline;
using namespace driftline::odoo;

namespace {
using Entries = std::vector<std::string>;

Entries said(std::string_view bytes) {
    Entries told;
    for (const ScriptSaid& one : read_said(without_comments(bytes))) told.push_back(one.name + (one.at_load ? "!" : ""));
    return told;
}
Entries patched(std::string_view bytes) {
    Entries told;
    for (const PatchedMethod& one : read_patched(without_comments(bytes))) told.push_back(one.target + "." + one.name + (one.super ? "^" : ""));
    return told;
}
}  // namespace

TEST_CASE("Globals that a script does not bind itself") {
    CHECK(said("const x = () => _.map(a, b);\n") == Entries{"_"});
    CHECK(said("Picker.props = _.extend({}, Picker.props, {\n  a: 1,\n});\n") == Entries{"_!"});
    CHECK(said("function f() { return $(el).find('a'); }\nconst g = moment();\n") == Entries{"$", "moment!"});
    CHECK(said("class A {\n    f() {\n        $.ajax({});\n        this.$(x);\n    }\n}\n") == Entries{"$"});
    CHECK(said("A.include({\n    events: _.extend({}, x),\n});\n") == Entries{"_!"});
    CHECK(said("class A {\n    static props = _.extend({});\n}\n") == Entries{"_"});
    CHECK(said("odoo.define('acme.a', function (require) {\n    const { useState } = owl.hooks;\n    function f() {\n        const x = _.map(a);\n    }\n});\n") == Entries{"_", "owl.hooks!"});
    CHECK(said("import _ from '@acme/_';\n_.map(a);\n").empty());
    CHECK(said("items.map((_, i) => _.x + i);\n").empty());
    CHECK(said("(function ($) { $('a'); })(jQuery);\n").empty());
    CHECK(said("const text = \"use _.map or $(x)\"; // _.each\nconst t = `${_.x} $(`;\n").empty());
    CHECK(said("if (window.$) $(a);\n").empty());
    CHECK(said("const r = /\\$(\\d+)/;\n").empty());
    CHECK(said("const ok = /^a$/.test(b);\n$(b).show();\n") == Entries{"$!"});
    CHECK(said("async setup() { await loadJS('/acme/static/lib/underscore.js'); _.each(a); }\n") == Entries{"_+"});
    CHECK(said("window._ = {};\n") == Entries{"_="});
    CHECK(said("_") == Entries{});
    CHECK(said("$(") == Entries{"$!"});
    CHECK(said("`") == Entries{});
}

TEST_CASE("Parts of Owl, the environment, and bundles") {
    CHECK(said("const { useState } = owl.hooks;\n") == Entries{"owl.hooks!"});
    CHECK(said("const { Component, hooks: h } = owl;\n") == Entries{"owl.Component!", "owl.hooks!"});
    CHECK(said("import * as owl from '@odoo/owl';\nconst { useState } = owl.hooks;\n").empty());
    CHECK(said("class A {\n  a() { return this.env._t('x'); }\n}\n") == Entries{"env._t"});
    CHECK(said("env._t = _t;\n") == Entries{"env._t="});
    CHECK(said("if (env._t) {}\n").empty());
    CHECK(said("import { loadBundle } from \"@web/core/assets\";\nasync function f() { await loadBundle({ jsLibs: [] }); loadBundle('a.b'); }\n") == Entries{"loadBundle({"});
    CHECK(said("import { loadBundle } from \"./mine\";\nloadBundle({});\n").empty());
    CHECK(said("owl.") == Entries{});
    CHECK(said("} = owl") == Entries{});
}

TEST_CASE("Methods of a patch") {
    CHECK(patched("patch(A.prototype, {\n  setup() { super.setup(); },\n  async b(x = {}) { if (x) { c(); } },\n  get d() { return 1; },\n  e: function () { this._super(); },\n  f: { g() {} },\n});\n") ==
          Entries{"A.setup^", "A.b", "A.d", "A.e^"});
    CHECK(patched("patch(A.prototype, 'acme.a', {\n  a() {},\n});\npatch(B, { c() {} });\npatch(C.prototype, mixin);\n") == Entries{"A.a"});
    CHECK(patched("patch(A.prototype, {\n  a() { return '}'; /* } */ }, b() {") == Entries{"A.a"});
    CHECK(patched("patch(A.prototype").empty());
}

TEST_CASE("Services asked for in the environment") {
    const auto asked = [](std::string_view bytes) {
        Entries told;
        for (const ServiceUse& use : read_services(bytes).asked) told.push_back(use.name + (use.in_env ? "." : ""));
        return told;
    };
    CHECK(asked("this.env.services.rpc({}); env.services[\"mail.thread\"].get(); env.services.a?.b(); my.services.c.d();") == Entries{"rpc.", "mail.thread."});
    CHECK(asked("if (env.services.cookie) env.services.cookie.get();").empty());
    CHECK(asked("env.services").empty());
}

TEST_CASE("Classes by their braces") {
    const std::string_view code = "class A extends B {\n  static x = { y() {} };\n  z() {}\n}\nclass C extends mixin(B) {}\nclass D {}\nclass D {}\n";
    CHECK(script_class(code, "A").parent == "B");
    CHECK(script_class(code, "C").computed);
    CHECK(script_class(code, "D").brace == 0);
    CHECK(script_class(code, "E").brace == 0);
    CHECK(script_class("class", "A").brace == 0);
    CHECK(without_strings("a('b\\'c', \"d\", `e\nf`)") == "a('    ', \" \", ` \n `)");
    CHECK(without_strings("'\\").size() == 2);
}
