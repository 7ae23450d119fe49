#include "harness/catch.h"
#include "register_file.h"

using namespace driftline;

namespace {

constexpr const char* written = R"(# ours

# agreed in March
[[customization]]
symbol = ["sale.order.action_confirm", "sale.order.action_cancel"]   # both
reason = "Orders need the credit check"
owner = "finance@acme.example"
reviewed = 2026-01-31
decision = "keep"

[[customization]]
symbol = "stock.picking.*"
module = "acme_stock"
reason = "Own carrier"
review_by = 2026-06-30
decision = "upstream"
)";

std::string error_of(const char* bytes) {
    const auto made = read_register("CUSTOMIZATIONS.toml", bytes);
    return made ? "" : made.error().message;
}

}  // namespace

TEST_CASE("An entry says symbols, reason, owner, dates and decision") {
    const auto made = read_register("CUSTOMIZATIONS.toml", written);
    REQUIRE(made);
    REQUIRE(made->entries.size() == 2);
    CHECK(made->entries[0].line == 4);
    CHECK(made->entries[0].reviewed == "2026-01-31");
    CHECK(made->entries[1].decision == Decision::upstream);
    CHECK(made->find("sale.order.action_cancel", "acme_sale") == &made->entries[0]);
    CHECK(made->find("sale.order.write", "acme_sale") == nullptr);
    CHECK(made->find("stock.picking.button_validate", "acme_stock") == &made->entries[1]);
    CHECK(made->find("stock.picking.button_validate", "acme_sale") == nullptr);
    CHECK(made->find("stock.picking.type.write", "acme_stock") == nullptr);
}

TEST_CASE("What is wrong is named with its line and the nearest valid key") {
    CHECK(error_of("[[customization]]\nsymbol = \"a.b\"\nreson = \"x\"\n") == "CUSTOMIZATIONS.toml:3: there is no key customization.reson; did you mean customization.reason?");
    CHECK(error_of("[[customisation]]\nsymbol = \"a.b\"\n").find("did you mean customization?") != std::string::npos);
    CHECK(error_of("[[customization]]\nreason = \"x\"\n").find(":1: a [[customization]] needs a symbol") != std::string::npos);
    CHECK(error_of("[[customization]]\nsymbol = \"a.b\"\ndecision = \"maybe\"\n").find(":3: decision must be keep, upstream or drop") != std::string::npos);
    CHECK(error_of("[[customization]]\nsymbol = \"a.b\"\nreviewed = \"2026-01-01\"\n").find(":3: reviewed must be a date") != std::string::npos);
    CHECK(error_of("[[customization\n").find("CUSTOMIZATIONS.toml:1: ") != std::string::npos);
}

TEST_CASE("A new register is sorted, leaves reasons empty and can be read again") {
    const std::string bytes = new_register({{"b.x", "second", "2025-02-01"}, {"a.x", "", ""}});
    const auto made = read_register("CUSTOMIZATIONS.toml", bytes);
    REQUIRE(made);
    REQUIRE(made->entries.size() == 2);
    CHECK(made->entries[0].symbols.front() == "a.x");
    CHECK(made->entries[1].reason.empty());
    CHECK(made->entries[1].added == "2025-02-01");
    CHECK(bytes.find("# second\n[[customization]]\nsymbol = \"b.x\"\n") != std::string::npos);
}

TEST_CASE("Stubs go where they sort, and every byte that people wrote stays") {
    const auto known = read_register("CUSTOMIZATIONS.toml", written);
    REQUIRE(known);
    const std::string bytes = with_stubs(written, *known, {{"res.partner.write", "here", ""}, {"zzz.model.write", "", ""}, {"sale.order", "", ""}});
    const auto made = read_register("CUSTOMIZATIONS.toml", bytes);
    REQUIRE(made);
    REQUIRE(made->entries.size() == 5);
    CHECK(made->entries[0].symbols.front() == "res.partner.write");
    CHECK(made->entries[1].symbols.front() == "sale.order");
    CHECK(made->entries[2].reason == "Orders need the credit check");
    CHECK(made->entries[4].symbols.front() == "zzz.model.write");
    CHECK(bytes.find("# agreed in March\n[[customization]]\nsymbol = [\"sale.order.action_confirm\"") != std::string::npos);
    // Taking the stubs away again gives the same bytes.
    std::string rest = bytes;
    for (const char* symbol : {"res.partner.write", "sale.order", "zzz.model.write"}) {
        const size_t at = rest.find(std::string("[[customization]]\nsymbol = \"") + symbol + "\"\n");
        REQUIRE(at != std::string::npos);
        rest.erase(at, rest.find("decision = \"\"\n", at) + 14 - at);
    }
    std::string squeezed, original;
    for (const char c : rest)
        if (c != '\n') squeezed += c;
    for (const char c : std::string(written))
        if (c != '\n') original += c;
    squeezed.erase(squeezed.find("# here"), 6);
    CHECK(squeezed == original);
}

TEST_CASE("What vanished is marked once, and unmarked when it is there again") {
    const auto known = read_register("CUSTOMIZATIONS.toml", written);
    REQUIRE(known);
    const std::string marked = with_marks(written, *known, {true, false}, "2026-11-25");
    const auto again = read_register("CUSTOMIZATIONS.toml", marked);
    REQUIRE(again);
    CHECK(again->entries[0].vanished.empty());
    CHECK(again->entries[1].vanished == "2026-11-25");
    CHECK(with_marks(marked, *again, {true, false}, "2026-12-24") == marked);
    CHECK(with_marks(marked, *again, {true, true}, "2026-12-24") == written);
}

TEST_CASE("Days between dates") {
    CHECK(days_between("2026-01-31", "2026-03-01") == 29);
    CHECK(days_between("2026-03-01", "2026-01-31") == -29);
    CHECK(days_between("", "2026-01-31") == 0);
    CHECK(days_between("2026-13-01", "2026-01-31") == 0);
}
