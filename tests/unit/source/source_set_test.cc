#include <algorithm>
#include <thread>

#include "unit/source/read_back.h"
#include "unit/source/temp_folder.h"

using namespace driftline;

TEST_CASE("an argument is a path if it exists, else the longest existing part before an @ and a revision") {
    const TempFolder folder;
    folder.write("a@b/file", "");
    CHECK(parse_location(folder / "a@b").path == folder / "a@b");
    CHECK(parse_location(folder / "a@b").revision.empty());
    CHECK(parse_location(folder / "a@b@16.0").path == folder / "a@b");
    CHECK(parse_location(folder / "a@b@16.0").revision == "16.0");
    CHECK(parse_location(folder.path() + "@HEAD@{1}").path == folder.path());
    CHECK(parse_location(folder.path() + "@HEAD@{1}").revision == "HEAD@{1}");
    CHECK(parse_location("/no/such@x").path == "/no/such@x");
    CHECK(contains(failure("/no/such@x"), "/no/such@x: does not exist"));
    CHECK(contains(failure(folder / "a@b/file"), "is not a folder"));
}

TEST_CASE("a set in memory lists and reads its files") {
    const auto set = memory_source({{"b/c.py", "x"}, {"a.py", ""}});
    CHECK(listed(*set) == "a.py b/c.py");
    CHECK(bytes(*set, "b/c.py") == "x");
    CHECK(contains(bytes(*set, "d"), "no such file"));
    CHECK(set->find("a.py")->content != set->find("b/c.py")->content);
    CHECK_FALSE(set->is_git());
}

TEST_CASE("a plain folder is listed whole, sorted, without nested checkouts") {
    const TempFolder folder;
    folder.write("b.py", "two");
    folder.write("a/z.py", "one");
    folder.write("a-b.py", "");
    folder.write("sub/.git/HEAD", "");
    folder.write("sub/hidden.py", "");
    const auto set = opened(folder.path());
    CHECK_FALSE(set->is_git());
    CHECK(listed(*set) == "a-b.py a/z.py b.py");
    CHECK(set->find("b.py")->size == 3);
    CHECK(bytes(*set, "a/z.py") == "one");
    CHECK(set->nested() == std::vector<std::string>{"sub"});
    CHECK(set->root() == folder.path());
    CHECK(contains(failure(folder.path() + "@main"), "is not in a git repository"));
}

TEST_CASE("links, large, vendored and minified files are listed with the reason they are skipped") {
    const TempFolder folder;
    folder.write("real/a.py", "");
    folder.link("passwords", "/etc/passwd");
    folder.link("etc", "/etc");
    folder.link("up", "../");
    folder.link("twin.py", "real/a.py");
    folder.link("twins", "real");
    folder.link("broken", "nothing");
    folder.link("circle", "circle");
    folder.write("large.py", std::string(2000, 'x'));
    folder.write("m/static/lib/jquery/jquery.js", "");
    folder.write("m/static/src/own.js", "");
    folder.write("m/lib/own.py", "");
    folder.write("m/static/src/x.min.js", "");
    folder.write("node_modules/x/index.js", "");
    folder.run("mkfifo pipe");
    SourceOptions options;
    options.max_file_size = 1000;
    for (const bool git : {false, true}) {
        if (git) folder.init();
        const auto set = opened(folder.path(), options);
        CHECK(set->is_git() == git);
        CHECK(listed(*set) == "m/lib/own.py m/static/src/own.js real/a.py");
        CHECK(skip(*set, "passwords") == SkipReason::outside_link);
        CHECK(skip(*set, "etc") == SkipReason::outside_link);
        CHECK(skip(*set, "up") == SkipReason::outside_link);
        CHECK(skip(*set, "twin.py") == SkipReason::duplicate_link);
        CHECK(skip(*set, "twins") == SkipReason::duplicate_link);
        CHECK(skip(*set, "broken") == SkipReason::not_a_file);
        CHECK(skip(*set, "circle") == SkipReason::not_a_file);
        CHECK(skip(*set, "large.py") == SkipReason::too_large);
        CHECK(skip(*set, "m/static/lib/jquery/jquery.js") == SkipReason::vendored);
        CHECK(skip(*set, "m/static/src/x.min.js") == SkipReason::minified);
        CHECK(skip(*set, "node_modules/x/index.js") == SkipReason::vendored);
        CHECK(skip(*set, "pipe") == SkipReason::not_a_file);
        CHECK(contains(bytes(*set, "passwords"), "symlink leaves the tree"));
    }
}

TEST_CASE("a revision skips links by what they say") {
    const TempFolder folder;
    folder.init();
    folder.write("a/real.py", "x");
    folder.link("a/up", "../../secret");
    folder.link("a/absolute", "/etc/passwd");
    folder.link("a/twin.py", "../a/real.py");
    folder.write("large.py", std::string(2000, 'x'));
    folder.commit();
    SourceOptions options;
    options.max_file_size = 1000;
    for (const bool staged : {false, true}) {
        options.staged = staged;
        const auto set = opened(folder.path() + (staged ? "" : "@HEAD"), options);
        CHECK(listed(*set) == "a/real.py");
        CHECK(skip(*set, "a/up") == SkipReason::outside_link);
        CHECK(skip(*set, "a/absolute") == SkipReason::outside_link);
        CHECK(skip(*set, "a/twin.py") == SkipReason::duplicate_link);
        CHECK(skip(*set, "large.py") == SkipReason::too_large);
    }
}

TEST_CASE("a file that vanishes, or becomes a link, while reading is an error that names it") {
    const TempFolder folder;
    folder.write("a.py", "x");
    folder.write("b.py", "x");
    const auto set = opened(folder.path());
    folder.run("rm a.py b.py && ln -s /etc/passwd b.py");
    CHECK(contains(bytes(*set, "a.py"), folder / "a.py: removed while it was being read"));
    CHECK(contains(bytes(*set, "b.py"), folder / "b.py: cannot be read"));
}

TEST_CASE("files may be read from several threads at once") {
    const TempFolder folder;
    folder.init();
    for (int i = 0; i < 50; ++i) folder.write("f" + std::to_string(i), "content " + std::to_string(i));
    folder.commit();
    const auto set = opened(folder.path() + "@HEAD");
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int round = 0; round < 20; ++round)
                for (int i = 0; i < 50; ++i)
                    if (bytes(*set, "f" + std::to_string(i)) != "content " + std::to_string(i)) ++wrong[static_cast<size_t>(t)];
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(std::count(wrong.begin(), wrong.end(), 0) == 4);
}
