// A method's body as syntax, for what facts are too coarse for: loops, conditions, what is called on what.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "rules/models.h"
#include "syntax/python_tree.h"

namespace driftline {

// One body at a time: read() replaces the last, and costs nothing for the one that is there. Not for methods of a core stored without source.
class MethodCode {
public:
    bool read(const Program& program, Index method);   // false: no source, or nothing that parses

    const PythonTree& tree() const { return tree_; }
    At at(NodeId id) const { return {file_, begin_ + tree_[id].begin, begin_ + tree_[id].end, line_ + tree_[id].line - 1}; }
    uint32_t offset_in_file(NodeId id) const { return begin_ + tree_[id].begin; }
    // Every call in it, in order: its node, what it is called on ("" for a plain name) and the name that is called.
    void each_call(const std::function<void(NodeId call, std::string_view object, std::string_view name)>& f) const;
    NodeId innermost(uint32_t offset_in_file) const;

private:
    PythonParser parser_;
    std::string text_;
    PythonTree tree_;
    const Program* program_ = nullptr;
    Index method_ = no_row;
    bool parsed_ = false;
    Index file_ = no_row;
    uint32_t begin_ = 0, line_ = 1;
};

}  // namespace driftline
