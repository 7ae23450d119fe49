#include "frameworks/odoo/compare/side.h"

namespace driftline::odoo {

Side::Side(SideOf which_side, const World& w, const Words& all_words)
    : world(w), facts(w.facts), words(all_words), which(which_side), python(w), registry(w, python), fields(w.facts) {
    const uint32_t packed = facts.pack ? facts.pack->size() : 0;
    if (packed > 0) text_ = facts.pack->get({0, packed});
    if (text_.size() == packed) text_ += facts.text;
}

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
