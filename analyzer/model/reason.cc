#include "model/reason.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <set>

#include "base/regex.h"
#include "base/text.h"
#include "model/plain_words.h"

namespace driftline {
namespace {

constexpr size_t longest_text = 20'000;   // bytes; a docstring beyond that said it before
constexpr size_t longest_line = 1'000;    // what the expressions look at

// About overriding itself, or about nothing.
constexpr std::array empty_words = {
    "a", "an", "and", "are", "as", "at", "be", "by", "case", "do", "does", "for", "from", "has", "have", "here", "in", "into", "is", "it", "its", "of", "on", "or", "our", "own",
    "that", "the", "their", "them", "then", "these", "this", "those", "to", "us", "we", "which", "with", "will", "was", "were", "you", "your", "some", "any", "all", "also", "etc",
    "override", "overrides", "overridden", "overriden", "overriding", "overwrite", "overwritten", "overwrites", "overload", "overloaded", "inherit", "inherits", "inherited",
    "inheriting", "inheritance", "extend", "extends", "extended", "extending", "extension", "redefine", "redefined", "redefinition", "replace", "replaces", "replaced", "modify",
    "modified", "modifies", "hook", "hooked", "patch", "monkey", "monkeypatch", "wrap", "wrapper", "super", "call",
    "calls", "called", "calling", "parent", "original", "standard", "native", "default", "base", "core", "method", "methods", "function", "functions",
    "def", "class", "model", "models", "module", "modules", "field", "fields", "view", "views", "record", "records", "self", "return", "returns", "returned", "value", "values",
    "vals", "result", "res", "add", "adds", "added", "new", "existing", "behavior", "behaviour", "todo", "fixme", "xxx", "see", "above", "below", "copy", "copied", "change",
    "changes", "changed", "update", "updated", "updates", "orm", "python", "api", "true", "false", "none", "param", "params", "args", "kwargs", "docstring", "implementation",
    "implement", "implements", "code", "end", "begin", "start", "functionality", "purpose", "form", "tree", "list", "xpath", "xml", "template"};

// One of them and few words say as much as many words without.
constexpr std::array cause_words = {
    "because", "since", "so that", "in order to", "to avoid", "to prevent", "prevent", "avoid", "otherwise", "unless", "only if", "only when", "if the", "when the", "instead of",
    "needed", "required by", "must", "should", "workaround", "work around", "bug", "due to", "as requested", "requirement", "necessary", "allow to", "allows to", "to allow", "to make sure",
    "make sure", "ensure", "keep", "no longer", "not ", "never", "without", "fix", "regulation", "law", "gdpr", "audit", "compatib", "performance", "faster", "security", "weil",
    "damit", "parce que", "pour ", "porque", "para "};

constexpr std::array pragmas = {"pylint", "noqa", "pragma", "type:", "flake8", "fmt:", "isort", "-*-", "driftline:", "nosemgrep", "mypy", "pyright", "coverage", "nosec",
                                "eslint", "prettier", "@api", "@author", "copyright", "license", "(c)", "©"};

// `# self.write(vals)`: code that was put aside says nothing.
bool is_code(std::string_view line) {
    static constexpr std::array starts = {"return ", "import ", "from ", "def ", "class ", "self.", "super(", "@", "<", "assert ", "raise ", "print(", "for ", "if ", "elif ", "else:"};
    const bool starts_so = std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return line.starts_with(s); });
    const bool ends_so = line.ends_with(":") || line.ends_with(")") || line.ends_with("]") || line.ends_with("}") || line.ends_with(",") || line.ends_with(">") || line.ends_with("(");
    if (line.starts_with("<") || line.starts_with("self.") || line.starts_with("super(") || line.starts_with("@")) return true;
    if ((starts_so && ends_so) || line.find("=\"") != line.npos) return true;
    const size_t equals = line.find(" = ");
    return equals != line.npos && line.substr(0, equals).find(' ') == line.npos;
}

// A line of a parameter list ("@param x: ...", ":return: ..."), a pragma, a rule of dashes.
bool is_form(std::string_view line) {
    if (line.starts_with(":") || line.starts_with("@") || line.starts_with(">>>") || line.starts_with("- param")) return true;
    const std::string low = lower(line.substr(0, 80));
    // What git and its helpers write below a message.
    const size_t colon = low.find(": ");
    if (colon != low.npos && (low.substr(0, colon).ends_with("-by") || low.substr(0, colon).ends_with("-id"))) return true;
    if (low.starts_with("(cherry picked from") || low.starts_with("this reverts commit") || low.starts_with("conflicts:")) return true;
    return std::any_of(pragmas.begin(), pragmas.end(), [&](std::string_view p) { return low.find(p) != low.npos; });
}

