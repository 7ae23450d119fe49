// fuzz_extract SECONDS [SEED [FIRST]]: the fuzz target without a fuzzer. Changes the files of the rules' suites at random, the
// same way for the same seed and number, until the time is over. A crash names the number; giving it as FIRST repeats it at once.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.h"
#include "extract.h"

using namespace driftline;

namespace {

struct Seed {
    FileKind kind;
    std::string bytes;
};

// Fenced files of the suites: "```python core: addons/...".
std::vector<Seed> read_seeds(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".md") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Seed> seeds;
    for (const auto& file : files) {
        std::ifstream in(file);
        std::string line;
        Seed* open = nullptr;
        for (bool inside = false; std::getline(in, line);) {
            if (!line.starts_with("```")) {
                if (open != nullptr) open->bytes += line + '\n';
                continue;
            }
            inside = !inside;
            open = nullptr;
            if (!inside) continue;
            const FileKind kind = line.find("__manifest__") != line.npos ? FileKind::manifest : line.starts_with("```python") ? FileKind::python
                                  : line.starts_with("```xml") ? FileKind::xml : line.starts_with("```csv") ? FileKind::csv : FileKind::other;
            if (kind != FileKind::other) open = &seeds.emplace_back(Seed{kind, {}});
        }
    }
    return seeds;
}

constexpr std::string_view words[] = {
    "(", ")", "[", "]", "{", "}", "'", "\"", "\"\"\"", "\\", "\n", "\n    ", "\t", ":", ",", ".", "..", "=", "*", "**", "@", "#", "%", "%(", ")d", "$0", {"\0", 1}, "\xFF", "\xC3",
    "def ", "class ", "lambda ", "for ", " in ", "super()", "self.", "env[", "fields.Many2one(", "return ", "try:\n", "except:\n", "async ", "match x:\n", "f'{", "_inherit = ",
    "<", ">", "/>", "</field>", "<record ", "<xpath expr=\"", "<field name=\"", "position=\"replace\"", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#x41;", "&#", "<data>",
    "parent.", "ref('", "eval=\"", "context_get", "any", "('a', '=', 'b')", "group_by", "_view_ref", "id,name\n", "/id", ":id"};

std::string changed(const std::vector<Seed>& seeds, const Seed& seed, std::mt19937_64& random) {
    const auto below = [&](size_t limit) { return limit == 0 ? 0 : size_t(random() % limit); };
    std::string bytes = seed.bytes;
    for (size_t steps = 1 + below(6); steps > 0; --steps) {
        const size_t at = below(bytes.size() + 1), count = below(std::min<size_t>(bytes.size() - at, 60) + 1);
        switch (below(7)) {
            case 0: bytes.erase(at, count); break;
            case 1: bytes.insert(at, bytes.substr(below(bytes.size() + 1), below(120))); break;
            case 2: bytes.insert(at, words[below(std::size(words))]); break;
            case 3: if (at < bytes.size()) bytes[at] = char(below(256)); break;
            case 4: {   // the end of another file
                const std::string& other = seeds[below(seeds.size())].bytes;
                bytes = bytes.substr(0, at) + other.substr(below(other.size() + 1));
                break;
            }
            case 5: bytes.resize(at); break;
            default: {   // one word again and again: deep nesting, long chains
                const std::string_view word = words[below(std::size(words))];
                std::string many;
                for (size_t n = below(400); n > 0; --n) many += word;
                bytes.insert(at, many);
            }
        }
    }
    return bytes;
}

volatile uint64_t current = 0;

void say_where(int signal) {
    char text[80];
    const int size = std::snprintf(text, sizeof text, "input %llu\n", static_cast<unsigned long long>(current));
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text, size_t(size));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1, first = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
    const std::vector<Seed> seeds = read_seeds(DRIFTLINE_SOURCE_DIR "/tests/rules");
    if (seeds.empty()) return fmt::print(stderr, "no suites to start from\n"), 1;
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal, say_where);

    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    double slowest = 0;
    uint64_t number = first, slowest_number = first;
    for (auto before = begin; std::chrono::duration<double>(before - begin).count() < seconds; ++number) {
        current = number;
        std::mt19937_64 random(seed * 0x9E3779B97F4A7C15u + number);
        const Seed& start = seeds[random() % seeds.size()];
        fuzz::extract_anything(start.kind, changed(seeds, start, random));
        const auto now = Clock::now();
        if (const double took = std::chrono::duration<double>(now - before).count(); took > slowest) slowest = took, slowest_number = number;
        before = now;
    }
    fmt::print("{} inputs from {} files, seed {}; the slowest, {}, took {:.3f} s\n", number - first, seeds.size(), seed, slowest_number, slowest);
    return 0;
}
