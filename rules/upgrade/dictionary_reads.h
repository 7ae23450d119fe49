// What a name is asked of that is read as the key of a dictionary: vals.get('x'), vals.pop('x').
#pragma once
#include "model/upgrade.h"
#include "rules/method_code.h"

namespace driftline {

enum class KeyRead : uint8_t {
    no,      // it is no key that get() or pop() takes out
    own,     // of a dictionary that our own code makes: the key is there as long as ours writes it
    lenient, // get(), or pop() with a default: where the key is gone, that is what it gives
    strict,  // pop() without: a KeyError
};

// `use`: a row of the current program's uses, in a method. `code` is read anew where it holds another method.
KeyRead key_read(const Upgrade& upgrade, MethodCode& code, const UseRow& use);

}  // namespace driftline
