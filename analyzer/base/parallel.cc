#include "base/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <thread>

namespace driftline {

int default_jobs() {
    const unsigned count = std::thread::hardware_concurrency();
    return count == 0 ? 1 : int(count);
}

void parallel_for(std::span<const size_t> order, int jobs, const std::function<void(size_t, int)>& body) {
    parallel_for(order.size(), jobs, [&](size_t k, int worker) { body(order[k], worker); });
}

void parallel_for(size_t count, int jobs, const std::function<void(size_t, int)>& body) {
    if (jobs <= 1 || count <= 1) {
        for (size_t i = 0; i < count; ++i) body(i, 0);
        return;
    }
    // A shared counter hands out items in the caller's order; TBB's own ranges would split it.
    // It also orders what was written before, inside and after for a race detector, which cannot look into the distribution's TBB.
    std::atomic<size_t> next;
    next.store(0);
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism, size_t(jobs));
    tbb::task_arena arena(jobs);
    arena.execute([&] {
        tbb::parallel_for(0, jobs, [&](int worker) {
            for (size_t i = next++; i < count; i = next++) body(i, worker);
        }, tbb::simple_partitioner());
    });
    next.load();
}

}  // namespace driftline
