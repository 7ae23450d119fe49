#include "rules/overrides/signature.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace driftline {

std::string shown_parameters(std::string_view params) {
    std::string shown;
    for (const std::string_view part : split(params, ',')) {
        if (!shown.empty()) shown += ", ";
        shown += trim(part);
        if (shown.ends_with('=')) shown += "...";
    }
    return shown;
}

CallShape shape_of(const Facts& facts, const UseRow& use) {
    CallShape call;
    call.unpacks_positional = use.arguments == 255;
    call.positional = call.unpacks_positional ? 0 : use.arguments;
    for (const Name keyword : facts.items(use.keywords())) {
        if (facts.str(keyword) == "**") call.unpacks_keywords = true;
        else call.keywords.push_back(facts.str(keyword));
    }
    return call;
}

Signature::Signature(std::string_view params, bool bound) {
    bool after_star = false;
    for (std::string_view part : split(params, ',')) {
        part = trim(part);
        if (part.empty()) continue;
        if (part == "/") {
            for (auto& parameter : parameters_) parameter.by_name = false;
        } else if (part.starts_with("**")) {
            any_keyword_ = true;
        } else if (part.starts_with('*')) {
            any_positional_ |= part.size() > 1;
            after_star = true;
        } else {
            const bool optional = part.ends_with('=');
            if (optional) part.remove_suffix(1);
            parameters_.push_back({part, optional, !after_star, true});
        }
    }
    if (bound && !parameters_.empty() && parameters_.front().by_position) parameters_.erase(parameters_.begin());
    positional_ = size_t(std::count_if(parameters_.begin(), parameters_.end(), [](const Parameter& p) { return p.by_position; }));
}

std::string Signature::misfit(const CallShape& call) const {
    if (call.positional > positional_ && !any_positional_)
        return fmt::format("takes at most {} argument{}, not {}", positional_, positional_ == 1 ? "" : "s", call.positional);
    for (const std::string_view keyword : call.keywords) {
        const auto found = std::find_if(parameters_.begin(), parameters_.end(), [&](const Parameter& p) { return p.by_name && p.name == keyword; });
        if (found == parameters_.end()) {
            if (!any_keyword_) return fmt::format("takes no argument '{}'", keyword);
        } else if (size_t(found - parameters_.begin()) < call.positional && found->by_position) {
            return fmt::format("gets '{}' twice", keyword);
        }
    }
    for (size_t i = 0; i < parameters_.size(); ++i) {
        const Parameter& p = parameters_[i];
        const bool given = (p.by_position && (i < call.positional || call.unpacks_positional)) || call.unpacks_keywords ||
                           std::find(call.keywords.begin(), call.keywords.end(), p.name) != call.keywords.end();
        if (!p.optional && !given) return fmt::format("needs '{}'", p.name);
    }
    return {};
}

std::vector<std::string_view> Signature::names() const {
    std::vector<std::string_view> names;
    for (const Parameter& p : parameters_) names.push_back(p.name);
    return names;
}

bool Signature::takes(std::string_view name) const {
    return any_keyword_ || std::any_of(parameters_.begin(), parameters_.end(), [&](const Parameter& p) { return p.name == name; });
}

size_t Signature::position(std::string_view name) const {
    for (size_t i = 0; i < parameters_.size(); ++i)
        if (parameters_[i].by_position && parameters_[i].name == name) return i + 1;
    return 0;
}

std::vector<std::string_view> Signature::positional() const {
    std::vector<std::string_view> names;
    for (const Parameter& p : parameters_)
        if (p.by_position) names.push_back(p.name);
    return names;
}

CallShape Signature::least_call() const {
    CallShape call;
    for (const Parameter& p : parameters_) {
        if (p.optional) continue;
        if (p.by_position) ++call.positional;
        else call.keywords.push_back(p.name);
    }
    return call;
}

}  // namespace driftline
