// A folder of its own for one test, removed afterwards, with the git command at hand.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "driftline_XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = std::filesystem::canonical(name).string();
    }
    ~TempFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::string& path() const { return path_; }
    std::string operator/(const std::string& below) const { return path_ + "/" + below; }

    void write(const std::string& below, const std::string& bytes) const {
        std::filesystem::create_directories(std::filesystem::path(*this / below).parent_path());
        std::ofstream(*this / below, std::ios::binary) << bytes;
    }
    void link(const std::string& below, const std::string& target) const {
        std::filesystem::create_directories(std::filesystem::path(*this / below).parent_path());
        std::filesystem::create_symlink(target, *this / below);
    }
    // Runs a shell command in the folder; the test fails by exception if the command does. Nobody's git configuration counts.
    void run(const std::string& command) const {
        const std::string whole = "cd '" + path_ +
                                  "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c "
                                  "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c && (" +
                                  command + ") >/dev/null 2>&1";
        if (std::system(whole.c_str()) != 0) throw std::runtime_error("failed: " + command);
    }
    void init() const { run("git init -q -b main"); }
    void commit() const { run("git add -A && git commit -q -m change"); }

private:
    std::string path_;
};
