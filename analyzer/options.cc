#include "options.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "base/version.h"

namespace driftline {
namespace {

// A repeatable option takes one value each time, so that it never swallows the PATH after it; commas separate too.
void repeatable(CLI::App& app, const std::string& flag, std::vector<std::string>& values, const std::string& help, const std::string& type) {
    app.add_option(flag, values, help)->type_name(type)->delimiter(',')->expected(1)->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_reading(CLI::App& app, Options& options) {
    app.add_option("--core", options.core, "The core: a checkout, CHECKOUT@REV, an installed package's folder, or a stored snapshot's name")
        ->type_name("CORE");
    repeatable(app, "--library", options.libraries, "More modules the code may depend on", "PATH");
    repeatable(app, "--as-custom", options.as_custom, "", "MODULE");
    app.get_option("--as-custom")->group("");   // for our own tests: takes a module out of the core and scans it as own
    app.add_option("--config", options.config, "Use this configuration file")->type_name("FILE");
    app.add_flag("--isolated", options.isolated, "Ignore all configuration files");
    app.add_option("--jobs,-j", options.jobs, "Threads (default: all)")->type_name("N")->check(CLI::Range(1, 1024));
}

void add_scan(CLI::App& root, Options& options) {
    CLI::App& app = *root.add_subcommand("scan", "List where custom code overrides the core");
    app.add_option("PATH", options.path, "A repository, a folder in one, a bare repository, PATH@REV, or a plain folder (default: .)");
    add_reading(app, options);
    app.add_option("--to", options.to, "The core to upgrade to: report what breaks, and the plan")->type_name("CORE");
    repeatable(app, "--library-to", options.libraries_to, "Modules the code may depend on, for the target", "PATH");
    app.add_option("--base", options.base, "With --to: a revision to compare progress with")->type_name("REV");
    app.add_flag("--plan", options.plan, "With --to: list every module of the plan");
    app.add_option("--pristine", options.pristine, "PATH is a core with local edits: list them against this checkout (CHECKOUT@REV), or auto; with --to, which still apply")->type_name("CORE");
    repeatable(app, "--module,-m", options.modules, "Report only this module (everything is read all the same)", "NAME");
    app.add_option("--output-format", options.format, "text, json, sarif, github, gitlab or junit; with --to also markdown")->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json", "sarif", "github", "gitlab", "junit", "markdown"}));
    app.add_option("--output,-o", options.output, "Write the report here")->type_name("FILE");
    repeatable(app, "--select", options.select, "Only these rules: ids, slugs or id prefixes such as DL1", "RULES");
    repeatable(app, "--ignore", options.ignore, "Not these rules", "RULES");
    app.add_option("--fail-on", options.fail_on, "Exit 1 from this severity on: error, warning, info or never (default: error)")
        ->type_name("SEVERITY")->check(CLI::IsMember({"error", "warning", "info", "never"}));
    app.add_flag("--exit-zero", options.exit_zero, "Exit 0 whatever was found");
    app.add_flag("--no-baseline", options.no_baseline, "Show what the baseline file knows, too");
    app.add_flag("--statistics", options.statistics, "Counts per rule instead of findings");
    app.add_flag("--timings", options.timings, "Say on standard error how long each step took");
    app.add_option("--print", options.print, "Print a stage instead of a report: source, facts, library, links, ledger, views or registry")
        ->type_name("STAGE")->check(CLI::IsMember({"source", "facts", "library", "links", "ledger", "views", "registry"}));
    app.callback([&] { options.command = Command::scan; });
}

void add_check(CLI::App& root, Options& options) {
    CLI::App& app = *root.add_subcommand("check", "Only what a change introduces or makes worse: for a commit hook or a pull request");
    app.add_option("PATH", options.path, "As in scan (default: .)");
    CLI::Option* staged = app.add_flag("--staged", options.staged, "What is staged, against HEAD: the index is read, not the files on disk");
    CLI::Option* base = app.add_option("--base", options.base, "PATH against where it branched off this revision")->type_name("REV");
    staged->excludes(base);
    add_reading(app, options);
    repeatable(app, "--module,-m", options.modules, "Report only this module (everything is read all the same)", "NAME");
    app.add_option("--output-format", options.format, "text, json, sarif, github, gitlab, junit, or markdown: the comment of a pull request")->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json", "sarif", "github", "gitlab", "junit", "markdown"}));
    app.add_option("--output,-o", options.output, "Write the report here")->type_name("FILE");
    repeatable(app, "--select", options.select, "Only these rules: ids, slugs or id prefixes such as DL1", "RULES");
    repeatable(app, "--ignore", options.ignore, "Not these rules", "RULES");
    app.add_option("--preset", options.preset, "Instead of [gate] preset: observe, standard or strict")->type_name("NAME")->check(CLI::IsMember({"observe", "standard", "strict"}));
    app.add_flag("--whole", options.whole, "Link all of both sides even where a part would do: slower, with the same result");
    app.add_flag("--exit-zero", options.exit_zero, "Exit 0 whatever is new");
    app.add_flag("--no-baseline", options.no_baseline, "Count what the baseline file knows, too");
    app.add_flag("--timings", options.timings, "Say on standard error how long each step took");
    app.callback([&options, &app] {
        options.command = Command::check;
        if (!options.staged && options.base.empty()) throw CLI::ValidationError(app.get_name(), "give --staged or --base REV");
    });
}

void add_review(CLI::App& root, Options& options) {
    CLI::App& app = *root.add_subcommand("review", "A page for people who decide: what changed in a quarter, what an upgrade costs, what is asked of them");
    app.add_option("PATH", options.path, "As in scan (default: .)");
    app.add_option("--quarter", options.quarter, "Such as 2026Q3 (default: the running one)")->type_name("QUARTER");
    app.add_option("--since", options.since, "Compare with this day (2026-07-01) or revision (default: the quarter's start)")->type_name("DATE|REV");
    add_reading(app, options);
    app.add_option("--to", options.to, "The core to upgrade to: what breaks, and the plan")->type_name("CORE");
    repeatable(app, "--library-to", options.libraries_to, "Modules the code may depend on, for the target", "PATH");
    app.add_option("--pristine", options.pristine, "The core that --core was made from (CHECKOUT@REV), or auto: lists its local edits (default: where its history tells)")->type_name("CORE");
    app.add_option("--installed", options.installed, "What a database has installed: a CSV made with the query of docs/installed.md")->type_name("FILE");
    app.add_option("--output-format", options.format, "html (the default), markdown, json or csv")->type_name("FORMAT")->check(CLI::IsMember({"html", "markdown", "json", "csv"}));
    app.add_option("--output,-o", options.output, "Write it here (html: review.html; '-': standard output)")->type_name("FILE");
    app.add_flag("--timings", options.timings, "Say on standard error how long each step took");
    app.callback([&options] {
        options.command = Command::review;
        if (options.format == "text") options.format = "html";
        if (options.format == "html" && options.output.empty()) options.output = "review.html";
        if (options.output == "-") options.output.clear();
    });
}

void add_core(CLI::App& root, Options& options) {
    CLI::App& core = *root.add_subcommand("core", "Manage stored cores");
    core.require_subcommand(1);
    const auto command = [&](const char* name, const char* help, Command id) -> CLI::App& {
        CLI::App& app = *core.add_subcommand(name, help);
        app.callback([&options, id] { options.command = id; });
        return app;
    };
    CLI::App& add = command("add", "Store a snapshot of a core", Command::core_add);
    add.add_option("PATH", options.path, "A checkout, CHECKOUT@REV, or an installed package's folder")->required();
    add.add_option("--name", options.name, "Its name (default: its version)");
    add.add_option("--jobs,-j", options.jobs, "Threads (default: all)")->check(CLI::Range(1, 1024));
    command("list", "List stored cores", Command::core_list);
    command("show", "Describe a stored core", Command::core_show).add_option("NAME", options.name)->required();
    command("remove", "Forget a stored core", Command::core_remove).add_option("NAME", options.name)->required();
    CLI::App& out = command("export", "Copy a stored core to a file", Command::core_export);
    out.add_option("NAME", options.name)->required();
    out.add_option("FILE", options.file)->required();
    out.add_flag("--no-source", options.no_source, "Leave out the text of methods and views");
    CLI::App& in = command("import", "Store a core from an exported file", Command::core_import);
    in.add_option("FILE", options.file)->required();
    in.add_option("--name", options.name, "Its name (default: its version)");
    CLI::App& diff = command("diff", "What changed between two cores", Command::core_diff);
    diff.add_option("CURRENT", options.core, "As --core of scan")->required();
    diff.add_option("TARGET", options.to, "As --to of scan")->required();
    repeatable(diff, "--module,-m", options.modules, "Only what this module defines", "NAME");
    repeatable(diff, "--model", options.models, "Only this model", "NAME");
    diff.add_option("--output-format", options.format, "text, json or markdown")->type_name("FORMAT")->check(CLI::IsMember({"text", "json", "markdown"}));
    diff.add_option("--output,-o", options.output, "Write the report here")->type_name("FILE");
    diff.add_flag("--timings", options.timings, "Say on standard error how long each step took");
    diff.add_option("--jobs,-j", options.jobs, "Threads (default: all)")->check(CLI::Range(1, 1024));
    CLI::App& fetch = command("fetch", "Download a core with git and store it; the only command that uses the network", Command::core_fetch);
    fetch.add_option("FRAMEWORK", options.framework)->required();
    fetch.add_option("SERIES", options.series, "Such as 16.0")->required();
    fetch.add_option("--name", options.name, "Its name (default: its version)");
    fetch.add_option("--jobs,-j", options.jobs, "Threads (default: all)")->check(CLI::Range(1, 1024));
}

void add_others(CLI::App& root, Options& options) {
    CLI::App& chain = *root.add_subcommand("chain", "Every definition of a symbol, in the order the framework applies them");
    chain.add_option("SYMBOL", options.subject, "model.method, model.field or module.xmlid")->required();
    chain.add_option("PATH", options.path, "As in scan (default: .)");
    add_reading(chain, options);
    chain.callback([&] { options.command = Command::chain; });

    CLI::App& history = *root.add_subcommand("history", "Who introduced each override, when, in which commit, and why");
    history.add_option("SUBJECT", options.subject, "A symbol or a module")->required();
    history.add_option("PATH", options.path, "As in scan (default: .)");
    add_reading(history, options);
    history.add_flag("--timings", options.timings, "Say on standard error how long each step took");
    history.callback([&] { options.command = Command::history; });

    CLI::App& explain = *root.add_subcommand("explain", "What a rule finds, why it matters, how to fix it");
    explain.add_option("RULE", options.subject, "Its id or slug")->required();
    explain.callback([&] { options.command = Command::explain; });

    root.add_subcommand("rules", "List all rules")->callback([&] { options.command = Command::rules; });

    CLI::App& init = *root.add_subcommand("init", "Write a commented driftline.toml with what can be discovered");
    init.add_option("PATH", options.path, "A repository or folder (default: .)");
    init.callback([&] { options.command = Command::init; });

    CLI::App& baseline = *root.add_subcommand("baseline", "Findings a repository starts with, that shall not stop anybody");
    baseline.require_subcommand(1);
    CLI::App& write = *baseline.add_subcommand("write", "Write today's findings to a file that `scan` and `check` then leave out");
    write.add_option("FILE", options.file, "Default: as configured, else driftline-baseline.json at the repository's root");
    write.add_option("--path", options.path, "A repository or folder (default: .)")->type_name("PATH");
    add_reading(write, options);
    write.callback([&] { options.command = Command::baseline_write; });
}

void add_register(CLI::App& root, Options& options) {
    CLI::App& app = *root.add_subcommand("register", "The register of customizations, CUSTOMIZATIONS.toml");
    app.require_subcommand(1);
    const auto command = [&](const char* name, const char* help, Command id) -> CLI::App& {
        CLI::App& made = *app.add_subcommand(name, help);
        made.callback([&options, id] { options.command = id; });
        return made;
    };
    CLI::App* commands[] = {&command("init", "Write it, with an entry to fill in for each override without a reason", Command::register_init),
                            &command("add", "Add an entry to fill in for a symbol", Command::register_add),
                            &command("check", "What is stale, overdue or not filled in; exit 1 if anything is", Command::register_check),
                            &command("update", "Add what is new, mark what vanished; all else stays as it was written", Command::register_update)};
    commands[1]->add_option("SYMBOL", options.subject, "As reports write it, or a pattern")->required();
    for (CLI::App* one : commands) {
        one->add_option("PATH", options.path, "As in scan (default: .)");
        add_reading(*one, options);
    }
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
    Options options;
    CLI::App app{"driftline reports where custom modules override the core of the ERP they run on."};
    app.name("driftline");
    app.set_version_flag("--version", fmt::format("driftline {}", version));
    app.require_subcommand(1);
    add_scan(app, options);
    add_check(app, options);
    add_review(app, options);
    add_core(app, options);
    add_others(app, options);
    add_register(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& answered) {   // --help, --version
        return app.exit(answered);
    } catch (const CLI::ParseError& error) {
        fmt::print(stderr, "driftline: {}; see `driftline --help`\n", error.what());
        return exit_failure;
    }
    return options;
}

}  // namespace driftline
