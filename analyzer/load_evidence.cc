#include "load_evidence.h"

#include "register_file.h"

namespace driftline {

Result<EvidenceSources> evidence_sources(const SourceSet* custom, std::function<std::string(Index file)> text_of, std::vector<Regex> ticket_patterns) {
    EvidenceSources sources;
    sources.custom = custom;
    sources.text_of = std::move(text_of);
    sources.ticket_patterns = std::move(ticket_patterns);
    if (custom == nullptr) return sources;
    if (custom->find(register_name) != nullptr) {
        const Result<std::string> bytes = custom->read(register_name);
        if (!bytes) return bytes.error();
        Result<Register> made = read_register(std::string(register_name), *bytes);
        if (!made) return made.error();
        sources.customizations = std::move(*made);
    }
    // The first of the places where the platforms look.
    for (const char* path : {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}) {
        if (custom->find(path) == nullptr) continue;
        if (const Result<std::string> bytes = custom->read(path)) sources.code_owners = read_code_owners(*bytes);
        break;
    }
    return sources;
}

}  // namespace driftline
