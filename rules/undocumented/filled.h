// Whether anything at hand ever fills a field or a model. What nobody fills holds its default, or no records, and is no loss.
// Both sides of a change have to be asked: the gate's short way has of the base only what the change touches. Any thread may ask.
#pragma once
#include <string_view>

#include "model/program.h"
#include "source/source_set.h"

namespace driftline {

// Of a field's default as it is written: True, a number, a string. A function may tell one record from another.
bool is_constant(std::string_view python);

// Python, a view, data or a script of the custom module, or of one that builds on it, says the field's name, other than at
// `definition`; nullptr: only those that build on it are asked. Tests and migration scripts do not count; a file that cannot be read does.
bool names_field(const Program& program, const SourceSet& source, Index module, std::string_view field, const At* definition);

// Python or XML of the module itself says the field's name.
bool names_field_of_module(const Program& program, const SourceSet& source, Index module, std::string_view field);

// Python of the module does more with the field than define it at `definition` and set it: `record.field = x`, `{"field": x}`. What a button
// keeps there is somebody's decision if anything depends on it.
bool is_asked_for(const Program& program, const SourceSet& source, Index module, std::string_view field, const At& definition);

// A view of the module shows the field to people, or its data gives it a value: XML names it in an element that is not invisible="1".
bool is_entered(const Program& program, const SourceSet& source, Index module, std::string_view field);

// Where a model has no form of its own, the framework makes one that shows every field (odoo/models.py, _get_default_form_view).
// Counts forms of the module itself, and of what is not the repository's.
bool has_form(const Program& program, Index module, std::string_view model);

// A record, a view, another model's field or code names the model, or its own class calls create() or its like. Who extends it does not count.
bool makes_records(const Program& program, std::string_view model);

}  // namespace driftline
