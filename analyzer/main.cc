// driftline: reports where custom modules override the core of the ERP they run on.

#include "base/heap.h"
#include "commands/commands.h"
#include "syntax/xml_tree.h"

int main(int argc, char** argv) {
    using namespace driftline;
    const auto parsed = parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const Options& options = std::get<Options>(parsed);
    if (options.command != Command::core_add) prepare_heap();   // which parses for seconds, and gains nothing
    xml_initialise();                                           // both before any thread
    switch (options.command) {
        case Command::scan: return run_scan(options);
        case Command::check: return run_check(options);
        case Command::review: return run_review(options);
        case Command::chain: return run_chain(options);
        case Command::explain: return run_explain(options);
        case Command::rules: return run_rules_list(options);
        case Command::init: return run_init(options);
        case Command::baseline_write: return run_baseline_write(options);
        case Command::history: return run_history(options);
        case Command::register_init:
        case Command::register_add:
        case Command::register_check:
        case Command::register_update: return run_register(options);
        default: return run_core(options);
    }
}
