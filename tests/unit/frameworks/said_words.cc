#include "frameworks/odoo/said_words.h"

#include <map>
#include <optional>

#include "harness/catch.h"

using namespace driftline;
using namespace driftline::odoo;

namespace {

// A word's place among those said, if it is.
std::optional<size_t> place_of(const SaidBy& said, std::string_view word) {
    for (size_t i = 0; i < said.words().size(); ++i)
        if ((said.words()[i] & ~said_mention) == said_word(hash_text(word))) return i;
    return std::nullopt;
}
uint32_t times(const SaidBy& said, std::string_view word) {
    const auto place = place_of(said, word);
    REQUIRE(place);
    return said.times(*place);
}
bool mentions(const SaidBy& said, std::string_view word) {
    const auto place = place_of(said, word);
    return place && said.words()[*place] & said_mention;
}

std::string name(size_t i) { return "word_" + std::to_string(i); }

// `count` words, the i-th said i % 20 + 1 times.
std::string text_of(size_t count) {
    std::string text;
    for (size_t round = 0; round < 20; ++round)
        for (size_t i = 0; i < count; ++i)
            if (i % 20 >= round) text += name(i) + "\n";
    return text;
}

void check_words(const SaidBy& said, size_t count) {
    REQUIRE(said.words().size() == count);
    for (size_t i = 0; i < count; ++i) {
        REQUIRE(said.words()[i] == (said_word(hash_text(name(i))) | said_mention));   // in the order in which they are said first
        REQUIRE(said.times(i) == std::min<uint32_t>(uint32_t(i % 20) + 1, SaidBy::many));
    }
}

}  // namespace

TEST_CASE("any number of words, each once, with how often it is said") {
    Facts facts;
    SaidWords words;
    std::map<size_t, std::pair<Said, Said>> made;   // read after all are written: one's words never reach into another's
    for (const size_t count : {size_t(0), size_t(1), size_t(7), size_t(8), size_t(9), size_t(16), size_t(600), size_t(3)}) {
        const Said body = words.body(text_of(count), "none", facts);
        made[count] = {body, words.arch(text_of(count), facts)};
    }
    for (const auto& [count, said] : made) {
        check_words(SaidBy::body(facts, said.first), count);
        check_words(SaidBy::arch(facts, said.second), count);
        CHECK(SaidBy::arch(facts, said.second).known());
        CHECK(SaidBy::body(facts, said.first).known() == (count > 0));
    }
    CHECK_FALSE(SaidBy::arch(facts, Said()).known());
    CHECK(SaidBy::arch(facts, Said()).words().empty());
}

TEST_CASE("archs are the same if their bytes are") {
    Facts facts;
    SaidWords words;
    const Said a = words.arch("<form><a/></form>", facts), b = words.arch("<form> <a/></form>", facts), again = words.arch("<form><a/></form>", facts);
    CHECK(SaidBy::arch(facts, a).same_bytes(SaidBy::arch(facts, again)));
    CHECK_FALSE(SaidBy::arch(facts, a).same_bytes(SaidBy::arch(facts, b)));
    CHECK_FALSE(SaidBy::arch(facts, Said()).same_bytes(SaidBy::arch(facts, Said())));
}

TEST_CASE("a def mentions neither itself, nor what it asks of super, nor what comments and texts of several lines say") {
    Facts facts;
    const std::string def =
        "def run(self, given):\n"
        "    '''Calls told.\n    And more.'''\n"
        "    # noted\n"
        "    self.run(); super().asked(); super(Order, self).asked_too(1); other(Order).asked_of_other()\n"
        "    super().both(); self.both()\n"
        "    return getattr(self, 'by_string'), self.env['sale.order'], f'{put_in} 12', 12\n";
    const SaidBy said = SaidBy::body(facts, SaidWords().body(def, "run", facts));
    for (const char* word : {"self", "given", "Order", "both", "asked_of_other", "by_string", "put_in", "sale", "order"}) CHECK(mentions(said, word));
    for (const char* word : {"run", "asked", "asked_too", "told", "sale.order"}) {
        CHECK(place_of(said, word));
        CHECK_FALSE(mentions(said, word));
    }
    for (const char* word : {"noted", "12", "f"}) CHECK_FALSE(place_of(said, word));
    CHECK(times(said, "run") == 2);
    CHECK(times(said, "both") == 2);
    CHECK(times(said, "sale.order") == 1);
}

TEST_CASE("strings too long to be compared are read, but not counted; of several lines not even that") {
    Facts facts;
    const std::string filler(2001, ' ');
    const SaidBy said = SaidBy::body(facts, SaidWords().body("'line" + filler + "'\n'''text\n" + filler + "'''\ncode", "", facts));
    CHECK(mentions(said, "line"));
    CHECK(times(said, "line") == 0);
    CHECK_FALSE(place_of(said, "text"));
    CHECK(times(said, "code") == 1);
}

TEST_CASE("an arch mentions all its words, in comments, too; they are not counted there") {
    Facts facts;
    const std::string arch = "<form t-if=\"a.b\"><field name=\"state\"/><!-- state was_here --><t>Words 12</t><!-- open_end";
    const SaidBy said = SaidBy::arch(facts, SaidWords().arch(arch, facts));
    for (const char* word : {"form", "field", "name", "state", "was_here", "Words", "a", "b", "open_end"}) CHECK(mentions(said, word));
    CHECK(times(said, "state") == 1);
    CHECK(times(said, "was_here") == 0);
    CHECK(times(said, "a.b") == 1);
    CHECK(times(said, "t-if") == 1);
    CHECK_FALSE(mentions(said, "t-if"));
    CHECK(mentions(said, "if"));
    CHECK_FALSE(place_of(said, "12"));
}
