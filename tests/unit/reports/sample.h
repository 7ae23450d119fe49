// A small linked program made by hand, and the findings about it.
#pragma once
#include "reports/report.h"

namespace driftline::test {

inline const Rule replaced{"DL101", "method-replaced", Severity::warning, "A core method is replaced", "The core's code no longer runs.", "Call super().", "", nullptr};
inline const Rule broken{"DL116", "unresolved-today", Severity::error, "Nothing defines this", "It fails when used.", "Correct the name.", "", nullptr};
inline const Rule forked{"DL113", "forked-method", Severity::info, "A copy of a core method", "Fixes do not reach it.", "Extend it.", "", nullptr};

class Sample {
public:
    Sample() {
        World& world = program.world;
        world.version = "16.0";
        world.libraries = {{"core", "core", "/opt/core", "16.0", "91ab02c0ffee", "", false}, {"custom", "acme", "/home/acme", "", "", "", false}};
        const Index sale = module("sale", "addons/sale", 0, Origin::core, false), acme = module("acme_sale", "custom/acme_sale", 1, Origin::own, true);
        module("partner_ref", "vendor/partner_ref", 1, Origin::community, false);
        core_file = file("addons/sale/models/sale_order.py", sale);
        own_file = file("custom/acme_sale/models/order.py", acme);
        Override row;
        row.behaviour = Behaviour::replaces;
        row.calls_super = Super::none;
        row.module = acme;
        row.symbol = "sale.order.action_confirm";
        row.custom = {SymbolRef::Column::method, 0, acme, {own_file, 100, 120, 31}};
        row.core = {SymbolRef::Column::method, 0, sale, {core_file, 900, 990, 1012}};
        program.overrides.push_back(row);
        row.symbol = "sale.order._prepare_invoice";
        row.custom.at.line = 77;
        row.core.at.line = 1500;
        program.overrides.push_back(row);
        row.symbol = "sale.order.write";
        row.behaviour = Behaviour::extends;
        row.calls_super = Super::always;
        row.custom.at.line = 90;
        program.overrides.push_back(row);
        program.ledger.by_kind["override"] = {3, 3, 0, 0, {}};
        program.ledger.by_kind["model"] = {4, 2, 1, 0, {{Reason::missing_module, 1}}};
        program.ledger.files_not_loaded["tests"] = 2;
        program.ledger.script_files = 5;
        program.ledger.missing_modules["helpdesk"] = 1;
    }

    Finding finding(const Rule& rule, Severity severity, uint32_t line, std::string message) const {
        Finding made;
        made.rule = &rule;
        made.severity = severity;
        made.module = 1;
        made.symbol = "sale.order.action_confirm";
        made.message = std::move(message);
        made.fix = "Call super().";
        Place place;
        place.at = {own_file, 100, 120, line};
        place.path = "custom/acme_sale/models/order.py";
        place.line = place.end_line = line;
        place.column = 9;
        place.end_column = 23;
        place.fingerprint = "f" + std::to_string(line);
        made.places = {place};
        made.related = {{Related::Role::current, "sale", "models/sale_order.py", "def action_confirm(self):", 1012}};
        return made;
    }

    Report report() const {
        Report made{program, findings, "/home/acme", "3f2c9e1aaaaaaaa", "erp", "ERP", true, {"16.0", "91ab02c0ffee", "/opt/core"}, "", {}, 0, {}};
        return made;
    }

    Program program;
    std::vector<Finding> findings;
    Index core_file = no_row, own_file = no_row;

private:
    Index module(std::string_view name, std::string_view path, Index library, Origin origin, bool reported) {
        Facts& facts = program.world.facts;
        ModuleRow row;
        row.name = facts.name(name);
        row.path = facts.name(path);
        facts.modules.push_back(row);
        ModuleInfo info;
        info.library = library;
        info.origin = origin;
        info.reported = reported;
        program.world.modules.push_back(info);
        return Index(facts.modules.size() - 1);
    }
    Index file(std::string_view path, Index module) {
        Facts& facts = program.world.facts;
        FileRow row;
        row.path = facts.name(path);
        row.module = module;
        facts.files.push_back(row);
        return Index(facts.files.size() - 1);
    }
};

}  // namespace driftline::test
