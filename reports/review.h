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
// What several decisions of one kind have in common: the question, and what it is about. Plain text.
struct GroupWords { std::string title, text; };
GroupWords group_words(const DecisionAsked& first, const DecisionGroup& group, const Report& report, std::string_view language);
// Whether a row of a group is named by its subject (a module, a symbol); else by its question.
bool named_by_subject(const DecisionAsked& decision);

}  // namespace driftline
