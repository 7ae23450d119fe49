// A World made of a few modules and views, without files.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/program.h"
#include "syntax/xml_tree.h"

namespace driftline::test {

struct ViewWorld {
    World world;

    ViewWorld() {
        xml_initialise();
        world.version = "19.0";
        world.libraries.emplace_back().role = "core";
    }

    Index module(std::string_view name, std::initializer_list<Index> depends = {}, bool reported = false) {
        Facts& facts = world.facts;
        const Index index = Index(facts.modules.size());
        ModuleRow row;
        row.name = facts.name(name);
        std::vector<Name> names;
        ModuleInfo info;
        info.closure.push_back(index);
        for (const Index parent : depends) {
            names.push_back(facts.modules[parent].name);
            const std::vector<Index>& above = world.modules[parent].closure;
            info.closure.insert(info.closure.end(), above.begin(), above.end());
        }
        std::sort(info.closure.begin(), info.closure.end());
        info.closure.erase(std::unique(info.closure.begin(), info.closure.end()), info.closure.end());
        info.depends = depends;
        info.reported = reported;
        info.linked = true;
        info.load_order = index;
        row.depends = facts.list(names);
        facts.modules.push_back(row);
        FileRow file;
        file.path = facts.name(std::string(name) + "/views.xml");
        file.module = index;
        file.load_order = 1;
        facts.files.push_back(file);   // file i is of module i
        world.modules.push_back(info);
        world.load_order.push_back(index);
        world.module_by_name.emplace(name, index);
        return index;
    }

    // `xmlid` and `inherit` are qualified. Returns the row, for the caller to adjust.
    Index view(Index module, std::string_view xmlid, std::string_view inherit, std::string_view arch, std::string_view model = "sale.order") {
        Facts& facts = world.facts;
        RecordRow record;
        record.xmlid = facts.name(xmlid);
        record.model = facts.name("ir.ui.view");
        record.at = {module, line_ * 1000, line_ * 1000 + 900, line_};
        record.order = Index(facts.records.size());
        ViewRow row;
        row.record = Index(facts.records.size());
        row.xmlid = record.xmlid;
        row.model = facts.name(model);
        row.inherit = facts.name(inherit);
        row.arch = facts.keep(arch);
        row.arch_begin = line_ * 1000 + 100;
        row.arch_line = line_;
        row.at = record.at;
        if (arch.empty()) row.flags |= view_partial;
        facts.records.push_back(record);
        facts.views.push_back(row);
        line_ += 10;
        return Index(facts.views.size() - 1);
    }
    ViewRow& row(Index view) { return world.facts.views[view]; }

    // A field that the record of `view` writes, as the extraction of data files states it.
    void value(Index view, std::string_view field, std::string_view text) {
        Facts& facts = world.facts;
        RecordRow& record = facts.records[row(view).record];
        if (record.values.count == 0) record.values.begin = Index(facts.values.size());
        ++record.values.count;
        ValueRow made;
        made.record = row(view).record;
        made.field = facts.name(field);
        made.value = facts.name(text);
        facts.values.push_back(made);
    }

private:
    uint32_t line_ = 10;
};

}  // namespace driftline::test
