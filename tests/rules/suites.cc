// suites FILE.md...: runs rule suites; prints each failure as path:line: what. Exit code 1 if there is one.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/run_suite.h"

int main(int argc, char** argv) {
    size_t failed = 0, cases = 0;
    for (int i = 1; i < argc; ++i) {
        std::ifstream in{argv[i], std::ios::binary};
        const std::string markdown{std::istreambuf_iterator<char>{in}, {}};
        const auto suite = driftline::test::parse_suite(std::filesystem::path{argv[i]}.stem().string(), markdown);
        cases += suite.cases.size();
        for (const auto& failure : driftline::test::run_suite(suite)) {
            fmt::print("{}:{}\n", argv[i], failure);
            ++failed;
        }
    }
    fmt::print("{} cases, {} failures\n", cases, failed);
    return failed || !cases ? 1 : 0;
}
