#include <unistd.h>

#include "unit/source/read_back.h"
#include "unit/source/temp_folder.h"

using namespace driftline;

TEST_CASE("a working tree is what is tracked and on disk, and what is untracked and not ignored") {
    const TempFolder folder;
    folder.init();
    folder.write(".gitignore", "*.log\nbuild/\n/kept/*\n");
    folder.write("a.py", "old");
    folder.write("gone.py", "");
    folder.write("kept/tracked.py", "");
    folder.write("forced.log", "");
    folder.run("git add -A -f && git commit -q -m one");
    folder.write("a.py", "new bytes");
    folder.write("new/b.py", "");
    folder.write("new/c.log", "");
    folder.write("build/d.py", "");
    folder.write("kept/untracked.py", "");
    std::filesystem::remove(folder / "gone.py");

    const auto tree = opened(folder.path());
    CHECK(listed(*tree) == ".gitignore a.py forced.log kept/tracked.py new/b.py");
    CHECK(bytes(*tree, "a.py") == "new bytes");
    CHECK(tree->is_git());
    CHECK(tree->revision().size() == 40);

    const auto head = opened(folder.path() + "@HEAD");
    CHECK(listed(*head) == ".gitignore a.py forced.log gone.py kept/tracked.py");
    CHECK(bytes(*head, "a.py") == "old");
    CHECK(head->revision() == tree->revision());

    SourceOptions plain;
    plain.git = false;
    CHECK(contains(listed(*opened(folder.path(), plain)), "build/d.py"));
}

TEST_CASE("the index is read as staged, whatever the working tree holds") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "one");
    folder.commit();
    folder.write("a.py", "two");
    folder.write("b.py", "");
    folder.run("git add a.py");
    folder.write("a.py", "three");
    const auto set = opened(folder.path(), staged());
    CHECK(listed(*set) == "a.py");
    CHECK(bytes(*set, "a.py") == "two");
    CHECK(contains(failure(folder.path() + "@HEAD", staged()), "either a revision or the index"));
}

TEST_CASE("equal content has an equal digest in a revision, the index and an unchanged working tree") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "same");
    folder.write("b.py", "same");
    folder.write("c.py", "other");
    folder.commit();
    folder.run("touch -d '2020-01-01' a.py b.py c.py && git update-index --refresh");
    const auto tree = opened(folder.path());
    const auto head = opened(folder.path() + "@HEAD");
    CHECK(content(*head, "a.py") == content(*head, "b.py"));
    CHECK(content(*head, "a.py") != content(*head, "c.py"));
    CHECK(content(*head, "a.py") != Digest{});
    CHECK(content(*tree, "a.py") == content(*head, "a.py"));
    CHECK(content(*opened(folder.path(), staged()), "a.py") == content(*head, "a.py"));
    folder.write("a.py", "SAME");
    folder.write("new.py", "same");
    const auto changed = opened(folder.path());
    CHECK(content(*changed, "a.py") == Digest{});
    CHECK(content(*changed, "new.py") == Digest{});
    CHECK(content(*changed, "b.py") == content(*head, "b.py"));
}

TEST_CASE("a file as young as the index, or one that git converts, has no digest before it is read") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "same\r\n");
    folder.write("b.py", "$Id$");
    folder.write(".gitattributes", "a.py text eol=crlf\n");
    folder.commit();
    folder.run("touch -d '2020-01-01' a.py b.py && git update-index --refresh");
    const auto set = opened(folder.path());
    CHECK(content(*set, "a.py") == Digest{});
    CHECK(content(*set, "b.py") != Digest{});
    folder.run("touch -d '2020-01-01' .git/index");
    CHECK(content(*opened(folder.path()), "b.py") == Digest{});
    folder.run("touch .git/index && git config core.autocrlf true");
    CHECK(content(*opened(folder.path()), "b.py") == Digest{});
}

TEST_CASE("a folder in a repository opens the repository and remembers the folder") {
    const TempFolder folder;
    folder.init();
    folder.write("addons/m/a.py", "");
    folder.write("other.py", "");
    folder.write(".gitignore", "vendor/\n");
    folder.commit();
    folder.write("vendor/core/b.py", "");
    for (const char* revision : {"", "@HEAD"}) {
        const auto set = opened(folder / "addons/m" + revision);
        CHECK(set->root() == folder.path());
        CHECK(set->subfolder() == "addons/m");
        CHECK(contains(listed(*set), "other.py"));
    }
    // What the repository ignores is not part of it: a plain folder.
    const auto ignored = opened(folder / "vendor/core");
    CHECK(listed(*ignored) == "b.py");
    CHECK_FALSE(ignored->is_git());
}

TEST_CASE("submodules and nested checkouts are named, also in ignored folders, and not entered") {
    const TempFolder folder;
    folder.init();
    folder.write(".gitignore", "/src/*\n");
    folder.write("own.py", "");
    folder.write("inner/in.py", "");
    folder.run("cd inner && git init -q && git add -A && git commit -q -m in");
    folder.run("git add -A && git commit -q -m out");
    folder.write("src/group/deep/x.py", "");
    folder.run("git init -q src/group/deep && git init -q loose");
    CHECK(opened(folder.path() + "@HEAD")->nested() == std::vector<std::string>{"inner"});
    CHECK(opened(folder.path())->nested() == std::vector<std::string>{"inner", "loose", "src/group/deep"});
    CHECK(listed(*opened(folder.path())) == ".gitignore own.py");
    folder.run("rm -rf inner/.git inner/in.py");
    const auto set = opened(folder.path());
    CHECK(set->nested().front() == "inner");
    CHECK(any_contains(set->notices(), "submodule inner is not checked out"));
}

