// An inspected file as JSON: docs/inspect.md.

#include <nlohmann/json.hpp>

#include "cli/inspect/subject.hpp"
#include "cli/inspect/type_words.hpp"
#include "cli/inspect/wiring.hpp"

namespace witc::cli {

namespace {

using Json = nlohmann::ordered_json;

/// What a document may take, about. Small files can have very many exports, and long names many times.
class Budget {
 public:
  bool spend(std::size_t text) {
    constexpr std::size_t entry = 512;  // what a few members take in memory
    const std::size_t cost = entry + text;
    exceeded_ = exceeded_ || cost > left_;
    if (!exceeded_) left_ -= cost;
    return !exceeded_;
  }
  bool exceeded() const { return exceeded_; }

 private:
  std::size_t left_ = std::size_t{128} << 20;
  bool exceeded_ = false;
};

Json to_json(const CustomSection& section) {
  Json out{{"name", section.name}, {"size", section.size}};
  if (section.name != "producers") return out;
  out["producers"] = Json::array();
  for (const auto& [field, name, version] : section.producers)
    out["producers"].push_back({{"field", field}, {"name", name}, {"version", version}});
  return out;
}

Json to_json(const runtime::Image& image) {
  std::uint64_t functions = 0, code = 0;
  for (const auto& module : image.modules())
    for (const auto& function : module) ++functions, code += function.code_size;
  Json out{{"functions", functions}, {"code_size", code}, {"settings", Json::array()}};
  for (const auto& [name, value] : image.key().entries) out["settings"].push_back({{"name", name}, {"value", value}});
  return out;
}

Json to_json(const wasm::Module& module, std::span<const std::byte> binary, Budget& budget) {
  Json out;
  if (!module.name.empty()) out["name"] = module.name;
  out["imports"] = Json::array();
  for (const auto& item : module.imports)
    if (budget.spend(item.module.size() + item.name.size()))
      out["imports"].push_back({{"module", item.module},
                                {"name", item.name},
                                {"kind", to_string(item.kind)},
                                {"type", describe(module, item.kind, item.index)}});
  out["exports"] = Json::array();
  for (const auto& item : module.exports)
    if (budget.spend(item.name.size()))
      out["exports"].push_back(
          {{"name", item.name}, {"kind", to_string(item.kind)}, {"type", describe(module, item.kind, item.index)}});
  std::uint64_t code = 0, data = 0;
  for (const auto& body : module.code) code += body.body.size();
  for (const auto& segment : module.data) data += segment.bytes.size();
  out["functions"] = module.functions.size() - module.imported_functions;
  out["tables"] = module.tables.size() - module.imported_tables;
  out["memories"] = module.memories.size() - module.imported_memories;
  out["globals"] = module.globals.size() - module.imported_globals;
  out["tags"] = module.tags.size() - module.imported_tags;
  out["code_size"] = code;
  out["data_size"] = data;
  out["custom_sections"] = Json::array();
  for (const auto& section : module.custom)
    out["custom_sections"].push_back(
        to_json(read_custom_section(section.name, binary.subspan(section.bytes.begin, section.bytes.size()))));
  return out;
}

class ComponentJson {
 public:
  ComponentJson(const InspectedComponent& component, Budget& budget)
      : budget_(budget),
        component_(component),
        plan_(component.plan),
        words_(plan_),
        modules_(component.contents, plan_) {}

  void add_to(Json& out) {
    out["imports"] = items(plan_.type.imports, nullptr);
    out["exports"] = items(plan_.type.exports, &plan_.exports);
    out["contents"] = contents(component_.contents);
    out["component_instances"] = Json::array();
    for (std::size_t i = 0; i < plan_.definitions.size(); ++i) {
      const auto parent = plan_.parents[i];
      out["component_instances"].push_back(
          {{"of", plan_.definitions[i]}, {"parent", parent.valid() ? Json(parent.index()) : Json()}});
    }
    out["core_instances"] = Json::array();
    for (const auto* instance : core_instances(plan_)) out["core_instances"].push_back(core_instance(*instance));
  }

 private:
  /// `definitions`: what exports of these names are, where they are known.
  Json items(const std::vector<types::ExternItem>& items, const std::vector<component::Export>* definitions) {
    Json out = Json::array();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!budget_.spend(2 * items[i].name.size())) break;
      const bool known = definitions && i < definitions->size() && (*definitions)[i].name == items[i].name;
      out.push_back(item(items[i], known ? &(*definitions)[i] : nullptr));
    }
    return out;
  }

