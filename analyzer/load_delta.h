// The difference of two cores: from the store when it was made before, else made and stored.
#pragma once
#include "model/framework.h"
#include "session.h"

namespace driftline {

// Both libraries are as before afterwards. What goes wrong with the store alone is a notice.
Delta load_delta(Session& session, const Framework& framework, Library& from, Library& to);

}  // namespace driftline
