#include "model/snapshot.h"

#include <filesystem>
#include <fstream>

#include "harness/catch.h"
#include "model/facts_cache.h"
#include "unit/model/facts_sample.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("driftline-test-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string file(const char* name) const { return (path / name).string(); }
};

Library sample_library() {
    std::vector<Facts> parts;
    parts.push_back(sample_facts("sale.order", "confirm"));
    parts.push_back(sample_facts("account.move", "post"));
    Library library;
    library.facts = merge_facts(parts, 1);
    library.info.version = "16.0";
    library.info.commit = "abc";
    library.is_core = true;
    library.content = digest128("x");
    library.files_not_read["too large"] = 3;
    library.notices = {"one"};
    return library;
}

void damage(const std::string& file, std::uintmax_t keep, bool flip) {
    if (keep) fs::resize_file(file, keep);
    if (!flip) return;
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(std::streamoff(fs::file_size(file) / 2));
    bytes.put('\x5A');
    bytes.put('\xA5');
}

}  // namespace

TEST_CASE("A stored library comes back with its facts, texts and heading") {
    const Folder folder;
    const std::string file = folder.file("core.snapshot");
    REQUIRE(save_snapshot(sample_library(), file));
    const auto loaded = load_snapshot(file);
    REQUIRE(loaded);
    CHECK(loaded->info.version == "16.0");
    CHECK(loaded->is_core);
    CHECK(loaded->content == digest128("x"));
    CHECK(loaded->files_not_read.at("too large") == 3);
    CHECK(loaded->notices == std::vector<std::string>{"one"});
    REQUIRE(loaded->facts.methods.size() == 2);
    CHECK(loaded->facts.str(loaded->facts.methods[1].name) == "post");
    CHECK(loaded->facts.source(loaded->facts.methods[1].body) == "def post(self):\n    return 1\n");
    const auto heading = read_snapshot_heading(file);
    REQUIRE(heading);
    CHECK(heading->files == 2);
    CHECK(heading->source);
}

TEST_CASE("Rows of a large stored library are written to and joined without a trace in its file") {
    const Folder folder;
    const std::string file = folder.file("large.snapshot");
    constexpr size_t count = 20'000;   // more than is copied at once
    Library library = sample_library();
    const Facts few = sample_facts("stock.move", "cancel");
    library.facts.members.clear();
    for (size_t i = 0; i < count; ++i) {
        library.facts.members.push_back({});
        library.facts.members.back().at.line = uint32_t(i);
    }
    REQUIRE(save_snapshot(library, file));
    for (int round = 0; round < 2; ++round) {
        auto loaded = load_snapshot(file);
        REQUIRE(loaded);
        Facts& facts = loaded->facts;
        REQUIRE(facts.members.size() == count);
        CHECK(facts.members[count - 1].at.line == count - 1);
        facts.members[5].at.line = 99;
        const Appended appended = append_facts(facts, few);
        CHECK(facts.str(facts.files[appended.files].path) == few.str(few.files[0].path));
        for (size_t i = 0; i < count; ++i) facts.members.push_back({});   // more than there is room for
        CHECK(facts.members[5].at.line == 99);
        CHECK(facts.members[6].at.line == 6);
        CHECK(facts.members.back().at.line == 0);
    }
    CHECK(load_snapshot(file)->facts.members[5].at.line == 5);
}

TEST_CASE("What is joined to a stored library keeps its own texts") {
    const Folder folder;
    REQUIRE(save_snapshot(sample_library(), folder.file("s")));
    auto loaded = load_snapshot(folder.file("s"));
    REQUIRE(loaded);
    append_facts(loaded->facts, sample_facts("stock.move", "done"));
    CHECK(loaded->facts.source(loaded->facts.methods[0].body) == "def confirm(self):\n    return 1\n");
    CHECK(loaded->facts.source(loaded->facts.methods[2].body) == "def done(self):\n    return 1\n");
    Facts plain = sample_facts("a", "b");
    append_facts(plain, loaded->facts);
    CHECK(plain.source(plain.methods[3].body) == "def done(self):\n    return 1\n");
}