TEST_CASE("a bare repository is read at HEAD, and at any revision") {
    const TempFolder folder;
    folder.write("w/a.py", "one");
    folder.run("cd w && git init -q -b main && git add -A && git commit -q -m 1 && git tag v1 && echo two >a.py && git commit -qam 2");
    folder.run("git clone -q --bare w bare.git");
    CHECK(bytes(*opened(folder / "bare.git"), "a.py") == "two\n");
    CHECK(bytes(*opened(folder / "bare.git@v1"), "a.py") == "one");
    CHECK(bytes(*opened(folder / "bare.git@HEAD~1"), "a.py") == "one");
    CHECK(bytes(*opened(folder / "bare.git@HEAD^{tree}"), "a.py") == "two\n");
    CHECK(opened(folder / "bare.git")->subfolder().empty());
    CHECK(contains(failure(folder / "bare.git", staged()), "a bare repository has no index"));
}

TEST_CASE("an unborn branch has a working tree, and no revision yet") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    const auto set = opened(folder.path());
    CHECK(listed(*set) == "a.py");
    CHECK(set->is_git());
    CHECK(set->revision().empty());
    CHECK(contains(failure(folder.path() + "@HEAD"), folder.path() + ": no commit yet"));
    folder.run("git init -q --bare empty.git");
    CHECK(contains(failure(folder / "empty.git"), "no commit yet"));
}

TEST_CASE("a missing revision is an error that names it and the remedy") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    folder.commit();
    const std::string message = failure(folder.path() + "@16.0");
    CHECK(contains(message, "revision 16.0 cannot be found"));
    CHECK(contains(message, "fetch it first"));
    CHECK(message.find('\n') == std::string::npos);
}

TEST_CASE("a shallow clone is read with a notice, and an older revision names the remedy") {
    const TempFolder folder;
    folder.write("w/a.py", "one");
    folder.run("cd w && git init -q -b main && git add -A && git commit -q -m 1 && echo 2 >a.py && git commit -qam 2");
    folder.run("git clone -q --depth 1 \"file://$PWD/w\" shallow");
    const auto set = opened(folder / "shallow@HEAD");
    CHECK(bytes(*set, "a.py") == "2\n");
    CHECK(any_contains(set->notices(), "shallow clone"));
    CHECK(contains(failure(folder / "shallow@HEAD~1"), "fetch --unshallow"));
}

TEST_CASE("a corrupt object makes its file unreadable, and the rest is read") {
    const TempFolder folder;
    folder.init();
    folder.write("bad.py", "to be damaged");
    folder.write("good.py", "whole");
    folder.write("lost.py", "to be removed");
    folder.write("sub/c.py", "in a folder to be lost");
    folder.commit();
    folder.run("f=.git/objects/$(git rev-parse HEAD:bad.py | sed 's|..|&/|'); chmod u+w $f; printf 'xx' | dd of=$f bs=1 seek=8 conv=notrunc");
    folder.run("rm -f .git/objects/$(git rev-parse HEAD:lost.py | sed 's|..|&/|') .git/objects/$(git rev-parse HEAD:sub | sed 's|..|&/|')");
    const auto set = opened(folder.path() + "@HEAD");
    CHECK(bytes(*set, "good.py") == "whole");
    CHECK(contains(bytes(*set, "bad.py"), "error: " + folder / "bad.py"));
    REQUIRE(set->find("lost.py"));
    CHECK(set->find("lost.py")->skip == SkipReason::unreadable);
    CHECK(any_contains(set->notices(), "sub: folder cannot be read"));
}

TEST_CASE("a corrupt index is a notice for the working tree and an error for staged files") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    folder.commit();
    folder.run("printf nonsense >.git/index");
    const auto set = opened(folder.path());
    CHECK(listed(*set) == "a.py");
    CHECK(any_contains(set->notices(), "the index cannot be read"));
    CHECK(contains(failure(folder.path(), staged()), "the index cannot be read"));
}

TEST_CASE("sha256 objects end in one line that names the remedy") {
    const TempFolder folder;
    folder.run("git init -q --object-format=sha256");
    folder.write("a.py", "x");
    folder.commit();
    const std::string message = failure(folder.path());
    CHECK(contains(message, folder.path()));
    CHECK(contains(message, "git -C " + folder.path() + " archive HEAD"));
    CHECK(message.find('\n') == std::string::npos);
    SourceOptions plain;
    plain.git = false;
    CHECK(listed(*opened(folder.path(), plain)) == "a.py");
}

TEST_CASE("a repository with a configuration per work tree is read") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    folder.commit();
    folder.run("git config core.repositoryformatversion 1 && git config extensions.worktreeConfig true && git worktree add -q ../$(basename $PWD)_linked");
    CHECK(listed(*opened(folder.path())) == "a.py");
    CHECK(listed(*opened(folder.path() + "_linked@HEAD")) == "a.py");
    std::filesystem::remove_all(folder.path() + "_linked");
}

TEST_CASE("a repository of another user is read") {
    if (geteuid() != 0) return;  // only root can make one
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    folder.commit();
    folder.run("chown -R 12345:12345 .");
    CHECK(listed(*opened(folder.path())) == "a.py");
    CHECK(bytes(*opened(folder.path() + "@HEAD"), "a.py") == "x");
}

TEST_CASE("reading writes nothing into a repository") {
    const TempFolder folder;
    folder.init();
    folder.write("a.py", "x");
    folder.commit();
    folder.run("touch a.py && find .git -printf '%p %T@ %s\\n' | sort >../$(basename $PWD)_before");
    opened(folder.path());
    opened(folder.path() + "@HEAD");
    opened(folder.path(), staged());
    folder.run("find .git -printf '%p %T@ %s\\n' | sort | cmp - ../$(basename $PWD)_before");
    std::filesystem::remove(folder.path() + "_before");
}
