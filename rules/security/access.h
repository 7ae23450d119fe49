// Access rights (ir.model.access) and record rules (ir.rule) as data files state them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/models.h"

namespace driftline {

enum Permission : uint8_t { may_read = 1, may_write = 2, may_create = 4, may_unlink = 8 };

struct Access {
    Index record = no_row, module = no_row;   // module: whose file states it
    std::string_view xmlid, model, group;     // group: "" = everyone
    uint8_t permissions = 0;
    bool known = true;                        // false: the model, the group or a permission is computed
};

struct RecordRule {
    Index record = no_row, module = no_row;
    std::string_view xmlid, model;
    std::vector<std::string> groups;          // none: of everyone, and then it only narrows
    std::string domain;                       // white space and kind of quotes taken out
    uint8_t permissions = 15;                 // what it decides about
    bool active = true, removed = false;
    bool open() const;                        // its domain lets everything through
};

// As one record says it; values it does not give are taken from `before`, where it writes over another record.
Access read_access(const Program& program, const Models& models, Index record, const Access* before = nullptr);
RecordRule read_rule(const Program& program, const Models& models, Index record, const RecordRule* before = nullptr);
// Records of `model` ("ir.rule") that take part, demo data left out, in load order of the rows.
std::vector<Index> records_of(const Program& program, std::string_view model);
std::string permissions_text(uint8_t permissions);   // "write and create"

}  // namespace driftline
