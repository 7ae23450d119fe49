// The baseline of every speed claim: tree-sitter and libxml2 alone over exactly the files that driftline parses.
// Prints seconds for Python and XML; reading the files is not counted.
//
//   driftline_bench [--jobs N] PATH...
#include <fmt/format.h>
#include <libxml/parser.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "model/framework.h"
#include "source/source_set.h"

using namespace driftline;

extern "C" const TSLanguage* tree_sitter_python();

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
    ts_set_allocator(nullptr, nullptr, nullptr, nullptr);   // bare: the libraries as they come
    std::vector<TSParser*> parsers;
    for (int i = 0; i < jobs; ++i) ts_parser_set_language(parsers.emplace_back(ts_parser_new()), tree_sitter_python());
    const auto begin = std::chrono::steady_clock::now();
    parallel_for(inputs.size(), jobs, [&](size_t i, int worker) {
        const std::string& bytes = inputs[i].bytes;
        if (inputs[i].kind == FileKind::python) ts_tree_delete(ts_parser_parse_string(parsers[size_t(worker)], nullptr, bytes.data(), uint32_t(bytes.size())));
        else xmlFreeDoc(xmlReadMemory(bytes.data(), int(bytes.size()), "", nullptr, XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{:.4f} seconds {} files {:.1f} MB of Python {:.1f} MB of XML\n", seconds, inputs.size(), double(python) / 1e6, double(xml) / 1e6);
    return 0;
}
