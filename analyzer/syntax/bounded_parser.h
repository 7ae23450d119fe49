// A tree-sitter parser that hostile text can neither break nor hold up. For the files of this folder only.
#pragma once
#include <tree_sitter/api.h>

#include <memory>
#include <string_view>

namespace driftline {

// Belongs to one thread at a time.
class BoundedParser {
public:
    explicit BoundedParser(const TSLanguage* language);
    ~BoundedParser();

    // A tree that holds until the next call. Null if the text takes far longer than text of its size should, if
    // some construct of it has more than 32,768 parts that no rule groups (brackets never closed, for one), or if
    // it is larger than 4 GB.
    const TSTree* parse(std::string_view source);

private:
    struct State;
    bool run(std::string_view source);

    const TSLanguage* language_;
    std::unique_ptr<State> state_;
};

}  // namespace driftline
