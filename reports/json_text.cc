#include <algorithm>

#include "base/text.h"
#include "reports/report_json.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

// As the library writes it with an indent of one, in one pass: most strings of a report hold nothing that has to be written in another way.
class JsonText {
public:
    void value(const Json& json, size_t depth) {
        if (json.is_object()) object(json.get_ref<const Json::object_t&>(), depth);
        else if (json.is_array()) array(json.get_ref<const Json::array_t&>(), depth);
        else if (json.is_string()) string(json.get_ref<const std::string&>());
        else text_ += json.dump();
    }
    std::string take() { return std::move(text_); }

private:
    void object(const Json::object_t& fields, size_t depth) {
        if (fields.empty()) return void(text_ += "{}");
        char before = '{';
        for (const auto& [key, held] : fields) {
            line(before, depth + 1);
            string(key);
            text_ += ": ";
            value(held, depth + 1);
            before = ',';
        }
        line(0, depth);
        text_ += '}';
    }
    void array(const Json::array_t& items, size_t depth) {
        if (items.empty()) return void(text_ += "[]");
        char before = '[';
        for (const Json& item : items) {
            line(before, depth + 1);
            value(item, depth + 1);
            before = ',';
        }
        line(0, depth);
        text_ += ']';
    }
    void line(char before, size_t depth) {
        if (before != 0) text_ += before;
        text_ += '\n';
        text_.append(depth, ' ');
    }
    void string(const std::string& text) {
        if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '#'; })) text_.append(1, '"').append(text).append(1, '"');
        else text_ += escaped_json(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    std::string text_;
};

}  // namespace

std::string dump_json(const nlohmann::ordered_json& json) {
    JsonText text;
    text.value(json, 0);
    return text.take() + "\n";
}

}  // namespace driftline
