// What "documented" means, in one place. A customization is documented when a reader of the repository can find why it
// exists, who answers for it, and when it was last looked at. Evidence has four levels, the strongest first; each proves
// some of the three, and what none proves is what a finding asks for. docs/documented.md says the same to managers.
//
//   register        an entry of CUSTOMIZATIONS.toml       why: its reason; who: its owner; when: reviewed, else added
//   comment         a docstring, or a comment beside it   why (judge_reason)
//   documentation   README, readme/, changelog, manifest  why: the text names the symbol or its model, or what a view takes out; the
//                                                         description speaks of it in plain words, or the module has one override
//   commit          that made the symbol as it stands     why: a body with a reason, or a ticket; when: its date
//
// Who is, without a register's owner, CODEOWNERS (a line for more than everything) or the manifest's maintainers. The
// author of a commit is who made it, which is not who answers for it.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "model/documentation.h"
#include "model/program.h"
#include "model/register.h"
#include "source/source_set.h"

namespace driftline {

enum class EvidenceLevel : uint8_t { none, commit, documentation, comment, register_ };
std::string_view text(EvidenceLevel value);   // "none", "commit", "documentation", "comment", "register"

// One piece of evidence: what was found, where, and what it proves.
struct Proof {
    EvidenceLevel level = EvidenceLevel::none;
    bool why = false, who = false, when = false;
    std::string text;     // the line that gives the reason, the owner's name or the date, for people
    std::string whole;    // the paragraph of that line; "" where the line is all there is
    std::string place;    // "CUSTOMIZATIONS.toml:12", "sale_acme/README.rst", a commit id; "" = at the definition itself
};

struct Documented {
    std::vector<Proof> proofs;               // the strongest first
    EvidenceLevel level = EvidenceLevel::none;   // of the strongest that says why
    std::string owner, date, ticket;         // who answers, when it was last looked at, "" unknown
    bool why() const { return level != EvidenceLevel::none; }
    std::string_view reason() const;         // "" without one
    std::string_view whole_reason() const;   // with the rest of its paragraph
    // What nobody wrote down: "a reason", "an owner", "a date"; empty when documented.
    std::vector<std::string> missing() const;
};

// What a commit says of a symbol; see model/symbol_history.h.
struct CommitNote { std::string id, author, date, message; };

struct EvidenceSources {
    const SourceSet* custom = nullptr;                    // README and the like; may be null
    std::function<std::string(Index file)> text_of;       // bytes of a file of the world's Facts
    Register customizations;
    std::vector<std::pair<std::string, std::string>> code_owners;   // pattern and owners, in the file's order: the last that matches wins
    std::vector<Regex> ticket_patterns;
};

// Evidence of all overrides of a program's reported modules. Reads files once, in the constructor; immutable afterwards,
// safe to read from any thread. Refers to the program.
class Evidence {
public:
    Evidence(const Program& program, EvidenceSources sources);

    // Level 4, for overrides that nothing stronger explains: the commit that made each as it stands. Before anybody else reads.
    void add_commit(size_t override_, const CommitNote& commit);

    const Documented& of(size_t override_) const { return documented_[override_]; }   // by index of Program::overrides
    const Register& customizations() const { return sources_.customizations; }
    bool has_code_owners() const { return !sources_.code_owners.empty(); }
    // Who answers for a module: CODEOWNERS, else its maintainers; "" if nobody is named.
    std::string owner_of(Index module) const;
    // A module's documentation (README, readme/*, changelog; the manifest's summary and description): path and bytes.
    struct Document {
        std::string path, bytes;
        std::string about;   // of it what says what the module is for: no changelog, no steps to use it
    };
    const std::vector<Document>& documents_of(Index module) const;
    const std::vector<Regex>& ticket_patterns() const { return sources_.ticket_patterns; }

private:
    void read_documents();

    const Program& program_;
    EvidenceSources sources_;
    std::vector<Documented> documented_;
    std::map<Index, std::vector<Document>> documents_;
};

// CODEOWNERS as GitHub and GitLab read it: pattern and owners of each line that names owners.
std::vector<std::pair<std::string, std::string>> read_code_owners(std::string_view bytes);

}  // namespace driftline
