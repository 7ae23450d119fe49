// Fills in what a fixture leaves out, so that it can show only what matters.
#pragma once
#include <string>
#include <vector>

#include "harness/suite.h"

namespace driftline::test {

// A small core: release.py (16.0), the ORM's base classes and a base module; files that are given win.
void add_mini_core(Files& core);

// Names of the modules in `files`: folders at the top, in addons/ and in odoo/addons/.
std::vector<std::string> module_names(const Files& files);

// Adds, for each module that lacks them, a manifest (depending on `depends`, all XML and CSV files as data) and an
// `__init__.py` per folder of Python that imports all beside it.
void complete_modules(Files& files, const std::vector<std::string>& depends);

}  // namespace driftline::test
