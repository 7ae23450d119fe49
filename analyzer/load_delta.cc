#include "load_delta.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/version.h"
#include "model/snapshot_delta.h"

namespace driftline {
namespace {

// A core stored without source has no bodies to compare: what is made of it is not what is made of the same core with them.
std::string key_of(const Library& library, const Framework& framework) {
    const auto has_body = [](const MethodRow& method) { return method.body.size > 0; };
    const auto method = std::find_if(library.facts.methods.begin(), library.facts.methods.end(), has_body);
    const bool source = method == library.facts.methods.end() || !library.facts.source(method->body).empty();
    return Store::key(library, framework) + (source ? "" : "x");
}

uint64_t maker_of(const Framework& framework) {
    return digest64(fmt::format("{} {} {} {}", framework.name, framework.extractor_version, framework.comparer_version, version));
}

}  // namespace

Delta load_delta(Session& session, const Framework& framework, Library& from, Library& to) {
    const std::string file = session.store.delta_file(key_of(from, framework), key_of(to, framework));
    const uint64_t maker = maker_of(framework);
    std::error_code ignored;
    if (session.store.usable() && std::filesystem::exists(file, ignored)) {
        Result<Delta> delta = load_delta_file(file, maker);
        if (delta) {
            delta->from = from.info;   // the same content may have come from elsewhere
            delta->to = to.info;
            return std::move(*delta);
        }
        session.notices.push_back(fmt::format("the difference of the cores is made again: {}", delta.error().message));
    }
    Delta delta = compare_cores(from, to, framework, session.jobs);
    if (!session.store.usable()) return delta;
    if (const auto saved = save_delta(delta, maker, file); !saved)
        session.notices.push_back(fmt::format("the difference of the cores could not be stored, so the next run makes it again: {}", saved.error().message));
    session.store.forget_deltas();
    return delta;
}

}  // namespace driftline
