// What a Python expression in a data file mentions, found by its tokens alone: nothing is evaluated, and no grammar is
// needed, since such expressions are domains, comparisons and small dictionaries. The little JavaScript of the older
// archs and of kanban templates passes as well.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace driftline::odoo {

struct Mention {
    enum Kind : uint8_t {
        left,         // text: left operand of a domain's leaf ("partner_id.country_id")
        left_value,   // value: a string constant that leaf compares with
        name,         // text: chain that starts with a free name ("state", "parent.state", "user.company_id.id")
        name_value,   // value: a string constant the chain is compared with
        key,          // text: key of a dictionary
        key_value,    // value: a string, or one of a list of strings, that stands right behind the key
        xmlid,        // text: argument of ref() or of has_group(), which may be a list; of a computed one, its first string
    };
    static constexpr uint32_t none = 0xFFFFFFFF;
    Kind kind = left;
    bool called = false;        // name: its last step is called
    bool command = false;       // key: of the values of a create or update command
    bool group = false;         // xmlid: of a group
    bool guarded = false;       // xmlid: absence is tolerated
    bool listed = false;        // *_value: one of several in a list
    bool dynamic = false;       // xmlid: computed ('x_%s' % y), so text is no id
    uint32_t offset = 0;        // in the expression: of text, or of value for the *_value kinds
    uint32_t parent = none;     // key: index of the command key whose value holds this one; left and its values: of the left
                                // operand whose `any` holds this leaf
    std::string_view text, value;   // into the expression
};

// The field path of a key or of a left operand, with the fields around it: "line_ids.product_id". Deeper ones than any real
// expression has are cut.
std::string full_path(std::span<const Mention> mentions, const Mention& mention);

class ExpressionScanner {
public:
    // In order of appearance; valid until the next call.
    std::span<const Mention> scan(std::string_view expression);

    enum class TokenKind : uint8_t { name, number, string, op };
    struct Token {
        TokenKind kind;
        std::string_view text;   // strings without quotes and prefix
    };
    // The tokens of a whole program, comments dropped; valid until the next call. What no token can be is skipped.
    std::span<const Token> tokenize(std::string_view text);

private:
    // key: the command key whose value is being read; domain: the left operand whose `any` is
    struct Frame { char open; bool command; uint32_t key, domain; };
    const Token& token(size_t i) const;
    bool is_op(size_t i, std::string_view text) const;
    bool is_string(size_t i) const;
    bool is_constant(size_t i) const;
    void find_bound_names();
    void open(size_t i);
    void string(size_t i);
    size_t name(size_t i);
    void references(size_t i);
    void constants(size_t i, Mention mention);
    bool command_dictionary(size_t brace) const;
    bool is_free(size_t i) const;
    uint32_t enclosing_key() const;
    uint32_t enclosing_domain() const { return frames_.empty() ? Mention::none : frames_.back().domain; }
    void add(Mention mention, std::string_view at);

    std::string_view text_;
    std::vector<Token> tokens_;
    std::vector<Mention> mentions_;
    std::vector<Frame> frames_;
    size_t any_value_ = 0;                  // the token where the domain of the last `any` begins
    uint32_t any_left_ = Mention::none;     // its left operand
    std::vector<std::string_view> bound_;   // by comprehensions and lambdas
};

}  // namespace driftline::odoo
