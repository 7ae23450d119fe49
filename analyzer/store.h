// Stored cores in the user's cache folder: snapshots keyed by content, names for them, and tickets.
//
// A ticket says "this folder in this state held that content": it is what lets an unchanged core load without
// reading it, and a changed one never be served stale. Everything here may be deleted at any time; a full disk
// loses the cache, never the run. Several processes may use one folder: files are written whole or not at all.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/framework.h"
#include "model/snapshot.h"

namespace driftline {

class Store {
public:
    explicit Store(std::string folder) : folder_(std::move(folder)) {}
    static std::string default_folder();   // $XDG_CACHE_HOME/driftline or ~/.cache/driftline; "" without either

    struct Entry {
        std::string name;        // "" for a core that `scan` stored by itself
        std::string key, file;   // of the snapshot
        std::string argument;    // what it was built from, as an absolute PATH or PATH@REV
    };
    std::vector<Entry> entries() const;                            // named ones first, sorted by name, then by key
    std::optional<Entry> find(std::string_view name_or_key) const; // a name, or at least 6 digits of a key

    const std::string& folder() const { return folder_; }
    bool usable() const { return !folder_.empty(); }   // there is a cache folder
    std::string facts_folder(std::string_view side) const { return folder_ + "/facts/" + std::string(side); }

    // The key of a snapshot: content, framework and its extractor's version.
    static std::string key(const Library& library, const Framework& framework);
    std::string file(const std::string& key) const { return folder_ + "/cores/" + key + ".core"; }
    Result<std::string> save(Library& library, const Framework& framework);   // returns the key; `library` is as before afterwards

    // The difference of two stored cores. Keys of snapshots; one without source gives another delta than one with it.
    std::string delta_file(const std::string& from_key, const std::string& to_key) const { return folder_ + "/deltas/" + from_key + "-" + to_key + ".delta"; }
    void forget_deltas() const;   // of cores that are stored no more

    std::optional<std::string> ticket(const Digest& state) const;               // the key it names
    Result<uint64_t> write_ticket(const Digest& state, const std::string& key);

    // The snapshot that PATH or PATH@REV gave last. Written over, it takes the one before with it, unless that has a name.
    std::optional<std::string> latest(const std::string& argument) const;
    void write_latest(const std::string& argument, const std::string& key);

    Result<uint64_t> write_name(const std::string& name, const std::string& key, const std::string& argument);
    void remove(const Entry& entry);    // its name, and the snapshot when no other name uses it

private:
    std::string folder_;
};

// A name for a stored core: letters, digits, '.', '-', '_' and '+', and no path.
bool is_store_name(std::string_view name);

// State of a folder as far as stat() tells: paths of all files (not below .git), sizes and times of those that may be read,
// and the checked-out commit.
// Cheap: nothing is read. Symbolic links are not followed.
// Folders that `enters` says no to do not count.
Digest folder_state(const std::string& folder, int jobs = 1, const std::function<bool(std::string_view folder)>& enters = {});

}  // namespace driftline
