// The gate's short ways. Of a change of a few files, only the modules it touches are read; what they say is compared with
// what they said before. Where that is nothing new, nothing is linked. Else only the modules are linked and judged that the
// change can reach, by the names that differ; the others are taken from the tree as it was kept. The result is that of the
// whole, or there is none.
#pragma once
#include <memory>
#include <optional>

#include "check/state.h"
#include "pipeline.h"
#include "session.h"
#include "source/revisions.h"

namespace driftline {

struct Narrowed {
    bool nothing_new = false;            // then the rest is empty
    std::unique_ptr<Linked> head, base;  // base: what the touched modules said, for rules that compare; not linked
    State base_state;                    // of the whole tree
};
// Of one change, step by step, since the steps need different things and none needs the one before it to the end.
class NarrowCheck {
public:
    explicit NarrowCheck(Session& session);
    ~NarrowCheck();
    // Ahead of everything, beside look() on another thread: a core that is named, rather than looked for, and the kept tree behind it. Where that
    // fails, the whole is linked.
    void load_core();
    // Reads what changed from `base` to `head` (commit "": what is staged); `paths` differ. Beside load_core() on another thread. False: the whole
    // has to be linked.
    bool look(const Revision& base, const Revision& head, const std::vector<std::string>& paths);
    // nullopt: the whole has to be linked. REQUIRES: both of them came to an end, and what was looked at still is there.
    std::optional<Narrowed> run();

private:
    class Steps;
    std::unique_ptr<Steps> steps_;
};

// The base's modules as they were read, for the next time; trouble loses the short way, never the run.
void keep_tree(Session& session, const Revision& base);

}  // namespace driftline