TEST_CASE("Without source a body is empty and everything else is there") {
    const Folder folder;
    REQUIRE(save_snapshot(sample_library(), folder.file("s"), {false}));
    const auto loaded = load_snapshot(folder.file("s"));
    REQUIRE(loaded);
    CHECK(loaded->facts.source(loaded->facts.methods[1].body).empty());
    CHECK(loaded->facts.methods.size() == 2);
    REQUIRE(save_snapshot(*loaded, folder.file("again"), {false}));
    auto again = load_snapshot(folder.file("again"));
    REQUIRE(again);
    CHECK(again->facts.source(again->facts.methods[1].body).empty());
    append_facts(again->facts, sample_facts("stock.move", "done"));
    CHECK(again->facts.source(again->facts.methods[2].body) == "def done(self):\n    return 1\n");
    CHECK_FALSE(read_snapshot_heading(folder.file("s"))->source);
}

TEST_CASE("A long body comes back whole") {
    Library library = sample_library();
    std::string body;
    for (int i = 0; i < 30000; ++i) body += "line " + std::to_string(i) + "\n";
    library.facts.methods[0].body = library.facts.keep(body);
    const Folder folder;
    REQUIRE(save_snapshot(library, folder.file("s")));
    const auto loaded = load_snapshot(folder.file("s"));
    REQUIRE(loaded);
    CHECK(loaded->facts.source(loaded->facts.methods[0].body) == body);
}

TEST_CASE("A damaged, cut or foreign snapshot is an error that names the file") {
    const Folder folder;
    const std::string file = folder.file("core.snapshot");
    REQUIRE(save_snapshot(sample_library(), file));
    const auto size = fs::file_size(file);
    SECTION("cut in half") { damage(file, size / 2, false); }
    SECTION("a few bytes left") { damage(file, 3, false); }
    SECTION("bytes changed") { damage(file, 0, true); }
    SECTION("something else") { std::ofstream(file, std::ios::trunc) << "this is not a snapshot, but long enough to be one"; }
    const auto loaded = load_snapshot(file);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().message.find(file) != std::string::npos);
}

TEST_CASE("A folder that cannot be written is an error, and nothing is left behind") {
    const auto saved = save_snapshot(sample_library(), "/proc/driftline/none");
    REQUIRE_FALSE(saved);
    CHECK(saved.error().message.find("/proc/driftline/none") != std::string::npos);
}

TEST_CASE("The facts cache gives back what was added, also after damage to one of its files") {
    const Folder folder;
    const Digest one = digest128("1"), two = digest128("2");
    std::vector<std::string> notices;
    {
        FactsCache cache(folder.file("cache"));
        cache.add(one, sample_facts("sale.order", "confirm"));
        cache.flush(notices);
    }
    {
        FactsCache cache(folder.file("cache"));
        Facts facts;
        REQUIRE(cache.find(one, facts));
        CHECK(facts.str(facts.methods[0].name) == "confirm");
        CHECK(facts.source(facts.methods[0].body) == "def confirm(self):\n    return 1\n");
        Facts none;
        CHECK_FALSE(cache.find(two, none));
        cache.add(two, sample_facts("account.move", "post"));
        cache.flush(notices);
    }
    CHECK(notices.empty());
    size_t found = 0;
    for (const auto& entry : fs::directory_iterator(folder.file("cache"))) damage(entry.path().string(), found++ == 0 ? 40 : 0, false);
    CHECK(found == 2);
    FactsCache cache(folder.file("cache"));
    Facts a, b;
    CHECK(cache.find(one, a) != cache.find(two, b));
}

TEST_CASE("A cache that cannot be written is a notice") {
    FactsCache cache("/proc/driftline");
    cache.add(digest128("1"), sample_facts("sale.order", "confirm"));
    std::vector<std::string> notices;
    cache.flush(notices);
    REQUIRE(notices.size() == 1);
}
