// A tree-sitter parser that hostile text can neither break nor hold up. For the files of this folder only.
#pragma once
#include <tree_sitter/api.h>

#include <memory>
#include <string_view>

namespace driftline {

struct FreeSyntaxTree {
    void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using SyntaxTree = std::unique_ptr<TSTree, FreeSyntaxTree>;

// Belongs to one thread at a time.
class BoundedParser {
public:
    explicit BoundedParser(const TSLanguage* language);

    // Null if the text takes far longer than text of its size should, if some construct of it has more than
    // 32,768 parts that no rule groups (brackets never closed, for one), or if it is larger than 4 GB.
    SyntaxTree parse(std::string_view source);

private:
    struct FreeParser {
        void operator()(TSParser* parser) const { ts_parser_delete(parser); }
    };
    TSTree* parse_or_leave(std::string_view source);
    void renew();

    const TSLanguage* language_;
    std::unique_ptr<TSParser, FreeParser> parser_;
};

}  // namespace driftline
