// A tree-sitter parser that hostile text can neither break nor hold up. For the files of this folder only.
#pragma once
#include <tree_sitter/api.h>

#include <chrono>
#include <memory>
#include <string_view>

namespace driftline {

// Belongs to one thread at a time.
class BoundedParser {
public:
    // How long the parser runs, by the wall clock, before it is asked what it has cost. It goes on from there.
    static constexpr std::chrono::microseconds usual_slice = std::chrono::seconds(5);

    explicit BoundedParser(const TSLanguage* language, std::chrono::microseconds slice = usual_slice);
    ~BoundedParser();

    // A tree that holds until the next call. Null if the text takes far more of the thread's processor time than text
    // of its size should (a process that waits or is stopped for a while parses all the same), if some construct of it has more than 32,768 parts that no rule groups (brackets never closed, for one), or if
    // it is larger than 4 GB.
    const TSTree* parse(std::string_view source);

private:
    struct State;
    bool run(std::string_view source);

    const TSLanguage* language_;
    std::chrono::microseconds slice_;
    std::unique_ptr<State> state_;
};

}  // namespace driftline
