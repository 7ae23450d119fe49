// position="attributes": what <attribute name="a" add="x" remove="y" separator=" ">value</attribute> does.
#pragma once
#include <optional>
#include <string>

#include "frameworks/odoo/views/anchor.h"
#include "syntax/arch_document.h"

namespace driftline::odoo {

// Applies every <attribute> in `spec` to `node`; the engine's complaint if it would raise.
std::optional<std::string> apply_attributes(ArchNode node, ArchNode spec, const ViewEngine& engine);

}  // namespace driftline::odoo
