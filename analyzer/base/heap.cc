#include "base/heap.h"

#include <cstdlib>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace driftline {

void prepare_heap() {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    constexpr size_t piece = size_t(256) << 20, page = size_t(2) << 20, most_kept = size_t(32) << 20;
    mallopt(M_MXFAST, 0);   // small pieces are not gathered again whenever a large one is freed
    mallopt(M_MMAP_THRESHOLD, int(most_kept));   // the C library's limit (half of HEAP_MAX_SIZE); a column above it is mapped by itself
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, int(piece));
    void* grown = std::malloc(page);
    const auto begin = (reinterpret_cast<uintptr_t>(grown) + page - 1) / page * page, end = reinterpret_cast<uintptr_t>(sbrk(0));
    if (grown != nullptr && begin < end && end - begin <= piece + page) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
    std::free(grown);
    mallopt(M_TOP_PAD, int(page));   // whoever needs more than that grows step by step
#endif
}

}  // namespace driftline
