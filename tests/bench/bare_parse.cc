// The baseline of every speed claim: tree-sitter and libxml2 alone over exactly the files that driftline parses.
// Prints seconds for Python and XML; reading the files is not counted.
//
//   driftline_bench [--jobs N] [--only NAME,NAME...] PATH...
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/text.h"
#include "model/framework.h"
#include "source/source_set.h"

using namespace driftline;

namespace {

struct Input {
    std::string bytes;
    FileKind kind;
};

bool collect(const std::string& path, std::vector<Input>& inputs) {
    const auto source = open_source(path);
    if (!source) return fmt::print(stderr, "{}\n", source.error().message), false;
    const Framework& framework = *all_frameworks().front();
    const auto plan = framework.plan(**source, {});
    if (!plan) return fmt::print(stderr, "{}\n", plan.error().message), false;
    for (const PlannedFile& file : plan->files) {
        if (file.context.kind != FileKind::python && file.context.kind != FileKind::xml) continue;
        auto bytes = (*source)->read((*source)->files()[file.source]);
        if (bytes) inputs.push_back({std::move(*bytes), file.context.kind});
    }
    return true;
}

}  // namespace

int main(int count, char** words) {
    int jobs = 1;
    std::vector<Input> inputs;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--jobs" && i + 1 < count) jobs = std::max(1, std::atoi(words[++i]));
        else if (!collect(word, inputs)) return 2;
    }
    xml_initialise();
    std::sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) { return a.bytes.size() > b.bytes.size(); });
    size_t python = 0, xml = 0;
    for (const Input& input : inputs) (input.kind == FileKind::python ? python : xml) += input.bytes.size();
    std::vector<PythonParser> parsers(static_cast<size_t>(jobs));
    const auto begin = std::chrono::steady_clock::now();
    parallel_for(inputs.size(), jobs, [&](size_t i, int worker) {
        if (inputs[i].kind == FileKind::python) parsers[size_t(worker)].parse_only(inputs[i].bytes);
        else parse_xml_only(inputs[i].bytes);
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{:.4f} seconds {} files {:.1f} MB of Python {:.1f} MB of XML\n", seconds, inputs.size(), double(python) / 1e6, double(xml) / 1e6);
    return 0;
}
