// What both uses of libxml2 share. For the XML files of this folder only.
#pragma once
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

#include <string>
#include <string_view>

#include "base/text.h"

namespace driftline {

// Version 2.12 made the pointee const.
#if LIBXML_VERSION >= 21200
using LibxmlError = const xmlError*;
#else
using LibxmlError = xmlError*;
#endif

// Its message as one printable line.
inline std::string libxml_message(LibxmlError error, std::string_view otherwise) {
    return error->message ? replace_all(printable(trim(error->message)), "\n", " ") : std::string(otherwise);
}

// A start tag of more than 64 KB with thousands of attributes: versions before 2.12 compare each with each.
bool has_endless_tag(std::string_view source);

}  // namespace driftline
