#include "harness/catch.h"

#include "model/facts_compare.h"

using namespace driftline;

namespace {

const auto no_body = [](std::string_view, std::string_view) { return false; };
const auto any_body = [](std::string_view, std::string_view) { return true; };

struct Maker {
    Facts facts;
    explicit Maker(uint32_t shift = 0) : shift_(shift) {
        FileRow file;
        file.path = facts.name("m/models/a.py");
        facts.files.push_back(file);
        ClassRow row;
        row.name = facts.name("Order");
        row.model = facts.name("sale.order");
        row.at = at();
        facts.classes.push_back(row);
    }
    At at() { return {0, shift_ + next_, shift_ + next_ + 5, 1 + shift_ + next_++}; }
    void method(std::string_view name, std::string_view body, Super super = Super::always) {
        MethodRow row;
        row.owner = 0;
        row.name = facts.name(name);
        row.body = facts.keep(body);
        row.body_digest = body.size();
        row.super = super;
        row.at = at();
        facts.methods.push_back(row);
    }
    void use(std::string_view root) {
        UseRow row;
        row.owner = 0;
        row.root = facts.name(root);
        row.at = at();
        facts.uses.push_back(row);
    }
    void allow() {
        RemarkRow row;
        row.at = at();
        facts.remarks.push_back(row);
    }

private:
    uint32_t shift_, next_ = 0;
};

}  // namespace

TEST_CASE("moved lines and other names in the table say nothing new") {
    Maker before, now(100);
    before.facts.name("only here");
    for (Maker* one : {&before, &now}) one->method("confirm", "pass"), one->use("a"), one->use("b");
    CHECK(says_nothing_new(before.facts, now.facts, any_body));
}

TEST_CASE("the text of a method counts where it matters, its call of super always") {
    Maker before, text, super;
    before.method("confirm", "pass");
    text.method("confirm", "return 1");
    super.method("confirm", "pass", Super::none);
    CHECK(says_nothing_new(before.facts, text.facts, no_body));
    CHECK_FALSE(says_nothing_new(before.facts, text.facts, any_body));
    CHECK_FALSE(says_nothing_new(before.facts, super.facts, no_body));
}

TEST_CASE("fewer references are no news, others and more of the same are") {
    Maker two, one, other, three;
    two.use("a"), two.use("b");
    one.use("b");
    other.use("a"), other.use("c");
    three.use("a"), three.use("a"), three.use("b");
    CHECK(says_nothing_new(two.facts, one.facts, any_body));
    CHECK_FALSE(says_nothing_new(one.facts, two.facts, any_body));
    CHECK_FALSE(says_nothing_new(two.facts, other.facts, any_body));
    CHECK_FALSE(says_nothing_new(two.facts, three.facts, any_body));
    // A comment may have lost what it suppressed.
    two.allow(), one.allow();
    CHECK_FALSE(says_nothing_new(two.facts, one.facts, any_body));
}

TEST_CASE("a definition more, fewer or elsewhere is not judged") {
    Maker before, more, moved;
    before.method("a", "x"), before.method("b", "x");
    more.method("a", "x"), more.method("b", "x"), more.method("c", "x");
    moved.method("b", "x"), moved.method("a", "x");
    CHECK_FALSE(says_nothing_new(before.facts, more.facts, no_body));
    CHECK_FALSE(says_nothing_new(more.facts, before.facts, no_body));
    CHECK_FALSE(says_nothing_new(before.facts, moved.facts, no_body));
}
