#include "model/snapshot_delta.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "harness/catch.h"
#include "model/checked_file.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("driftline-delta-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string file(const char* name) const { return (path / name).string(); }
};

Change change(Delta& delta, ChangeKind what, SymbolKind kind, std::string_view owner, std::string_view name) {
    Change made;
    made.change = what;
    made.kind = kind;
    made.owner = delta.names.intern(owner);
    made.name = delta.names.intern(name);
    return made;
}

Delta sample() {
    Delta delta;
    delta.framework = "x";
    delta.from.version = "16.0";
    delta.to.version = "17.0";
    delta.to.commit = "abc";
    delta.changes.push_back(change(delta, ChangeKind::changed, SymbolKind::method, "sale.order", "confirm"));
    delta.changes.push_back(change(delta, ChangeKind::removed, SymbolKind::field, "sale.order", "weight"));
    Change renamed = change(delta, ChangeKind::renamed, SymbolKind::field, "sale.order", "amount");
    renamed.to_owner = renamed.owner;
    renamed.to_name = delta.names.intern("total");
    renamed.score = 830;
    renamed.modules = {0, 1};
    delta.list_items.push_back(delta.names.intern("sale"));
    delta.changes.push_back(renamed);
    delta.changes.push_back(renamed);
    Change inherited = change(delta, ChangeKind::removed, SymbolKind::method, "sale.order", "copy");
    inherited.flags = change_inherited;
    delta.changes.push_back(inherited);
    delta.settle();
    return delta;
}

}  // namespace

TEST_CASE("A settled delta is sorted, each row once, and answers what became of a symbol") {
    const Delta delta = sample();
    REQUIRE(delta.changes.size() == 4);
    CHECK(delta.str(delta.changes[0].name) == "amount");
    const Change* amount = delta.gone(SymbolKind::field, "sale.order", "amount");
    REQUIRE(amount);
    CHECK(delta.str(amount->to_name) == "total");
    CHECK(delta.str(delta.items(amount->modules)[0]) == "sale");
    CHECK(delta.gone(SymbolKind::field, "sale.order", "weight")->change == ChangeKind::removed);
    CHECK(delta.gone(SymbolKind::method, "sale.order", "confirm") == nullptr);
    CHECK(delta.gone(SymbolKind::method, "sale.order", "copy") == nullptr);   // there through a parent still
    CHECK(delta.find(SymbolKind::method, "sale.order", "confirm").size() == 1);
    CHECK(delta.find(SymbolKind::method, "nobody", "confirm").empty());
}

TEST_CASE("A stored delta comes back whole, for its own maker alone") {
    const Folder folder;
    const std::string file = folder.file("a.delta");
    REQUIRE(save_delta(sample(), 7, file));
    const Result<Delta> loaded = load_delta_file(file, 7);
    REQUIRE(loaded);
    CHECK(loaded->from.version == "16.0");
    CHECK(loaded->to.commit == "abc");
    REQUIRE(loaded->changes.size() == 4);
    CHECK(loaded->gone(SymbolKind::field, "sale.order", "amount")->score == 830);
    const Result<Delta> other = load_delta_file(file, 8);
    REQUIRE(!other);
    CHECK(other.error().message.find("another version") != std::string::npos);
    CHECK(!load_delta_file(folder.file("none.delta"), 7));
}

TEST_CASE("A damaged delta is refused, wherever it is damaged") {
    const Folder folder;
    const std::string file = folder.file("a.delta");
    REQUIRE(save_delta(sample(), 7, file));
    std::string whole;
    {
        std::ifstream in(file, std::ios::binary);
        whole.assign(std::istreambuf_iterator<char>(in), {});
    }
    for (size_t at = 0; at < whole.size(); at += 7) {
        std::string broken = whole;
        broken[at] = char(broken[at] ^ 0x55);
        std::ofstream(file, std::ios::binary | std::ios::trunc) << broken;
        CHECK(!load_delta_file(file, 7));
        std::ofstream(file, std::ios::binary | std::ios::trunc) << whole.substr(0, at);
        CHECK(!load_delta_file(file, 7));
    }
}

TEST_CASE("A delta that promises more than it holds is refused, even with the right checksum") {
    const Folder folder;
    const std::string file = folder.file("a.delta");
    REQUIRE(save_delta(sample(), 7, file));
    std::string body;
    {
        std::ifstream in(file, std::ios::binary);
        body.assign(std::istreambuf_iterator<char>(in), {});
        body.resize(body.size() - sizeof(uint64_t));
    }
    constexpr size_t counts = 16, header = counts + 10 * sizeof(uint64_t);   // behind what it is and who made it
    for (size_t at = counts; at < header; at += sizeof(uint64_t))
        for (const uint64_t count : {uint64_t(0), uint64_t(1) << 20, ~uint64_t(0), ~uint64_t(0) / 4 + 1}) {
            std::string broken = body;
            if (uint64_t was = 0; std::memcpy(&was, broken.data() + at, sizeof was), was == count) continue;
            std::memcpy(broken.data() + at, &count, sizeof count);
            REQUIRE(write_checked(file, {broken}));
            CHECK(!load_delta_file(file, 7));
        }
    for (size_t size = 0; size < body.size(); size += 11) {
        REQUIRE(write_checked(file, {std::string_view(body).substr(0, size)}));
        CHECK(!load_delta_file(file, 7));
    }
}

TEST_CASE("Equal texts under several numbers are one owner and one name") {
    Delta delta;
    const auto row = [&](std::string_view owner, std::string_view name, uint16_t score) {
        Change made;
        made.owner = delta.names.add(owner);
        made.name = delta.names.add(name);
        made.score = score;
        delta.changes.push_back(made);
    };
    row("sale.order", "weight", 1);
    row("sale.order", "amount", 2);
    row("res.partner", "weight", 3);
    row("sale.order", "amount", 4);
    row("sale.order", "", 5);
    CHECK(delta.names.intern("x") == delta.names.intern("x"));
    CHECK(delta.names.intern("") == no_name);
    delta.settle();
    std::vector<int> order;
    for (const Change& change : delta.changes) order.push_back(change.score);
    CHECK(order == std::vector<int>{3, 5, 2, 1});
    REQUIRE(delta.find(SymbolKind::field, "sale.order", "amount").size() == 1);
    CHECK(delta.find(SymbolKind::field, "sale.order", "amount")[0].score == 2);   // the first stays
}
