// Methods that did nothing but call another one, which is still there.
#include "frameworks/odoo/compare/lex.h"
#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {
namespace {

constexpr uint16_t most_statements = 3;
constexpr uint16_t score = 650;   // thousandths: most of what a caller wants from the one it gets from the other

}  // namespace

void pair_wrappers(Pairing& p) {
    const Word base = p.words.find("base");
    for (size_t g = 0; g < p.gone.size(); ++g) {
        const Symbol& x = p.old_symbol(g);
        if (x.kind != SymbolKind::method || p.successors[g].fresh != no_row) continue;
        const MethodRow& row = p.a.facts.methods[x.row];
        if (row.statements == 0 || row.statements > most_statements || row.super == Super::sometimes || row.super == Super::always) continue;
        // self.name(...): the one method of the model that it calls
        const Symbol* called = nullptr;
        bool several = false;
        Token before[2] = {{Token::number, 0, " "}, {Token::number, 0, " "}};
        scan_python(p.a.source(row.body), [&](const Token& token) {
            if (token.is('(') && before[1].kind == Token::name && before[0].is('.')) {
                const Word name = p.words.find(before[1].text);
                const Symbol* kept = name == no_word || name == x.name ? nullptr : p.to.find(SymbolKind::method, p.model_now(x.owner), name);
                // What every model has (write, copy ...) is no successor.
                if (kept && (!p.from.find(SymbolKind::method, x.owner, name) || p.to.find(SymbolKind::method, base, name))) kept = nullptr;
                several = several || (kept && called && called != kept);
                if (kept) called = kept;
            }
            before[0] = before[1];
            before[1] = token;
        });
        if (!called || several) continue;
        p.successors[g].kept = Index(called - p.to.all.data());
        p.successors[g].score = score;
        p.successors[g].evidence = "it did little but call this one";
    }
}

}  // namespace driftline::odoo
