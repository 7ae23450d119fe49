// What one run was asked, and what it has to say besides findings.
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config.h"
#include "options.h"
#include "store.h"

namespace driftline {

class Stopwatch {
public:
    void lap(std::string what);   // time since the last lap
    std::string text() const;     // one line a lap

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    std::vector<std::pair<std::string, double>> laps_;   // seconds
};

struct Session {
    Options options;
    Config config;
    Store store{""};
    int jobs = 1;
    std::vector<std::string> notices;   // one line each, naming the remedy
    std::map<std::string, std::string> nested_at;   // nested checkouts to read at a revision: folder in the repository -> revision
    bool has_modules = true;            // false: link_program() found none of any framework
    Stopwatch watch;
};

// Finds and reads the configuration; whatever is wrong with it or with the options is an error.
Result<Session> open_session(const Options& options);

std::string today();                    // "2026-11-23", UTC
void complain(const std::string& message);           // one line to standard error
std::string absolute_path(const std::string& path);  // without a '/' at its end, symbolic links kept

}  // namespace driftline