std::string_view bare(std::string_view line) {
    line = trim(line);
    for (const std::string_view quote : {"<!--", "\"\"\"", "'''", "r\"\"\""})
        if (line.starts_with(quote)) line = trim(line.substr(quote.size()));
    for (const std::string_view quote : {"-->", "\"\"\"", "'''"})
        if (line.ends_with(quote)) line = trim(line.substr(0, line.size() - quote.size()));
    while (!line.empty() && (line.front() == '#' || line.front() == '*')) line.remove_prefix(1);
    return trim(line);
}

const std::set<std::string>& empty_stems() {
    static const std::set<std::string> made = [] {
        std::set<std::string> stems;
        for (const char* word : empty_words) stems.insert(stem(word));
        return stems;
    }();
    return made;
}

struct Judge {
    std::set<std::string> known;   // stems of the symbol's name: they prove nothing, as empty words do

    explicit Judge(std::string_view symbol) {
        for (const std::string& word : words_of(symbol)) known.insert(stem(word));
    }
    std::set<std::string> left(std::string_view text) const {
        std::set<std::string> words;
        for (std::string& word : words_of(text)) {
            const bool number = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (word.size() < 3 || number) continue;
            if (std::string root = stem(std::move(word)); !known.contains(root) && !empty_stems().contains(root)) words.insert(std::move(root));
        }
        return words;
    }
};

constexpr size_t most_of_line = 160, most_of_paragraph = 800;   // bytes, for people

std::string shortened(std::string_view line, size_t longest) {
    if (line.size() <= longest) return std::string(line);
    size_t cut = longest - 3;
    while (cut > 0 && (uint8_t(line[cut]) & 0xC0) == 0x80) --cut;
    return std::string(line.substr(0, cut)) + "...";
}

}  // namespace

namespace {

// The first match of the configuration's patterns in a line; "" without one.
std::string_view match_own(std::string_view line, const std::vector<Regex>& patterns) {
    for (const Regex& pattern : patterns)
        if (const auto found = pattern.find(line)) return line.substr(found->first, found->second);
    return "";
}

}  // namespace

bool names_ticket(std::string_view text, const std::vector<Regex>& patterns) {
    for (const std::string_view line : split(text.substr(0, longest_text), '\n'))
        if (!match_own(line.substr(0, longest_line), patterns).empty()) return true;
    return false;
}

std::string find_ticket(std::string_view text, const std::vector<Regex>& patterns) {
    static const Regex usual{R"re(https?://[^\s<>"']*/(issues?|pull|merge_requests|browse|tickets?|task|web)[^\s<>"']*\d+)re"
                             R"re(|\b[A-Z][A-Z0-9]{1,9}-\d+\b|#\d{2,9}\b|\b(opw|OPW|[Tt]icket|[Tt]ask|[Ii]ssue|[Bb]ug)[ :#-]{0,3}\d{2,9}\b)re"};
    static const Regex standards{R"re(^(UTF|ISO|EN|RFC|SHA|GPL|LGPL|AGPL|OPL|MIT|COVID|CC|IEC|DIN)-\d+$)re"};
    for (std::string_view line : split(text.substr(0, longest_text), '\n')) {
        line = line.substr(0, longest_line);
        if (const std::string_view own = match_own(line, patterns); !own.empty()) return std::string(own);
        if (line.find_first_of("0123456789") == line.npos) continue;
        for (auto found = usual.find(line); found; found = usual.find(line, found->first + found->second))
            if (const std::string_view ticket = line.substr(found->first, found->second); !standards.found_in(ticket)) return std::string(ticket);
    }
    return "";
}

bool tells_difference(std::string_view comment) {
    static constexpr std::array words = {"different", "difference", "differs", "differently", "native", "upstream", "core", "overridden", "overriden", "override", "workaround", "hack", "customized",
                                         "customization", "modification", "modified", "because", "instead"};
    static constexpr std::array phrases = {"we change", "changed from", "changed to", "so that", "in order to", "to avoid", "to prevent", "to allow", "due to", "original method", "original code",
                                           "original function", "original implementation", "original behav", "standard method", "standard code", "standard behav"};
    const std::vector<std::string> said = words_of(comment);
    const std::string low = lower(comment);
    return std::any_of(said.begin(), said.end(), [](const std::string& word) { return std::find(words.begin(), words.end(), word) != words.end(); }) ||
           std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) { return low.find(phrase) != low.npos; });
}

