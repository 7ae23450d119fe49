#include "harness/catch.h"

#include <filesystem>
#include <fstream>
#include <stdlib.h>

#include "locate_core.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {

class Machine {
public:
    Machine() {
        char name[] = "/tmp/driftline-locate-XXXXXX";
        path_ = fs::canonical(mkdtemp(name)) / "home" / "me";
        fs::create_directories(path_);
    }
    ~Machine() { fs::remove_all(path_.parent_path().parent_path()); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name) << text;
    }
    void checkout(const std::string& name, int series) const {
        write(name + "/odoo/release.py", "version_info = (" + std::to_string(series) + ", 0, 0, FINAL, 0, '')\n");
        write(name + "/odoo/addons/base/__manifest__.py", "{}");
        write(name + "/addons/sale/__manifest__.py", "{}");
    }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    LocatedCore locate(const std::string& folder, const std::string& series = "16.0") const { return locate_core(*find_upstream("odoo"), *this / folder, series); }

private:
    fs::path path_;
};

}  // namespace

TEST_CASE("the core is found through addons_path, and its other folders become libraries") {
    const Machine machine;
    machine.checkout("elsewhere/core", 16);
    machine.write("elsewhere/enterprise/web_x/__manifest__.py", "{}");
    machine.write("repo/odoo.conf", "[options]\n# addons_path = /nowhere\naddons_path = ../elsewhere/core/odoo/addons,\n  ../elsewhere/core/addons, ../elsewhere/enterprise,\n  addons\nworkers = 2\n");
    machine.write("repo/addons/own/__manifest__.py", "{}");
    const LocatedCore found = machine.locate("repo");
    CHECK(found.path == machine / "elsewhere/core");
    CHECK(found.why == "addons_path of odoo.conf");
    CHECK(found.libraries == std::vector<std::string>{machine / "elsewhere/enterprise"});
}

TEST_CASE("the core is found in the layout of Odoo.sh, with enterprise as a library") {
    const Machine machine;
    machine.checkout("src/odoo", 16);
    machine.write("src/enterprise/x/__manifest__.py", "{}");
    machine.write("src/user/own/__manifest__.py", "{}");
    const LocatedCore found = machine.locate("src/user");
    CHECK(found.path == machine / "src/odoo");
    CHECK(found.libraries == std::vector<std::string>{machine / "src/enterprise"});
}

TEST_CASE("the core is found through repos.yaml, compose mounts and submodules") {
    const Machine machine;
    machine.checkout("doodba/odoo/custom/src/odoo", 16);
    machine.write("doodba/odoo/custom/src/repos.yaml", "# sources\n./odoo:\n  defaults:\n    depth: 1\n");
    CHECK(machine.locate("doodba").path == machine / "doodba/odoo/custom/src/odoo");

    machine.checkout("mounted/base", 16);
    machine.write("mounted/repo/docker-compose.yml", "services:\n  web:\n    volumes:\n      - \"../base:/opt/odoo:ro\"\n");
    CHECK(machine.locate("mounted/repo").path == machine / "mounted/base");

    machine.checkout("modules/repo/third/upstream", 16);
    machine.write("modules/repo/.gitmodules", "[submodule \"core\"]\n\tpath = third/upstream\n\turl = https://example.com\n");
    CHECK(machine.locate("modules/repo").path == machine / "modules/repo/third/upstream");
}

TEST_CASE("a core beside the repository is found, but only one of its series") {
    const Machine machine;
    machine.checkout("work/odoo", 17);
    machine.checkout("work/odoo-16.0", 16);
    machine.write("work/repo/x", "");
    CHECK(machine.locate("work/repo").path == machine / "work/odoo-16.0");
    CHECK(machine.locate("work/repo", "17.0").path == machine / "work/odoo");
    const LocatedCore none = machine.locate("work/repo", "15.0");
    CHECK(none.path != machine / "work/odoo");
    if (none.path.empty()) {
        REQUIRE_FALSE(none.refused.empty());
        CHECK(none.refused[0].find("but the modules are for 15.0") != std::string::npos);
    }
}

TEST_CASE("an installed package is a core without the folder around it") {
    const Machine machine;
    machine.write("repo/.venv/lib/python3.11/site-packages/odoo/release.py", "version_info = (16, 0, 0, 'final', 0, '')");
    machine.write("repo/.venv/lib/python3.11/site-packages/odoo/addons/base/__manifest__.py", "{}");
    CHECK(machine.locate("repo").path == machine / "repo/.venv/lib/python3.11/site-packages/odoo");
}
