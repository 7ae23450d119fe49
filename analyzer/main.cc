// driftline: reports where custom modules override the core of the ERP they run on.
#include "commands/commands.h"

namespace {

int run(const driftline::Options& options) {
    using namespace driftline;
    switch (options.command) {
        case Command::scan: return run_scan(options);
        case Command::chain: return run_chain(options);
        case Command::explain: return run_explain(options);
        case Command::rules: return run_rules_list(options);
        case Command::init: return run_init(options);
        default: return run_core(options);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto parsed = driftline::parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    return run(std::get<driftline::Options>(parsed));
}
