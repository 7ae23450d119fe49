#include "harness/catch.h"
#include "model/library.h"
#include "unit/model/facts_sample.h"

using namespace driftline;

TEST_CASE("Merged rows point to their own file, class, text and names") {
    std::vector<Facts> parts;
    parts.push_back(sample_facts("sale.order", "confirm"));
    parts.push_back(sample_facts("account.move", "post"));
    const Facts merged = merge_facts(parts, 1);
    REQUIRE(merged.methods.size() == 2);
    CHECK(merged.str(merged.methods[1].name) == "post");
    CHECK(merged.methods[1].owner == 1);
    CHECK(merged.classes[1].methods.begin == 1);
    CHECK(merged.uses[1].scope == 1);
    CHECK(merged.uses[1].owner == 1);
    CHECK(merged.uses[1].at.file == 1);
    CHECK(merged.source(merged.methods[0].body) == "def confirm(self):\n    return 1\n");
    CHECK(merged.source(merged.methods[1].body) == "def post(self):\n    return 1\n");
    CHECK(merged.str(merged.items(merged.classes[1].inherits)[0]) == "account.move");
}

TEST_CASE("After a merge the order of ids is the order of texts") {
    std::vector<Facts> parts;
    parts.push_back(sample_facts("z", "m"));
    parts.push_back(sample_facts("a", "b"));
    const Facts merged = merge_facts(parts, 2);
    for (size_t i = 1; i < merged.names.size(); ++i) CHECK(merged.names.text(Name(i - 1)) < merged.names.text(Name(i)));
}

TEST_CASE("Appending moves everything behind what is there") {
    std::vector<Facts> parts;
    parts.push_back(sample_facts("sale.order", "confirm"));
    Facts into = merge_facts(parts, 1);
    const Appended at = append_facts(into, sample_facts("account.move", "confirm"));
    CHECK(at.files == 1);
    CHECK(into.methods[0].name == into.methods[1].name);
    CHECK(into.str(into.classes[1].model) == "account.move");
    CHECK(into.source(into.methods[1].body) == "def confirm(self):\n    return 1\n");
}
