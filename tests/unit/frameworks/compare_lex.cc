// Words of texts: what is read many bytes at a time is what it would be read one by one.
#include "frameworks/odoo/compare/def_text.h"
#include "unit/frameworks/compare_cores.h"

using namespace driftline;
using namespace driftline::odoo;
using namespace driftline::test;

TEST_CASE("A word's hash is that of its text, however long it is and whatever stands behind it") {
    const std::string letters = "account_move_line_2nd_\xC3\xA9t\xC3\xA9_Zz09_of_one_word_that_is_long";
    for (const std::string behind : {"", " ", ".", "(self, values)", " = self.env['sale.order'].search([])"})
        for (size_t size = 1; size <= letters.size(); ++size) {
            const std::string word = letters.substr(0, size), text = word + behind;
            size_t end = 0;
            CHECK(lexing::hash_word(text, end) == hash_text(word));
            CHECK(end == size);
        }
}

TEST_CASE("A word ends at the first byte that is no letter, digit or line") {
    for (int c = 0; c < 256; ++c)
        for (const std::string behind : {"", "d", "def", "def_and_what_else_stands_behind"}) {
            const std::string text = std::string("abc") + char(c) + behind;
            size_t end = 0;
            lexing::hash_word(text, end);
            CHECK(end == (lexing::in_word(char(c)) ? text.size() : 3));
        }
}

TEST_CASE("What a def says is kept while others are read") {
    DefReader reader;
    const std::string def = "@api.depends('a', 'b')\ndef run(self):\n    \"\"\"Runs it all.\"\"\"\n    for order in self:\n        order.total = order._sum('a b')\n";
    Def before, after;
    const Renamed none;
    const DefWords words = reader.keep(reader.read(def));
    reader.make(reader.read(def), none, before);
    reader.read("def x(self): return [1, 2, 3]");
    reader.make(words, none, after);
    const auto same = [](auto x, auto y) { return std::equal(x.begin(), x.end(), y.begin(), y.end()); };
    CHECK_FALSE(before.grams.empty());
    CHECK(before.assigned.size() == 1);
    CHECK((same(before.grams, after.grams) && same(before.docstring, after.docstring) && same(before.decorated, after.decorated) && same(before.assigned, after.assigned)));
    Renamed renamed;
    renamed.add(hash_text("_sum"), hash_text("_total"));
    reader.make(words, renamed, after);
    CHECK_FALSE(same(before.grams, after.grams));
}

TEST_CASE("Texts of nothing but quotes have room for all their words") {
    for (const std::string text : {"'", "''", "'''", "''''", "'a", "\"\"''\"\"'", "''\n'\n'\n'", "def f(self): '", "r'", "'''a b", "def f(self):\n    ''\n    '"}) {
        DefReader reader;
        CHECK(reader.read(text).body.size() <= text.size());
    }
    const std::string order = "class Order(models.Model):\n    _name = 'sale.order'\n", quotes = "('', '', '', '', '', '', '')\n", head = "    def a(self):\n        self._";
    const Delta delta = difference(sale(order + "    def _gone(self):\n        pass\n" + head + "gone" + quotes), sale(order + "    def _fresh(self):\n        pass\n" + head + "fresh" + quotes));
    CHECK(successor(delta, SymbolKind::method, "sale.order", "_gone") == "sale.order._fresh");
}