Judgement judge_reason(std::string_view text, std::string_view symbol) {
    Judgement reason;
    text = text.substr(0, longest_text);
    const Judge judge(symbol);
    std::string prose, first;
    bool inside = false;   // the paragraph that the first line with a reason begins
    for (const std::string_view raw : split(text, '\n')) {
        const std::string_view line = bare(raw);
        inside = inside && !line.empty() && !is_form(line) && !is_code(line);
        if (inside) reason.whole.append(" ").append(line);
        if (line.empty() || is_form(line)) continue;
        if (reason.ticket.empty()) reason.ticket = find_ticket(line);
        if (is_code(line)) continue;
        prose.append(line).append("\n");
        if (!first.empty() || judge.left(line).empty()) continue;
        first = reason.whole = line;
        inside = true;
    }
    const size_t words = judge.left(prose).size();
    const std::string low = lower(prose);
    const bool caused = std::any_of(cause_words.begin(), cause_words.end(), [&](std::string_view cause) { return low.find(cause) != low.npos; });
    reason.given = words >= reason_words || (caused && words >= caused_words) || !reason.ticket.empty();
    if (reason.given) reason.text = shortened(first.empty() ? reason.ticket : first, most_of_line);
    reason.whole = reason.given ? shortened(reason.whole.empty() ? reason.text : reason.whole, most_of_paragraph) : "";
    return reason;
}

namespace {

constexpr size_t sentence_words = 6;   // "Fixes after review" is about the commit, not about the code
constexpr size_t longest_subject = 100;   // bytes: who writes more has put the body there

size_t count_words(std::string_view text) {
    size_t words = 0;
    for (size_t i = 0; i < text.size(); ++i) words += !std::isspace(uint8_t(text[i])) && (i == 0 || std::isspace(uint8_t(text[i - 1])));
    return words;
}

// "[FIX] name: ...", "FIX name", "Update translation files": another commit's subject, or a bot's.
bool is_subject(std::string_view line) {
    line = bare(line);
    while (line.starts_with("-") || line.starts_with("*")) line = trim(line.substr(1));
    if (line.starts_with("[")) return true;
    static constexpr std::array tags = {"FIX ", "IMP ", "ADD ", "UPD ", "REF ", "MIG ", "REM ", "fixup!", "squash!"};
    static constexpr std::array bots = {"update translation", "updated by ", "translation:", "translate-url:", "translated using", "currently translated", "added translation", "update readme", "update po"};
    const std::string low = lower(line.substr(0, 40));
    return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) { return line.starts_with(tag); }) || std::any_of(bots.begin(), bots.end(), [&](std::string_view bot) { return low.starts_with(bot); });
}

// "Pass the context to allow confirming moves": a subject that says what for. Of what comes with a whole module it says nothing.
Judgement judge_subject(std::string_view subject, std::string_view symbol) {
    static constexpr std::array purposes = {"to allow", "to enable", "so that", "because", "in order to", "avoid", "prevent", "to make sure", "to ensure", "to support", "instead of"};
    static constexpr std::array of_modules = {"[add]", "[new]", "[mig]", "[port]", "migration to", "new module"};
    const std::string low = lower(subject);
    const auto has = [&](std::string_view words) { return low.find(words) != low.npos; };
    if (std::none_of(purposes.begin(), purposes.end(), has) || std::any_of(of_modules.begin(), of_modules.end(), has)) return {};
    const size_t colon = subject.find(": ");   // "[FIX] module: ..."
    return judge_reason(trim(colon == subject.npos ? subject.substr(subject.rfind(']') + 1) : subject.substr(colon + 1)), symbol);
}

}  // namespace

Judgement judge_message(std::string_view message, std::string_view symbol) {
    message = message.substr(0, longest_text);
    const size_t subject = std::min(message.find('\n'), message.size());
    std::string paragraph;
    const auto judged = [&] {
        const Judgement reason = judge_reason(paragraph, symbol);
        const bool enough = !reason.ticket.empty() || count_words(paragraph) >= sentence_words;
        paragraph.clear();
        return enough && reason.given ? reason : Judgement();
    };
    bool first = true;
    for (const std::string_view line : split(subject > longest_subject ? message : message.substr(subject), '\n')) {
        if (trim(line).empty()) {
            if (Judgement reason = judged(); reason.given) return reason;
        } else if (!is_subject(line) || (first && subject > longest_subject)) {
            paragraph.append(line).append("\n");
        }
        first = false;
    }
    if (Judgement reason = judged(); reason.given) return reason;
    return judge_subject(message.substr(0, subject), symbol);
}

}  // namespace driftline
