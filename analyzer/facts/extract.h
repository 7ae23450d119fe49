// What an extractor is given and what it promises.
//
// extract() is a pure function of its input: the same context and bytes give the same Facts, on any thread.
// That is what lets facts be cached by content.
#pragma once
#include <string>
#include <string_view>

#include "facts/facts.h"
#include "syntax/python_tree.h"
#include "syntax/xml_tree.h"

namespace driftline {

struct FileContext {
    std::string module;        // technical name of the module the file belongs to; "" for the framework's own Python
    std::string path;          // relative to the module's folder (to the source set's root without a module)
    std::string python_path;   // dotted import path of a Python file: "x.addons.sale.models.sale_order"; a package's __init__ has its package's path
    bool is_package = false;   // the file is an __init__.py
    bool demo = false, data = true;  // data files: listed under demo
    bool words = false;        // state names asked of values of no known type, too (UseKind::word); in a core they would be most of all that is stored,
                               // and Facts::said holds them and more
    FileKind kind = FileKind::other;
};

// Per worker scratch memory, reused from file to file.
struct Workspace {
    PythonParser python;
    PythonTree python_tree;
    XmlTree xml_tree;
};

}  // namespace driftline
