#include "frameworks/upstream.h"

#include "frameworks/odoo/upstream.h"

namespace driftline {

const Upstream* find_upstream(std::string_view framework) {
    for (const Upstream* upstream : {&odoo::upstream})
        if (upstream->framework == framework) return upstream;
    return nullptr;
}

}  // namespace driftline
