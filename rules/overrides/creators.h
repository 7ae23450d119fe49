// Who creates records of a model without giving one of its fields: what a field that becomes required is dangerous for. Scripts are not read.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "check/rule.h"

namespace driftline {

enum class CreatesBy : uint8_t {
    nobody,       // code, data and forms that were read give it, or create none
    written,      // a record of data, or a dictionary that is written out, leaves it out
    unknown,      // code creates records from values that are not written out there; or the model has no table of its own
    form          // a form does not show it
};

struct Creator {
    CreatesBy how = CreatesBy::nobody;
    std::string place;   // "sale/models/sale_order.py:12"
};

// Reads all modules when first asked, and no more for each field after that. One thread at a time.
class Creators {
public:
    explicit Creators(const Program& program);
    ~Creators();

    // Among what is not ours. The surest danger first.
    Creator without(std::string_view model, std::string_view field);

private:
    const Program& program_;
    std::unique_ptr<const class CreatorTables> tables_;
};

}  // namespace driftline
