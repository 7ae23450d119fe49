#include "frameworks/odoo/python/sql.h"
#include "harness/catch.h"
#include "python_facts.h"

using namespace driftline;
using namespace driftline::odoo;
using Lines = std::vector<std::string>;

namespace {

// "verb table(columns)"; a table that is not literal is "?"
Lines tables(std::string_view text) {
    static constexpr const char* verbs[] = {"select", "insert", "update", "delete", "alter", "drop", "create", "other"};
    Lines out;
    for (const SqlTable& t : read_sql(text)) {
        std::string line = (t.bare ? "bare" : verbs[int(t.verb)]) + std::string(" ") + (t.dynamic ? "?" : std::string(t.table));
        std::string columns;
        for (const auto c : t.columns) columns += (columns.empty() ? "" : ",") + std::string(c);
        if (!columns.empty()) line += "(" + columns + ")";
        out.push_back(line);
    }
    return out;
}

}  // namespace

TEST_CASE("tables and the columns their aliases tell") {
    CHECK(tables("SELECT so.id, p.name FROM sale_order so LEFT JOIN res_partner AS p ON p.id = so.partner_id WHERE so.state = 'x.y'") ==
          Lines{"select sale_order(id,partner_id,state)", "select res_partner(id,name)"});
    CHECK(tables("select a from x, y z where z.b = 1") == Lines{"select x", "select y(b)"});
    CHECK(tables("UPDATE sale_order SET state = %s, \"note\" = f(a, b) WHERE id = 1") == Lines{"update sale_order(note,state)"});
    CHECK(tables("INSERT INTO rel (a_id, b_id) SELECT a.x, 1 FROM a") == Lines{"insert rel(a_id,b_id)", "select a(x)"});
    CHECK(tables("DELETE FROM a USING b WHERE b.x = a.y") == Lines{"delete a(y)", "select b(x)"});
    CHECK(tables("ALTER TABLE IF EXISTS a ADD COLUMN b int") == Lines{"alter a"});
    CHECK(tables("CREATE OR REPLACE VIEW v AS (SELECT 1 FROM t)") == Lines{"create v", "select t"});
}

TEST_CASE("what only looks like a table is left out") {
    CHECK(tables("WITH c AS (SELECT 1 FROM t) SELECT * FROM c") == Lines{"select t"});
    CHECK(tables("SELECT EXTRACT(YEAR FROM d) FROM t WHERE a IS DISTINCT FROM b FOR UPDATE") == Lines{"select t"});
    CHECK(tables("SELECT 1 FROM generate_series(1, 2) s JOIN unnest(%s) u ON TRUE") == Lines{});
    CHECK(tables("INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET a = 2") == Lines{"insert t(a)"});
    CHECK(tables("SELECT 1 FROM information_schema.tables") == Lines{});
    CHECK(tables("SELECT a.x FROM t a; SELECT a.y FROM u a") == Lines{"select t", "select u"});
}

TEST_CASE("words beside one table may be its columns") {
    CHECK(tables("SELECT id, name FROM t WHERE kind = 'x' AND max(day) > 1 ORDER BY day") == Lines{"select t", "bare t(name,kind,day)"});
    CHECK(tables("SELECT name FROM t WHERE id IN (SELECT part FROM u AS v WHERE v.kind = 1)") == Lines{"select t", "select u(kind)", "bare u(part)", "bare t(name)"});
    CHECK(tables("SELECT name FROM t JOIN u ON part = t.id") == Lines{"select t(id)", "select u"});
    CHECK(tables("SELECT name FROM (SELECT 1 FROM t) x") == Lines{"select t"});
    CHECK(tables("FROM t WHERE kind::text = 'x'") == Lines{"select t", "bare t(kind)"});
}

TEST_CASE("strings with escapes and between dollars") {
    CHECK(tables("SELECT t.a FROM t WHERE t.b = E'it\\'s FROM x' AND t.c = 1") == Lines{"select t(a,b,c)"});
    CHECK(tables("SELECT name FROM t WHERE kind = e'\\\\' AND part = 1") == Lines{"select t", "bare t(name,kind,part)"});
    CHECK(tables("SELECT t.a FROM t WHERE t.b = $$it's FROM x$$ AND t.c = $tag$o'clock $$ $tag$ AND t.d = 'x'") == Lines{"select t(a,b,c,d)"});
    CHECK(tables("CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN SELECT t.a FROM t; END; $body$ LANGUAGE plpgsql") == Lines{"select t(a)"});
    CHECK(tables("DO $$ BEGIN UPDATE t SET a = 'x'; END $$; SELECT 1 FROM u") == Lines{"update t(a)", "select u"});
    CHECK(tables("SELECT t.a FROM t WHERE t.b = $1 AND t.c = $2") == Lines{"select t(a,b,c)"});
}

TEST_CASE("UPDATE ... FROM reads what it names, the table it writes included") {
    CHECK(tables("UPDATE a SET b = c.d FROM c WHERE a.id = c.id") == Lines{"update a(b)", "select c(d,id)", "select a(id)"});
}

TEST_CASE("a table that is not literal is there, without a name") {
    CHECK(tables("UPDATE %s SET a = 1") == Lines{"update ?(a)"});
    CHECK(tables("SELECT 1 FROM {table} x JOIN sale_%s ON 1") == Lines{"select ?", "select ?"});
    CHECK(tables("DELETE FROM ") == Lines{"delete ?"});
}

TEST_CASE("sentences are no SQL") {
    CHECK(looks_like_sql("\n  SELECT id FROM t"));
    CHECK(looks_like_sql("update t set a = 1"));
    CHECK_FALSE(looks_like_sql("Select the documents from your folder"));
    CHECK_FALSE(looks_like_sql("Update the set of rules"));
    CHECK_FALSE(looks_like_sql("selection from here"));
    CHECK_FALSE(looks_like_sql("create a record"));
}

TEST_CASE("SQL is found in any string: joined, formatted, summed") {
    const Read read = read_body("q = 'SELECT id ' 'FROM a'\nself.env.cr.execute(f\"UPDATE {x} SET b = 1\")\nself.env.cr.execute('DELETE FROM ' + self._table + ' WHERE id = 1')\nself.env.cr.execute(\"INSERT INTO c (d) VALUES (%s)\" % 1)");
    REQUIRE(read.facts.sql.size() == 4);
    CHECK(read.str(read.facts.sql[0].table) == "a");
    CHECK(read.facts.sql[1].dynamic == 1);
    CHECK(read.facts.sql[1].verb == SqlVerb::update);
    CHECK(read.facts.sql[2].dynamic == 1);
    CHECK(read.facts.sql[3].verb == SqlVerb::insert);
    CHECK(read.str(read.facts.methods[read.facts.sql[3].scope].name) == "run");
}
