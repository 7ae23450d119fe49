// Result<T>: a value or one Error. No exception crosses a layer; a function that can fail for reasons
// outside the program returns a Result.
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace driftline {

// One line for a person: what happened, naming the file (and line where there is one), then the remedy.
struct Error {
    std::string message;
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    // REQUIRES: holds a value.
    T& operator*() { return std::get<0>(state_); }
    const T& operator*() const { return std::get<0>(state_); }
    T* operator->() { return &std::get<0>(state_); }
    const T* operator->() const { return &std::get<0>(state_); }
    // REQUIRES: holds an error.
    const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

}  // namespace driftline
