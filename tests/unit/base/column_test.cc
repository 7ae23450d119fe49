#include "base/column.h"

#include <array>

#include "harness/catch.h"

using driftline::Column;

namespace {
struct Row { int a = 7; short b = -1; };
}

TEST_CASE("A column grows, keeps what it holds and makes rows as they are declared") {
    Column<Row> column;
    CHECK(column.empty());
    for (int i = 0; i < 1000; ++i) column.push_back({i, short(i)});
    column.push_back(column[3]);   // one of its own, while it grows
    REQUIRE(column.size() == 1001);
    CHECK(column[999].a == 999);
    CHECK(column.back().a == 3);
    column.resize(1003);
    CHECK(column.back().a == 7);
    CHECK(column.back().b == -1);
    column.remove_if([](const Row& row) { return row.a % 2 == 0; });
    CHECK(column.size() == 503);
    CHECK(column[1].a == 3);
    Column<Row> other = std::move(column);
    CHECK(column.empty());   // NOLINT(bugprone-use-after-move): that it is empty is what is promised
    CHECK(other.size() == 503);
    other.clear();
    CHECK(other.empty());
}

TEST_CASE("A column writes into memory it adopted, and leaves it whole when it outgrows it") {
    const auto memory = std::make_shared<std::array<Row, 4>>();
    (*memory)[0].a = 1;
    (*memory)[1].a = 2;
    const std::weak_ptr<void> watched = memory;
    Column<Row> column;
    column.adopt(memory->data(), 2, memory->size(), memory);
    column.push_back({3, 0});
    column[0].a = 10;
    CHECK((*memory)[2].a == 3);
    CHECK((*memory)[0].a == 10);
    CHECK(watched.use_count() == 2);
    const std::array<Row, 3> more{Row{4, 0}, Row{5, 0}, Row{6, 0}};
    column.append(more.begin(), more.end());
    CHECK(watched.use_count() == 1);
    column[0].a = 11;
    REQUIRE(column.size() == 6);
    CHECK(column[5].a == 6);
    CHECK((*memory)[0].a == 10);
    CHECK((*memory)[3].a == 7);
}
