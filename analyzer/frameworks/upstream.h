// Where the core of a framework comes from and where it usually lies beside a repository of custom modules.
// Apart from Framework because nothing but the search for a core needs it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline {

// A folder that may hold a core, and why we look there: "addons_path of odoo.conf".
struct CorePlace {
    std::string path, why;
};

struct Surroundings {
    std::vector<CorePlace> cores;          // the most telling first; existing folders, not yet checked
    std::vector<std::string> libraries;    // folders with more modules the code runs with, absolute
};

// What a file of a repository pins the core or a library to.
struct Pin {
    std::string what;      // "core", "library oca/web"; with the name of a variable where a file has several
    std::string file;      // in the repository
    std::string folder;    // of the checkout, in the repository; "" if there is none
    std::string value;     // a revision, a version, a tag
    bool core = false;
};

struct Upstream {
    std::string_view framework;    // Framework::name
    std::string_view title;        // as people write it
    std::string_view clone_url;    // its branches are named like its series
    Surroundings (*look_around)(const std::string& folder);        // folder: the custom repository, absolute
    // The folder to read as the core when `folder` is one or lies in one, as addons_path names its parts; "" if it is none.
    std::string (*core_folder)(const std::string& folder);
    std::string (*core_series)(const std::string& core_folder);    // "16.0", "" if it does not say; reads one small file
    std::string (*series)(const Facts& facts);                     // that most modules were written for; "" if they do not say
    std::span<const std::string_view> pin_files;                   // where people pin the core and libraries
    std::vector<Pin> (*pins)(std::string_view file, std::string_view text);   // of one of these
};

const Upstream* find_upstream(std::string_view framework);   // nullptr if we know none

}  // namespace driftline
