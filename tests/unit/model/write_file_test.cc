#include "model/write_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "harness/catch.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("driftline-write-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

std::string slurp(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("A file is written whole, in a folder made for it, and replaced") {
    const Folder folder;
    REQUIRE(write_file(folder / "a/b/report.txt", {"one", "two"}));
    CHECK(slurp(folder / "a/b/report.txt") == "onetwo");
    REQUIRE(write_file(folder / "a/b/report.txt", {"x"}));
    CHECK(slurp(folder / "a/b/report.txt") == "x");
    CHECK(std::distance(fs::directory_iterator(folder / "a/b"), fs::directory_iterator()) == 1);
}

TEST_CASE("A pipe is written to and stays a pipe") {
    const Folder folder;
    REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
    std::string got;
    std::thread reader([&] { got = slurp(folder / "pipe"); });
    const auto written = write_file(folder / "pipe", {"report"});
    reader.join();
    REQUIRE(written);
    CHECK(got == "report");
    CHECK(fs::is_fifo(folder / "pipe"));
}

TEST_CASE("A link is written through") {
    const Folder folder;
    REQUIRE(write_file(folder / "real", {"old"}));
    fs::create_symlink("real", folder / "link");
    REQUIRE(write_file(folder / "link", {"new"}));
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(slurp(folder / "real") == "new");
}
