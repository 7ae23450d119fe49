#include "frameworks/odoo/compare/side.h"

#include <algorithm>
#include <cstring>

namespace driftline::odoo {

SourceText::SourceText(const Facts& facts) : facts_(facts), packed_(facts.pack ? facts.pack->size() : 0), pieces_((packed_ + piece - 1) / piece) {
    if (packed_ == 0) {
        empty_ = facts.text.empty();
        return;
    }
    text_ = std::make_unique_for_overwrite<char[]>(packed_);
    unpack(0);
}

void SourceText::unpack(size_t number) const {
    State expected = State::packed;
    if (!pieces_[number].compare_exchange_strong(expected, State::taken)) {
        pieces_[number].wait(State::taken);   // by another thread
        return;
    }
    const uint32_t begin = uint32_t(number * piece), size = std::min(uint32_t(piece), packed_ - begin);
    const bool whole = facts_.pack->copy({begin, size}, text_.get() + begin);
    if (number == 0) empty_ = !whole;
    if (!whole) std::memset(text_.get() + begin, 0, size);
    pieces_[number].store(State::unpacked);
    pieces_[number].notify_all();
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
