// The only place that makes threads (oneTBB).
#pragma once
#include <cstddef>
#include <functional>
#include <span>

namespace driftline {

// Number of hardware threads, at least 1.
int default_jobs();

// Calls body(order[k], worker) once for each k, in parallel on at most `jobs` threads, starting with the
// first items of `order` (put the largest first). `worker` is in [0, jobs): state indexed by it is never
// used by two threads at once. Results must go to slot order[k], so that 1 thread and N give the same.
// `body` must not throw. With jobs <= 1 it runs on the calling thread, in order.
void parallel_for(std::span<const size_t> order, int jobs, const std::function<void(size_t item, int worker)>& body);
// The same over 0 .. count-1.
void parallel_for(size_t count, int jobs, const std::function<void(size_t item, int worker)>& body);

}  // namespace driftline
