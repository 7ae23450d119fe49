// The page: what reports/html builds, with the review's JSON packed into it. Packed and written as base64 it holds no character
// that could end the element it stands in.
#include "base/base64.h"
#include "base/gzip.h"
#include "embedded/review_page.h"
#include "reports/review.h"

namespace driftline {

std::string write_review_html(const Report& report, const Review& review) {
    constexpr std::string_view slot = "__DRIFTLINE_REVIEW__";
    std::string page(embedded::review_page().front().text);
    // The page's own code may speak of the slot, too: the document's place is the element's content.
    constexpr std::string_view element = "<script id=\"review\"";
    const size_t begin = page.find(element), at = page.find(slot, begin == std::string::npos ? 0 : begin);
    if (at != std::string::npos) page.replace(at, slot.size(), base64(gzip(write_review_json(report, review))));
    return page;
}

}  // namespace driftline
