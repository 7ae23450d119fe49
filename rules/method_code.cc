#include "rules/method_code.h"

namespace driftline {

bool MethodCode::read(const Program& program, Index method) {
    if (program_ == &program && method_ == method) return parsed_;
    program_ = &program, method_ = method, parsed_ = false;
    const MethodRow& row = program.world.facts.methods[method];
    text_ = program.world.facts.source(row.body);
    const uint32_t size = row.at.end - row.at.begin;   // the body's text begins with the decorators, the place with the def
    if (text_.empty() || size > text_.size()) return false;
    text_.erase(0, text_.size() - size);
    file_ = row.at.file;
    begin_ = row.at.begin;
    line_ = row.at.line;
    parser_.parse(text_, tree_);
    return parsed_ = tree_.nodes.size() > 1;
}

void MethodCode::each_call(const std::function<void(NodeId, std::string_view, std::string_view)>& f) const {
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
        if (tree_[id].kind != Py::call) continue;
        const NodeId function = tree_.child(id, PyField::function);
        if (function == no_node) continue;
        if (tree_[function].kind == Py::identifier) {
            f(id, {}, tree_.text(function));
        } else if (tree_[function].kind == Py::attribute) {
            const NodeId object = tree_.first_child(function), name = tree_.child(function, PyField::attribute);
            if (object != no_node && name != no_node) f(id, tree_.text(object), tree_.text(name));
        }
    }
}

NodeId MethodCode::innermost(uint32_t offset_in_file) const {
    if (offset_in_file < begin_) return no_node;
    return tree_.innermost(offset_in_file - begin_);
}

}  // namespace driftline
