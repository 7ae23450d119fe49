#include "load_delta.h"

namespace driftline {

Delta load_delta(Session& session, const Framework& framework, Library& from, Library& to) { return compare_cores(from, to, framework, session.jobs); }

}  // namespace driftline
