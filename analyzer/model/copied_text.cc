#include "model/copied_text.h"

#include "base/text.h"
#include "model/nearby_text.h"
#include "model/plain_words.h"

namespace driftline {

CopiedText::CopiedText(std::string_view original) {
    if (!original.empty()) said_ = " " + join(words_of(docstring(original) + "\n" + comments_inside(original)), " ") + " ";
}

std::string CopiedText::without(std::string_view text) const {
    if (said_.empty()) return std::string(text);
    std::string left;
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string> words = words_of(line);
        if (words.empty() || said_.find(" " + join(words, " ") + " ") == said_.npos) left.append(line).append("\n");
    }
    return left;
}

std::vector<std::string> comment_blocks(std::string_view definition) {
    std::vector<std::string> blocks;
    bool open = false;
    for (const std::string_view raw : split(definition, '\n')) {
        const std::string_view line = trim(raw);
        const bool comment = line.starts_with('#');
        if (comment && !open) blocks.emplace_back();
        if (comment) blocks.back().append(line).append("\n");
        open = comment;
    }
    return blocks;
}

}  // namespace driftline
