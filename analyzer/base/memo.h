// Values that are made when somebody first asks, one of a type, for an object that many threads read. Whoever asks while a
// value is being made waits for it; `make` must not ask for a value of the same type.
#pragma once
#include <memory>
#include <mutex>
#include <typeindex>
#include <unordered_map>

namespace driftline {

class Memo {
public:
    template <class T, class Make>
    const T& get(Make&& make) const {
        const std::shared_ptr<Slot> slot = [&] {
            const std::lock_guard lock(mutex_);
            auto& entry = slots_[std::type_index(typeid(T))];
            if (!entry) entry = std::make_shared<Slot>();
            return entry;
        }();
        std::call_once(slot->once, [&] { slot->value = std::make_shared<const T>(make()); });
        return *static_cast<const T*>(slot->value.get());
    }

private:
    struct Slot {
        std::once_flag once;
        std::shared_ptr<const void> value;
    };
    mutable std::mutex mutex_;
    mutable std::unordered_map<std::type_index, std::shared_ptr<Slot>> slots_;
};

}  // namespace driftline
