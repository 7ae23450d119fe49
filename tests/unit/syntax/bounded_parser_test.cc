#include "syntax/bounded_parser.h"

#include <chrono>
#include <cstdint>
#include <string>

#include "harness/catch.h"

extern "C" const TSLanguage* tree_sitter_python();

using namespace driftline;

namespace {

std::string shape(TSNode node) {
    std::string made = "(" + std::string(ts_node_type(node)) + " " + std::to_string(ts_node_start_byte(node));
    for (uint32_t i = 0; i < ts_node_child_count(node); ++i) made += shape(ts_node_child(node, i));
    return made + ")";
}

std::string shape(const TSTree* tree) { return shape(ts_tree_root_node(tree)); }

}  // namespace

TEST_CASE("a parse that is interrupted over and over ends with the same tree: only processor time is counted") {
    std::string source;
    for (int i = 0; i < 400; ++i) source += "def method_" + std::to_string(i) + "(self, a=1):\n    return [x for x in self.env['a'] if x.b(a)]\n";
    BoundedParser at_once{tree_sitter_python()}, in_slices{tree_sitter_python(), std::chrono::microseconds(1)};
    const TSTree* sliced = in_slices.parse(source);
    REQUIRE(sliced);
    const std::string whole = shape(at_once.parse(source));
    CHECK(shape(sliced) == whole);
    CHECK(whole.find("ERROR") == std::string::npos);
    CHECK(shape(in_slices.parse("a = 1\n")) == shape(at_once.parse("a = 1\n")));
}
