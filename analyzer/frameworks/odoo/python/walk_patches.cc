// Monkey patches: something imported, or the registry's class of a model, gets another attribute.
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {

// The dotted path of what is patched, "" if it is not somebody else's.
std::string_view Walker::class_path(const Value& object) {
    if (object.what == What::imported && object.foreign) {
        std::string path(out_.str(object.root));
        if (!object.path.empty()) path.append(".").append(object.path);
        // The configuration is an object whose attributes are there to be set.
        if (path == "odoo.tools.config" || path.starts_with("odoo.tools.config.")) return {};
        return r_.keep(std::move(path));
    }
    if (object.what == What::model_class) return r_.keep("model:" + std::string(out_.str(object.root)));
    return {};
}

bool Walker::patch(const Value& object, std::string_view attribute, NodeId value, NodeId at, PatchKind kind) {
    Value target = object;
    if (kind == PatchKind::patch_method && target.is_record()) target.what = What::model_class;
    if (target.what == What::model_class && target.self) return false;   // type(self).x: its own class
    const std::string_view path = class_path(target);
    if (path.empty()) return false;
    PatchRow row;
    row.target = out_.name(path);
    row.attribute = out_.name(attribute);
    row.value = out_.name(clipped(normal_text(tree_, value, 400), 200));
    row.scope = scope_.method;
    row.kind = kind;
    row.guarded = guards_.import || guards_.attribute || probed_.contains(attribute);
    row.at = r_.at(at);
    out_.patches.push_back(row);
    if (kind != PatchKind::patch_method) flush(target);
    return true;
}

}  // namespace driftline::odoo
