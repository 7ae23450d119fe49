#include "harness/suite.h"

#include <fmt/format.h>

#include <regex>

#include "base/text.h"

namespace driftline::test {

namespace {

struct Fence {
    std::string info, body;
    uint32_t line = 0;   // of the fence itself
};

const std::regex assertion{R"re((error|warning|info): \[([a-z0-9-]+)\](?: "([^"]*)")?)re"};

void read_assertions(const std::string& path, const std::string& body, std::vector<Expectation>& expected) {
    uint32_t line = 0;
    for (const std::string_view text : split(body, '\n')) {
        ++line;
        const size_t comment = std::min(text.find("# "), text.find("<!-- "));
        if (comment == text.npos) continue;
        for (std::cregex_iterator it{text.data() + comment, text.data() + text.size(), assertion}, end; it != end; ++it)
            expected.push_back({path, line, (*it)[1], (*it)[2], (*it)[3]});
    }
}

void read_expect(const Fence& fence, Case& current, std::vector<std::string>& faults) {
    static const std::regex form{R"re((\S+?):(\d+): (error|warning|info): \[([a-z0-9-]+)\](?: "([^"]*)")?\s*)re"};
    for (const std::string_view text : split(fence.body, '\n')) {
        std::cmatch match;
        if (trim(text).empty()) continue;
        if (std::regex_match(text.data(), text.data() + text.size(), match, form))
            current.expected.push_back({match[1], uint32_t(std::stoul(match[2])), match[3], match[4], match[5]});
        else faults.push_back(fmt::format("{}: not an expectation: {}", fence.line, text));
    }
}

void take_fence(const Fence& fence, Case& current, std::vector<std::string>& faults) {
    static const std::regex file{R"re(\w+ (core|library|custom|target|library-to|base): (\S+)\s*)re"};
    std::smatch match;
    if (fence.info == "expect") return read_expect(fence, current, faults);
    if (fence.info == "commits") {
        for (const std::string_view text : split(fence.body, '\n'))
            if (!trim(text).empty()) current.commits.emplace_back(trim(text));
    } else if (fence.info == "expect-override") {
        current.overrides.emplace();
        for (const std::string_view text : split(fence.body, '\n'))
            if (!trim(text).empty()) current.overrides->emplace_back(trim(text));
    } else if (std::regex_match(fence.info, match, file)) {
        Files& side = match[1] == "core" ? current.core : match[1] == "library" ? current.library : match[1] == "target" ? current.target
                                        : match[1] == "library-to" ? current.library_to : match[1] == "base" ? current.base : current.custom;
        side[match[2]] = fence.body;
        if (match[1] == "custom") read_assertions(match[2], fence.body, current.expected);
    } else if (!fence.info.empty()) {
        faults.push_back(fmt::format("{}: a fence is a file (\"python custom: path\"), expect, commits or expect-override, not \"{}\"", fence.line, fence.info));
    }
}

}  // namespace

Suite parse_suite(std::string slug, std::string_view markdown) {
    Suite suite{std::move(slug), {}, {}};
    Case shared;
    std::optional<Fence> open;
    uint32_t line = 0;
    for (const std::string_view text : split(markdown, '\n')) {
        ++line;
        if (text.starts_with("```")) {
            if (!open) {
                open = Fence{std::string{trim(text.substr(3))}, {}, line};
            } else {
                take_fence(*open, suite.cases.empty() ? shared : suite.cases.back(), suite.faults);
                open.reset();
            }
        } else if (open) {
            open->body.append(text).append("\n");
        } else if (text.starts_with("## ")) {
            suite.cases.push_back(shared);
            suite.cases.back().name = trim(text.substr(3));
            suite.cases.back().line = line;
        }
    }
    if (open) suite.faults.push_back(fmt::format("{}: a fence is never closed", open->line));
    return suite;
}

}  // namespace driftline::test