  Json item(const types::ExternItem& item, const component::Export* definition) {
    Json out{{"name", item.name}};
    if (item.attributes.implements) out["implements"] = *item.attributes.implements;
    if (const auto* function = std::get_if<types::FuncTypeId>(&item.type)) {
      out["kind"] = "function";
      out["type"] = words_.function(*function);
      if (definition) add_definition(out, *definition);
    } else if (const auto* type = std::get_if<types::TypeItem>(&item.type)) {
      out["kind"] = "type";
      out["type"] = words_.definition(item.name, *type);
    } else if (const auto* instance = std::get_if<types::InstanceTypeId>(&item.type)) {
      const auto* exported = definition ? std::get_if<component::ExportedInstance>(&definition->item) : nullptr;
      out["kind"] = "instance";
      out["exports"] = items(plan_.types.instances[*instance].exports, exported ? &exported->exports : nullptr);
    } else if (const auto* component = std::get_if<types::ComponentTypeId>(&item.type)) {
      out["kind"] = "component";
      out["imports"] = items(plan_.types.components[*component].imports, nullptr);
      out["exports"] = items(plan_.types.components[*component].exports, nullptr);
    } else {
      out["kind"] = "core module";
    }
    return out;
  }

  /// Where an exported function comes from.
  void add_definition(Json& out, const component::Export& definition) const {
    const auto* function = std::get_if<component::ExportedFunction>(&definition.item);
    if (!function) return;
    const auto& source = plan_.functions[function->function].source;
    if (const auto* imported = std::get_if<component::ImportedFunction>(&source)) {
      out["from"] = {{"import", to_string(plan_, imported->path)}};
      return;
    }
    const auto& lifted = std::get<component::LiftedFunction>(source);
    out["from"] = {{"component_instance", lifted.options.instance.index()},
                   {"lift", to_json(source_of(plan_, lifted.core))}};
  }

  Json contents(const ComponentContents& contents) {
    Json out;
    if (!contents.name.empty()) out["name"] = contents.name;
    out["offset"] = contents.offset;
    out["size"] = contents.size;
    out["definitions"] = definitions(contents);
    out["canonical"] = Json::object();
    for (const auto& [name, n] : contents.canonical) out["canonical"][std::string(name)] = n;
    out["core_modules"] = Json::array();
    for (const auto offset : contents.modules) {
      const auto* module = modules_.at(offset);
      if (!module) continue;
      Json json{{"offset", offset}, {"size", module->binary.size()}};
      json.update(cli::to_json(module->module, module->binary, budget_));
      out["core_modules"].push_back(std::move(json));
    }
    out["components"] = Json::array();
    for (const auto& nested : contents.components) out["components"].push_back(this->contents(nested));
    out["custom_sections"] = Json::array();
    for (const auto& section : contents.customs) out["custom_sections"].push_back(cli::to_json(section));
    return out;
  }

  static Json definitions(const ComponentContents& contents) {
    static constexpr const char* names[component::section_count] = {
        "custom_sections", "core_modules", "core_instances", "core_types", "components", "instances", "aliases",
        "types",           "canonical",    "start",          "imports",    "exports",    "values"};
    Json out = Json::object();
    for (std::size_t i = 0; i < component::section_count; ++i)
      if (const auto& [items, bytes] = contents.sections[i]; items != 0)
        out[names[i]] = {{"count", items}, {"size", bytes}};
    return out;
  }

  Json core_instance(const component::InstantiateModule& instance) {
    Json out{{"of", modules_.text(instance)},
             {"component_instance", instance.instance.index()},
             {"arguments", Json::array()}};
    for (const auto& [module, name, source] : arguments_of(plan_, instance))
      if (budget_.spend(module.size() + name.size() + source.name.size()))
        out["arguments"].push_back({{"module", module}, {"name", name}, {"from", to_json(source)}});
    return out;
  }

  static Json to_json(const Source& source) {
    Json out;
    if (source.component_instance) out["component_instance"] = *source.component_instance;
    if (source.core_instance) out["core_instance"] = *source.core_instance;
    switch (source.kind) {
      case Source::Kind::core_export: out["export"] = source.name; return out;
      case Source::Kind::lowered_import: out["import"] = source.name; break;
      case Source::Kind::lowered_definition:
        if (source.core_instance) out["export"] = source.name;
        break;
      case Source::Kind::builtin:
        out["builtin"] = source.name;
        if (!source.resource.empty()) out["resource"] = source.resource;
        return out;
    }
    return Json{{"lower", std::move(out)}};
  }

  Budget& budget_;
  const InspectedComponent& component_;
  const component::Plan& plan_;
  TypeWords words_;
  const ModuleNames modules_;
};

}  // namespace

Expected<std::string> print_subject_json(const Subject& subject) {
  Budget budget;
  Json out{{"kind", subject.component ? "component" : "core module"}, {"size", subject.size}};
  if (subject.image) out["image"] = to_json(*subject.image);
  if (subject.component) {
    if (!subject.component->contents.name.empty()) out["name"] = subject.component->contents.name;
    ComponentJson(*subject.component, budget).add_to(out);
  } else {
    out.update(to_json(*subject.module, subject.binary, budget));
  }
  if (budget.exceeded()) return fail(ErrorCode::limit_exceeded, "the JSON would be larger than the limit of 128 MiB");
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace witc::cli
