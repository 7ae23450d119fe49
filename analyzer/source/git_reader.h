// Git repositories (the only user of libgit2). Nothing is ever written to one, not even a refreshed index.
#pragma once
#include "source/source_set.h"

namespace driftline {

// `folder` is absolute and real; `revision` "" = working tree (of a bare repository: HEAD), or the index if
// options.staged. Holds null if the folder is in no repository, or is one that its repository ignores: a plain folder.
Result<std::unique_ptr<SourceSet>> open_repository(const std::string& folder, const std::string& revision, const SourceOptions& options);

}  // namespace driftline
