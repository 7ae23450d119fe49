#include "frameworks/odoo/compare/side.h"

#include <algorithm>

namespace driftline::odoo {

SourceText::SourceText(const Facts& facts) : text_(facts.pack ? facts.pack->whole() : facts.text) {
    if (!facts.pack || (facts.text.empty() && !text_.empty())) return;
    own_ = facts.pack->get({0, facts.pack->size()});
    if (own_.empty() && facts.text.empty()) return;
    own_.resize(facts.pack->size());
    own_ += facts.text;
    text_ = own_;
}

Side::Side(SideOf which_side, const World& w, const Words& all_words)
    : world(w), facts(w.facts), words(all_words), which(which_side), python(w), registry(w, python), fields(w.facts), text_(w.facts) {}

const Model* Side::model(Word word) const {
    const auto name = words.name(which, word);
    return name ? registry.find(*name) : nullptr;
}

bool Side::loaded(const At& at) const {
    if (at.file == no_row) return false;
    const FileRow& file = facts.files[at.file];
    if (file.module == no_row) return true;
    return world.modules[file.module].linked && !(file.flags & file_not_loaded);
}

uint64_t Side::load_rank(const At& at) const {
    const FileRow& file = facts.files[at.file];
    const uint64_t module = file.module == no_row ? 0 : world.modules[file.module].load_order + 1;
    return module << 40 | uint64_t(std::min<uint32_t>(file.load_order, 0xFFFFF)) << 20;
}

}  // namespace driftline::odoo
