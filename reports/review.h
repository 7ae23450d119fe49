// What `driftline review` writes: one content in four forms. Texts of a repository are inert in each of them.
#pragma once
#include <string>

#include "check/review.h"
#include "reports/report.h"

namespace driftline {

// REQUIRES of all: report.evidence.
std::string write_review_json(const Report& report, const Review& review);
// One file: the page with the JSON inside, packed. The page asks nothing of any network.
std::string write_review_html(const Report& report, const Review& review);
std::string write_review_markdown(const Report& report, const Review& review);
// A row for each override and each finding.
std::string write_review_csv(const Report& report, const Review& review);

// The question in the review's language; plain text.
std::string question(const DecisionAsked& decision, const Report& report, std::string_view language);

}  // namespace driftline
