// driftline review: the quarterly page for those who decide, and for the developer who works through it.
#include <fmt/format.h>

#include "commands/commands.h"
#include "commands/output.h"
#include "make_review.h"
#include "reports/review.h"

namespace driftline {
namespace {

std::string written(const Report& report, const Review& review, const std::string& format) {
    if (format == "json") return write_review_json(report, review);
    if (format == "markdown") return write_review_markdown(report, review);
    if (format == "csv") return write_review_csv(report, review);
    return write_review_html(report, review);
}

}  // namespace

int run_review(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = make_review(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Reviewed& reviewed = **made;
    Report report = make_report(*session, *reviewed.linked, reviewed.checked);
    report.plan = reviewed.plan ? &*reviewed.plan : nullptr;
    const std::string text = written(report, reviewed.review, options.format);
    if (!deliver(text, options.output)) return exit_failure;
    session->watch.lap("report");
    if (options.timings) fmt::print(stderr, "{}", session->watch.text());
    return exit_clean;
}

}  // namespace driftline
