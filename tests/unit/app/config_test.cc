#include "harness/catch.h"

#include <filesystem>
#include <fstream>
#include <stdlib.h>

#include "config.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {

class Folder {
public:
    Folder() {
        char name[] = "/tmp/driftline-config-XXXXXX";
        path_ = mkdtemp(name);
    }
    ~Folder() { fs::remove_all(path_); }
    std::string write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name) << text;
        return (path_ / name).string();
    }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

std::string error_of(const std::string& text) {
    const Folder folder;
    const auto config = read_config(folder.write("driftline.toml", text));
    return config ? "" : config.error().message;
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a configuration is read with all its keys") {
    const Folder folder;
    const auto config = read_config(folder.write("driftline.toml", R"(
core = "../core"
libraries = ["../community"]
select = "DL1"
ignore = ["DL113"]
fail_on = "warning"
protected = ["sale.order.*"]
[origin.own]
author = ["Acme"]
[origin.community]
path = ["vendor/**"]
license = "AGPL-3"
[limits]
max_file_size = 1000
[[allow]]
rule = "record-overwritten"
path = "*.csv"
reason = "agreed"
expires = 2030-01-31
)"));
    REQUIRE(config);
    CHECK(config->core == "../core");
    CHECK(config->select == std::vector<std::string>{"DL1"});
    CHECK(config->fail_on == "warning");
    CHECK(config->protected_symbols == std::vector<std::string>{"sale.order.*"});
    CHECK(config->origin_by_author == std::vector<std::pair<std::string, Origin>>{{"Acme", Origin::own}});
    CHECK(config->origin_by_path == std::vector<std::pair<std::string, Origin>>{{"vendor/**", Origin::community}});
    CHECK(config->origin_by_license.size() == 1);
    CHECK(config->max_file_size == 1000);
    REQUIRE(config->allow.size() == 1);
    CHECK(config->allow[0].slug == "record-overwritten");
    CHECK(config->allow[0].expires == "2030-01-31");
}

TEST_CASE("an unknown key is an error that names file, line and the nearest key") {
    const std::string error = error_of("core = \"x\"\nlibrarys = []\n");
    CHECK(has(error, "driftline.toml:2: there is no key librarys; did you mean libraries?"));
    CHECK(has(error_of("[origin.comunity]\npath = []\n"), "did you mean origin.community?"));
    CHECK(has(error_of("[origin.own]\nlicence = []\n"), "did you mean origin.own.license?"));
    CHECK(has(error_of("[limits]\nmax_size = 1\n"), "limits.max_file_size"));
}

TEST_CASE("wrong types and values are errors") {
    CHECK(has(error_of("core = 16.0\n"), ":1: core must be a string"));
    CHECK(has(error_of("select = [1]\n"), "select must hold strings only"));
    CHECK(has(error_of("fail_on = \"never ever\"\n"), "fail_on must be"));
    CHECK(has(error_of("[[allow]]\nrule = \"DL101\"\n"), "needs a reason"));
    CHECK(has(error_of("[[allow]]\nreason = \"x\"\n"), "needs a rule"));
    CHECK(has(error_of("[[allow]]\nrule = \"x\"\nreason = \"x\"\nexpires = \"soon\"\n"), "must be a date"));
    CHECK(has(error_of("core = \n"), "driftline.toml:1: "));
    CHECK(has(error_of("core = \"\xff\"\n"), "driftline.toml"));
    CHECK_FALSE(read_config("/nowhere/driftline.toml"));
}

TEST_CASE("the nearest configuration counts, up to the repository's root and no further") {
    const Folder folder;
    const std::string outside = folder.write("driftline.toml", "");
    folder.write("repo/.git/HEAD", "ref: x");
    folder.write("repo/a/b/file", "");
    CHECK(find_config(folder / "repo/a/b") == "");
    const std::string top = folder.write("repo/.driftline.toml", "");
    CHECK(find_config(folder / "repo/a/b") == top);
    CHECK(find_config(folder / "repo/") == top);
    const std::string near = folder.write("repo/a/driftline.toml", "");
    CHECK(find_config(folder / "repo/a/b") == near);
}

TEST_CASE("outside a repository only the folder's own configuration counts") {
    const Folder folder;
    folder.write("driftline.toml", "");
    folder.write("plain/file", "");
    CHECK(find_config(folder / "plain") == "");
}

TEST_CASE("effort: figures over the built-in ones, and what is wrong names the nearest key") {
    const Folder folder;
    const auto config = read_config(folder.write("driftline.toml", R"(
[effort]
base.module = [1, 2.5]
places.most = 7
mechanical.silent = [0, 1]
[effort.rule]
DL305 = [60, 90]
[effort.work]
DL305 = "redesign"
DL309 = ["mechanical", "review"]
)"));
    REQUIRE(config);
    const Effort built_in = default_effort();
    CHECK(Effort::of(config->effort.base, "module") == Minutes{1, 2.5});
    CHECK(Effort::of(config->effort.base, "test") == Effort::of(built_in.base, "test"));
    CHECK(config->effort.most_places == 7);
    CHECK(Effort::of(config->effort.rule, "DL305") == Minutes{60, 90});
    CHECK(config->effort.work.at("DL305").open == Work::redesign);
    CHECK(config->effort.work.at("DL309").settled == Work::mechanical);
    CHECK(built_in.most_places > 0);
    CHECK(has(error_of("[effort]\nbase.modul = [1, 2]"), ":2: there is no key effort.base.modul; did you mean effort.base.module?"));
    CHECK(has(error_of("[effort]\nbas.module = [1, 2]"), "did you mean effort.base?"));
    CHECK(has(error_of("[effort]\nbase.module = [5, 2]"), "the smaller one first"));
    CHECK(has(error_of("[effort]\nbase.module = 5"), "two numbers of minutes"));
    CHECK(has(error_of("[effort.work]\nDL305 = 'mechanic'"), "did you mean mechanical?"));
}
