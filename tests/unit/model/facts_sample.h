// Facts of one small file, with every kind of id in use.
#pragma once
#include "facts/facts.h"

namespace driftline {

inline Facts sample_facts(const std::string& model, const std::string& method) {
    Facts facts;
    FileRow file;
    file.path = facts.name(model + ".py");
    file.kind = FileKind::python;
    facts.files.push_back(file);
    ClassRow cls;
    cls.name = facts.name("Class_" + method);
    cls.model = facts.name(model);
    cls.model_kind = ModelKind::persistent;
    const Name inherits[] = {facts.name(model), facts.name("mail.thread")};
    cls.inherits = facts.list(inherits);
    cls.methods = {0, 1};
    cls.at = {0, 10, 100, 2};
    facts.classes.push_back(cls);
    MethodRow row;
    row.owner = 0;
    row.name = facts.name(method);
    row.body = facts.keep("def " + method + "(self):\n    return 1\n");
    row.at = {0, 20, 60, 3};
    facts.methods.push_back(row);
    UseRow use;
    use.kind = UseKind::attribute;
    use.path = facts.name("partner_id.name");
    use.scope = 0;
    use.owner = 0;
    use.at = {0, 30, 40, 3};
    facts.uses.push_back(use);
    return facts;
}

}  // namespace driftline
