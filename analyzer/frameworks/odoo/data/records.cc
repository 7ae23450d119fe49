// <record> elements: their fields, and what the fields of well-known models refer to.
#include "base/text.h"
#include "frameworks/odoo/data/chars.h"
#include "frameworks/odoo/data/code.h"
#include "frameworks/odoo/data/views.h"

namespace driftline::odoo {
namespace {

bool is_view_model(std::string_view model) { return model == "ir.ui.view" || model == "theme.ir.ui.view"; }

bool holds_model_name(std::string_view model, std::string_view field) {
    if (field == "res_model" || field == "src_model" || field == "binding_model") return true;
    if (field == "model") return is_view_model(model) || model == "ir.actions.report";
    if (field == "model_id") return model == "ir.filters";
    return field == "resource" && model == "ir.exports";
}

bool holds_group(std::string_view model, std::string_view field) {
    return field == "groups_id" || field == "group_ids" || field == "group_id" || field == "groups" || (field == "implied_ids" && model == "res.groups");
}

// What a selection's key can look like. Booleans and numbers pass through here as well; linking knows the field.
bool looks_like_key(std::string_view text) {
    if (text.empty() || text.size() > 64 || text == "True" || text == "False") return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

bool is_quoted(std::string_view text) {
    return text.size() > 2 && (text[0] == '\'' || text[0] == '"') && text.find(text[0], 1) == text.size() - 1;
}

class RecordReader {
public:
    RecordReader(DataReader& reader, ElementId record)
        : reader_(reader), tree_(reader.tree), rows_(reader.rows), record_(record), model_(tree_.value(record, "model")) {}

    void read(bool noupdate) {
        const XmlAttribute* model = tree_.attribute(record_, "model");
        if (!model) return;
        rows_.add_record(tree_.value(record_, "id"), model_, RecordTag::record, record_flags(reader_, record_, noupdate), at_element(tree_[record_]));
        model_name_ = rows_.facts.name(model_);
        rows_.use_model(model_, at_value(*model));
        for (ElementId f = tree_.first_child(record_); f != no_element; f = tree_.next_sibling(f))
            if (tree_[f].name == "field") fields_.push_back(f);
        // A field whose record is missing makes the loader skip this one, if forcecreate allows.
        ref_flags_ = rows_.facts.records[rows_.owner].flags & record_no_forcecreate ? use_guarded : 0;
        for (const ElementId f : fields_) read_field(f);
        if (is_view_model(model_)) {
            read_view(reader_, model_, fields_);
        } else if (const Name root = root_model(); root != no_name) {
            for (const ElementId f : fields_) read_texts(f, root);
        }
        for (const ElementId f : fields_)
            for (ElementId child = tree_.first_child(f); child != no_element; child = tree_.next_sibling(child))
                if (tree_[child].name == "record") read_record(reader_, child, noupdate);
    }

private:
    // What an expression stands in: eval="..." or the element's text.
    TextAt expression(ElementId f) const {
        const XmlAttribute* eval = tree_.attribute(f, "eval");
        return eval ? reader_.text_of(*eval) : reader_.text_of(f);
    }
    ElementId field(std::string_view name) const {
        const auto found = std::find_if(fields_.begin(), fields_.end(), [&](ElementId f) { return tree_.value(f, "name") == name; });
        return found == fields_.end() ? no_element : *found;
    }

    void read_field(ElementId f) {
        const XmlAttribute* name_attribute = tree_.attribute(f, "name");
        if (!name_attribute) return;
        const std::string_view name = name_attribute->value;
        if (name.find('@') != name.npos) return;   // a translation of the field before the '@'
        rows_.use(UseKind::field_path, model_name_, rows_.facts.name(name), use_key, at_value(*name_attribute));
        const At at = at_element(tree_[f]);
        if (const XmlAttribute* search = tree_.attribute(f, "search"); search && !search->value.empty()) {
            rows_.add_value(name, ValueKind::search, search->value, at);
            return read_search(f, name, *search);
        }
        if (const XmlAttribute* ref = tree_.attribute(f, "ref"); ref && !ref->value.empty()) {
            rows_.add_value(name, ValueKind::ref, ref->value, at);
            uint16_t flags = ref_flags_;
            if (name == "inherit_id" && is_view_model(model_)) flags |= use_inherit;
            if (holds_group(model_, name)) flags |= use_group;
            return rows_.use_xmlid(ref->value, flags, at_value(*ref));
        }
        if (const XmlAttribute* eval = tree_.attribute(f, "eval"); eval && !eval->value.empty()) {
            rows_.add_value(name, ValueKind::eval, eval->value, at);
            return read_eval(name, *eval);
        }
        const std::string_view type = tree_.value(f, "type");
        if (type == "xml" || type == "html") {
            rows_.add_value(name, ValueKind::arch, is_view_model(model_) ? std::string() : text_digest(reader_.inside_of(f).text), at_start_tag(tree_[f]));
            return reader_.use_placeholders(f);
        }
        if (const XmlAttribute* file = tree_.attribute(f, "file")) return rows_.add_value(name, ValueKind::file, file->value, at);
        read_text(name, f, at);
    }

    void read_text(std::string_view name, ElementId f, At at) {
        const std::string_view text = trim(tree_[f].text);
        rows_.add_value(name, ValueKind::text, text, at);
        if (holds_model_name(model_, name)) {
            if (is_dotted(text)) rows_.use_model(text, reader_.at(reader_.text_of(f), text));
        } else if (name != "name" && looks_like_key(text)) {
            use_value(name, text, at);
        }
        const std::string_view report_type = model_ == "ir.actions.report" && name == "report_name" ? report_type_text() : "no report";
        if (report_type.starts_with("qweb") && is_full_xmlid(text)) rows_.use_xmlid(text, 0, at);
    }
    std::string_view report_type_text() const {
        const ElementId type = field("report_type");
        return type == no_element ? "qweb-pdf" : trim(tree_[type].text);
    }

    void use_value(std::string_view name, std::string_view text, At at) {
        rows_.use(UseKind::value, model_name_, rows_.facts.name(name), 0, at).value = rows_.facts.name(text);
    }

    void read_search(ElementId f, std::string_view name, const XmlAttribute& search) {
        const TextAt text = reader_.text_of(search);
        reader_.use_references(text, ref_flags_);
        const XmlAttribute* named = tree_.attribute(f, "model");
        const std::string_view model = named ? named->value : std::string_view();
        if (!model.empty()) rows_.use_model(model, at_value(*named));
        const std::span<const Mention> mentions = reader_.scanner.scan(search.value);
        for (const Mention& mention : mentions) {
            if (mention.kind != Mention::left) continue;
            // The field's own comodel is searched unless the element names a model.
            const std::string searched = full_path(mentions, mention);
            const Name path = model.empty() ? joined(name, searched) : rows_.facts.name(searched);
            rows_.use(UseKind::field_path, model.empty() ? model_name_ : rows_.facts.name(model), path, use_domain, reader_.at(text, mention.text));
        }
    }

    void read_eval(std::string_view name, const XmlAttribute& eval) {
        const TextAt text = reader_.text_of(eval);
        const std::string_view constant = trim(eval.value);
        if (is_quoted(constant) && looks_like_key(constant.substr(1, constant.size() - 2)))
            return use_value(name, constant.substr(1, constant.size() - 2), at_value(eval));
        if (eval.value.find('(') == std::string_view::npos) return;
        const std::span<const Mention> mentions = reader_.scanner.scan(eval.value);
        for (const Mention& mention : mentions) {
            const At where = reader_.at(text, mention.offset, mention.text.size());
            if (mention.kind == Mention::xmlid) {
                reader_.use_reference(mention, text, uint16_t(ref_flags_ | (holds_group(model_, name) ? use_group : 0)));
            } else if (mention.kind == Mention::key && mention.command) {
                rows_.use(UseKind::field_path, model_name_, joined(name, full_path(mentions, mention)), use_key, where);
            }
        }
    }

    Name joined(std::string_view first, std::string_view second) {
        path_.assign(first).append(".").append(second);
        return rows_.facts.name(path_);
    }
    // The model that this record's domains and expressions speak of.
    Name root_model() {
        for (const std::string_view name : {"res_model", "model_id", "model"}) {
            const ElementId f = field(name);
            if (f == no_element || (name == "model" && model_ != "ir.actions.report")) continue;
            if (const std::string_view ref = tree_.value(f, "ref"); !ref.empty()) return rows_.root_of(ref);
            const XmlAttribute* computed = tree_.attribute(f, "eval");
            if (!computed) computed = tree_.attribute(f, "search");
            if (!computed) return is_dotted(trim(tree_[f].text)) ? rows_.facts.name(trim(tree_[f].text)) : no_name;
            for (const Mention& mention : reader_.scanner.scan(computed->value)) {
                if (mention.kind == Mention::xmlid) return mention.dynamic ? no_name : rows_.root_of(mention.text);
                if (mention.kind == Mention::left_value && mention.text == "model") return rows_.facts.name(mention.value);
            }
            return no_name;
        }
        return no_name;
    }

    void read_texts(ElementId f, Name root) {
        const std::string_view name = tree_.value(f, "name");
        if (name == "domain" || name == "domain_force" || name == "filter_domain" || name == "filter_pre_domain") return read_domain(expression(f), root);
        if (name == "context") return read_context(expression(f), root);
        if (name == "code") return use_code(reader_, expression(f), root);
        if (tree_.attribute(f, "ref") || tree_.attribute(f, "file")) return;
        if (tree_.attribute(f, "eval")) use_object_chains(reader_, expression(f), root);
        else use_object_chains(reader_, reader_.inside_of(f), root, f);
    }

    void read_domain(TextAt text, Name root) {
        const bool rule = model_ == "ir.rule";
        const Name users = rule ? rows_.facts.name("res.users") : no_name;
        const uint16_t flags = use_domain | (rule ? use_expression : 0);
        const std::span<const Mention> mentions = reader_.scanner.scan(text.text);
        for (const Mention& mention : mentions) {
            const At where = reader_.at(text, mention.offset, mention.kind == Mention::left_value ? mention.value.size() : mention.text.size());
            if (mention.kind == Mention::left) rows_.use(UseKind::field_path, root, rows_.facts.name(full_path(mentions, mention)), flags, where);
            if (mention.kind == Mention::left_value)
                rows_.use(UseKind::value, root, rows_.facts.name(full_path(mentions, mention)), uint16_t(flags | (mention.listed ? use_listed : 0)), where).value = rows_.facts.name(mention.value);
            if (mention.kind != Mention::name || !rule || mention.called || !mention.text.starts_with("user.")) continue;
            if (const std::string_view path = field_steps(mention.text.substr(5)); !path.empty())
                rows_.use(UseKind::field_path, users, rows_.facts.name(path), use_expression, where);
        }
    }

    void read_context(TextAt text, Name root) {
        for (const Mention& mention : reader_.scanner.scan(text.text)) {
            const At where = reader_.at(text, mention.offset, mention.kind == Mention::key ? mention.text.size() : mention.value.size());
            if (mention.kind == Mention::key_value && mention.text == "group_by")
                rows_.use(UseKind::field_path, root, rows_.facts.name(mention.value.substr(0, mention.value.find(':'))), use_expression, where);
            if (mention.kind == Mention::key_value && mention.text.ends_with("_view_ref") && is_full_xmlid(mention.value))
                rows_.use_xmlid(mention.value, use_expression | use_unseen, where);   // as in an arch
            if (mention.kind == Mention::key && mention.text.starts_with("default_"))
                rows_.use(UseKind::field_path, root, rows_.facts.name(mention.text.substr(8)), use_expression | use_optional, where);
        }
    }

    DataReader& reader_;
    const XmlTree& tree_;
    DataRows& rows_;
    ElementId record_;
    std::string_view model_;
    Name model_name_{};
    uint16_t ref_flags_ = 0;
    std::vector<ElementId> fields_;
    std::string path_;
};

}  // namespace

// Records nest inside x2many fields since 19, as deep as the tree.
void read_record(DataReader& reader, ElementId record, bool noupdate) { RecordReader(reader, record).read(noupdate); }

}  // namespace driftline::odoo
