#include "harness/catch.h"
#include "unit/frameworks/data_facts.h"

using namespace driftline;

namespace {

Facts csv_facts(std::string_view text, std::string path = "security/ir.model.access.csv") {
    Facts facts;
    extract_csv(data_context(std::move(path)), text, facts);
    return facts;
}

}  // namespace

TEST_CASE("access rights: a record a line, references to model and group") {
    const Facts facts = csv_facts("id,name,model_id:id,group_id/id,perm_read\n"
                                  "access_a,a,model_acme_thing,base.group_user,1\n"
                                  "sale.access_b,b,sale.model_sale_order,,0\n");
    REQUIRE(facts.records.size() == 2);
    CHECK(facts.str(facts.records[0].xmlid) == "acme.access_a");
    CHECK(facts.str(facts.records[1].xmlid) == "sale.access_b");
    CHECK(facts.str(facts.records[0].model) == "ir.model.access");
    CHECK(facts.records[1].at.line == 3);
    CHECK(facts.records[0].values.count == 4);
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"acme.model_acme_thing", "base.group_user", "sale.model_sale_order"});
    CHECK(find_use(facts, UseKind::xmlid, "base.group_user")->flags == use_group);
    CHECK(find_use(facts, UseKind::xmlid, "sale.model_sale_order")->owner == 1);
    CHECK(uses_of(facts, UseKind::model) == Strings{"ir.model.access"});
    CHECK(uses_of(facts, UseKind::field_path) ==
          Strings{"ir.model.access name", "ir.model.access model_id", "ir.model.access group_id", "ir.model.access perm_read"});
}

TEST_CASE("quotes, line endings, a byte order mark and a suffix of the name") {
    const Facts facts = csv_facts("\xEF\xBB\xBF\"id\",\"name\",tag_ids/id\r\n\"a\",\"two\r\nlines, \"\"quoted\"\"\",\"x,base.y\"\r\n,,\r\nb,plain\rc,last", "data/res.partner-demo.csv");
    REQUIRE(facts.records.size() == 3);
    CHECK(facts.str(facts.records[0].model) == "res.partner");
    CHECK(facts.str(facts.values[0].value) == "two\r\nlines, \"quoted\"");
    CHECK(facts.records[1].at.line == 5);
    CHECK(facts.str(facts.records[2].xmlid) == "acme.c");
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"acme.x", "base.y"});
}

TEST_CASE("lines of a record stand in rows of their own") {
    const Facts facts = csv_facts("id,name,line_ids/id,line_ids/product_id/id,name@fr\nr,R,l1,p1,\n,,l2,base.p2,\ns,S,,,x\n", "acme.thing.csv");
    Strings ids;
    for (const RecordRow& record : facts.records) ids.emplace_back(facts.str(record.xmlid));
    CHECK(ids == Strings{"acme.r", "acme.l1", "acme.l2", "acme.s"});
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"acme.p1", "base.p2"});
    CHECK(find_use(facts, UseKind::xmlid, "base.p2")->owner == 0);
    CHECK(uses_of(facts, UseKind::field_path) == Strings{"acme.thing name", "acme.thing line_ids", "acme.thing line_ids.product_id"});
}

TEST_CASE("old encodings become UTF-8, and strange files do no harm") {
    const Facts facts = csv_facts("id,name\na,caf\xE9\n", "res.partner.csv");
    CHECK(facts.str(facts.values[0].value) == "caf\xC3\xA9");
    for (const std::string_view text : {std::string_view(), std::string_view("\""), std::string_view("id\n\"a"), std::string_view("\n\n"), std::string_view("a\0b,\"c\"d\n", 9)})
        CHECK(csv_facts(text).modules.empty());
}
