#include "harness/catch.h"

#include <filesystem>
#include <fstream>
#include <stdlib.h>

#include "nearest.h"
#include "store.h"

using namespace driftline;
namespace fs = std::filesystem;

namespace {
struct Folder {
    Folder() {
        char name[] = "/tmp/driftline-store-XXXXXX";
        path = mkdtemp(name);
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name) << text;
    }
    fs::path path;
};
const std::string key_a(32, 'a'), key_b(32, 'b');
}  // namespace

TEST_CASE("a changed, new, removed or renamed file changes a folder's state, and nothing else does") {
    const Folder folder;
    folder.write("a/x.py", "1");
    folder.write("b.xml", "2");
    const auto state = [&] { return folder_state(folder.path.string()); };
    const Digest first = state();
    CHECK(state() == first);
    folder.write("a/__pycache__/x.pyc", "bytes");
    CHECK(state() == first);
    folder.write("a/x.py", "22");
    const Digest changed = state();
    CHECK(changed != first);
    folder.write("c.py", "");
    const Digest added = state();
    CHECK(added != changed);
    fs::rename(folder.path / "c.py", folder.path / "d.py");
    CHECK(state() != added);
    fs::remove(folder.path / "d.py");
    CHECK(state() == changed);
}

TEST_CASE("content of the same size and time still changes the state") {
    const Folder folder;
    folder.write("x.py", "1");
    const auto time = fs::last_write_time(folder.path / "x.py");
    const Digest first = folder_state(folder.path.string());
    folder.write("x.py", "2");
    fs::last_write_time(folder.path / "x.py", time);
    CHECK(folder_state(folder.path.string()) != first);
}

TEST_CASE("names point to keys, and a snapshot goes with its last name") {
    const Folder folder;
    Store store(folder.path.string());
    folder.write("cores/" + key_a + ".core", "snapshot");
    folder.write("cores/" + key_b + ".core", "snapshot");
    REQUIRE(store.write_name("16.0", key_a, "/opt/core"));
    REQUIRE(store.write_name("main", key_a, "/opt/core"));
    CHECK(store.entries().size() == 3);
    CHECK(store.find("16.0")->file == store.file(key_a));
    CHECK(store.find("bbbbbbbb")->key == key_b);
    CHECK_FALSE(store.find("17.0"));
    CHECK_FALSE(store.find("bbb"));
    store.remove(*store.find("16.0"));
    CHECK(fs::exists(store.file(key_a)));
    store.remove(*store.find("main"));
    CHECK_FALSE(fs::exists(store.file(key_a)));
    CHECK(store.entries().size() == 1);
}

TEST_CASE("a ticket that is no key is no ticket") {
    const Folder folder;
    Store store(folder.path.string());
    const Digest state{1, 2};
    CHECK_FALSE(store.ticket(state));
    REQUIRE(store.write_ticket(state, key_a));
    CHECK(store.ticket(state) == key_a);
    folder.write("tickets/" + state.hex(), "../../../etc/passwd.............");
    CHECK_FALSE(store.ticket(state));
}

TEST_CASE("a name of a stored core is no path and no option") {
    CHECK(is_store_name("16.0"));
    CHECK(is_store_name("acme-fork_2+x"));
    for (const char* name : {"", ".", "..", "a/b", "-x", ".hidden", "a b", "a\n"}) CHECK_FALSE(is_store_name(name));
}

TEST_CASE("the nearest word is the one with the fewest edits") {
    CHECK(nearest("librarys", std::vector<std::string>{"core", "libraries", "limits"}) == "libraries");
    CHECK(nearest("x", std::vector<std::string>{}) == "");
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
}
