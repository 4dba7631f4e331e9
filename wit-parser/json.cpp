#include "wit-parser/json.hpp"

#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace witc::wit {

namespace {

using Json = nlohmann::ordered_json;

/// Adds a member under a name that the object does not have yet. `object[name]` would look through all members first,
/// and there may be very many.
void add_member(Json& object, std::string name, Json value) {
  object.get_ref<Json::object_t&>().emplace_back(std::move(name), std::move(value));
}

class JsonWriter {
 public:
  explicit JsonWriter(const PackageGraph& graph) : graph_(graph) {}

  std::string run() {
    number();
    Json out;
    out["worlds"] = Json::array();
    for (const WorldId id : worlds_) out["worlds"].push_back(world(graph_.worlds[id]));
    out["interfaces"] = Json::array();
    for (const InterfaceId id : interfaces_) out["interfaces"].push_back(interface(graph_.interfaces[id]));
    for (std::size_t i = 0; i < named_types_.size(); ++i) types_[i] = type_def(graph_.types[named_types_[i]]);
    out["types"] = std::move(types_);
    out["packages"] = Json::array();
    for (const Package& package : graph_.packages) out["packages"].push_back(this->package(package));
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  /// Only what can be reached from packages: items that gates took away have no number.
  void number() {
    for (const Package& package : graph_.packages) {
      for (const InterfaceId id : package.interfaces) number_interface(id);
      for (const WorldId id : package.worlds) {
        world_numbers_.emplace(id, worlds_.size());
        worlds_.push_back(id);
        const World& world = graph_.worlds[id];
        for (const auto* items : {&world.imports, &world.exports}) {
          for (const WorldItem& item : *items) {
            if (item.interface()) number_interface(*item.interface());
            if (item.type()) number_type(*item.type());
          }
        }
      }
    }
    types_ = Json::array();
    for (std::size_t i = 0; i < named_types_.size(); ++i) types_.push_back(nullptr);
  }

  void number_interface(InterfaceId id) {
    if (!interface_numbers_.try_emplace(id, interfaces_.size()).second) return;
    interfaces_.push_back(id);
    for (const TypeDefId type : graph_.interfaces[id].types) number_type(type);
  }

  void number_type(TypeDefId id) {
    if (!type_numbers_.try_emplace(id, named_types_.size()).second) return;
    const auto& item = graph_.types[id].type.type;
    if (const auto* resource = std::get_if<types::ResourceId>(&item))
      resources_.emplace(*resource, named_types_.size());
    else
      defs_.emplace(std::get<types::DefTypeId>(item), named_types_.size());
    named_types_.push_back(id);
  }

  Json type(types::ValType type) {
    if (type.is_primitive()) return std::string(to_string(type.primitive()));
    if (const auto found = defs_.find(type.defined()); found != defs_.end()) return found->second;
    Json made{{"name", nullptr}, {"kind", shape(graph_.arena.defs[type.defined()])}, {"owner", nullptr}};
    const std::size_t number = types_.size();
    types_.push_back(std::move(made));
    defs_.emplace(type.defined(), number);
    return number;
  }
  Json type(const std::optional<types::ValType>& optional) { return optional ? type(*optional) : Json(nullptr); }

  Json shape(const types::DefType& type, const TypeDef* named = nullptr) {
    return std::visit([&](const auto& s) { return this->shape_of(s, named); }, type.shape);
  }

  Json labels(const std::vector<std::string>& names, const TypeDef* named) {
    Json out = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i) out.push_back(member(names[i], nullptr, named, i));
    return out;
  }
  Json member(const std::string& name, const Json* type, const TypeDef* named, std::size_t index) {
    Json out{{"name", name}};
    if (type) out["type"] = *type;
    if (named && index < named->member_docs.size()) add_docs(out, named->member_docs[index]);
    return out;
  }

  Json shape_of(types::Primitive p, const TypeDef*) { return {{"type", std::string(to_string(p))}}; }
  Json shape_of(const types::Record& record, const TypeDef* named) {
    Json fields = Json::array();
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      const Json of = type(record.fields[i].type);
      fields.push_back(member(record.fields[i].name, &of, named, i));
    }
    return {{"record", {{"fields", std::move(fields)}}}};
  }
  Json shape_of(const types::Variant& variant, const TypeDef* named) {
    Json cases = Json::array();
    for (std::size_t i = 0; i < variant.cases.size(); ++i) {
      const Json of = type(variant.cases[i].type);
      cases.push_back(member(variant.cases[i].name, &of, named, i));
    }
    return {{"variant", {{"cases", std::move(cases)}}}};
  }
  Json shape_of(const types::List& list, const TypeDef*) {
    if (list.length) return {{"fixed-length-list", Json::array({type(list.element), *list.length})}};
    return {{"list", type(list.element)}};
  }
  Json shape_of(const types::Tuple& tuple, const TypeDef*) {
    Json elements = Json::array();
    for (const auto element : tuple.types) elements.push_back(type(element));
    return {{"tuple", {{"types", std::move(elements)}}}};
  }
  Json shape_of(const types::Flags& flags, const TypeDef* named) {
    return {{"flags", {{"flags", labels(flags.names, named)}}}};
  }
  Json shape_of(const types::Enum& cases, const TypeDef* named) {
    return {{"enum", {{"cases", labels(cases.names, named)}}}};
  }
  Json shape_of(const types::Option& option, const TypeDef*) { return {{"option", type(option.type)}}; }
  Json shape_of(const types::Result& result, const TypeDef*) {
    return {{"result", {{"ok", type(result.ok)}, {"err", type(result.error)}}}};
  }
  Json shape_of(const types::Map& map, const TypeDef*) {
    return {{"map", Json::array({type(map.key), type(map.value)})}};
  }
  Json shape_of(const types::Own& own, const TypeDef*) { return {{"handle", {{"own", resources_.at(own.resource)}}}}; }
  Json shape_of(const types::Borrow& borrow, const TypeDef*) {
    return {{"handle", {{"borrow", resources_.at(borrow.resource)}}}};
  }
  Json shape_of(const types::Stream& stream, const TypeDef*) { return {{"stream", type(stream.element)}}; }
  Json shape_of(const types::Future& future, const TypeDef*) { return {{"future", type(future.element)}}; }

  Json type_def(const TypeDef& type) {
    Json out{{"name", type.name}};
    if (type.alias_of)
      out["kind"] = {{"type", type_numbers_.at(*type.alias_of)}};
    else if (std::holds_alternative<types::ResourceId>(type.type.type))
      out["kind"] = "resource";
    else
      out["kind"] = shape(graph_.arena.defs[std::get<types::DefTypeId>(type.type.type)], &type);
    if (const auto* interface = std::get_if<InterfaceId>(&type.owner))
      out["owner"] = {{"interface", interface_numbers_.at(*interface)}};
    else
      out["owner"] = {{"world", world_numbers_.at(std::get<WorldId>(type.owner))}};
    add_meta(out, type.meta);
    return out;
  }

  static void add_docs(Json& out, const std::string& docs) {
    if (!docs.empty()) out["docs"] = {{"contents", docs}};
  }

  static void add_meta(Json& out, const Meta& meta) {
    add_docs(out, meta.docs);
    add_stability(out, meta.stability);
    if (meta.external_id) out["external_id"] = *meta.external_id;
  }

  static void add_stability(Json& out, const Stability& stability) {
    if (!stability.known()) return;
    Json inner = Json::object();
    if (stability.since) inner["since"] = to_string(*stability.since);
    if (stability.unstable) inner["feature"] = *stability.unstable;
    if (stability.deprecated) inner["deprecated"] = to_string(*stability.deprecated);
    out["stability"] = {{stability.since ? "stable" : "unstable", std::move(inner)}};
  }

  Json kind(const Function& function, bool is_async) {
    const auto named = [&](const char* name) { return (is_async ? "async-" : "") + std::string(name); };
    const auto of = [&](const char* name) { return Json{{named(name), type_numbers_.at(function.resource)}}; };
    switch (function.kind) {
      case Function::Kind::freestanding: return named("freestanding");
      case Function::Kind::method: return of("method");
      case Function::Kind::static_: return of("static");
      case Function::Kind::constructor: return of("constructor");
    }
    return nullptr;
  }

  Json function(const Function& function) {
    const types::FuncType& type = graph_.arena.funcs[function.type];
    Json out{{"name", function.name}, {"kind", kind(function, type.is_async)}, {"params", Json::array()}};
    for (const auto& param : type.params)
      out["params"].push_back({{"name", param.name}, {"type", this->type(param.type)}});
    if (type.result) out["result"] = this->type(*type.result);
    add_meta(out, function.meta);
    return out;
  }

  Json interface(const Interface& interface) {
    Json out{{"name", interface.name ? Json(*interface.name) : Json(nullptr)},
             {"types", Json::object()},
             {"functions", Json::object()}};
    for (const TypeDefId type : interface.types)
      add_member(out["types"], graph_.types[type].name, type_numbers_.at(type));
    for (const Function& f : interface.functions) add_member(out["functions"], f.name, function(f));
    add_docs(out, interface.meta.docs);
    add_stability(out, interface.meta.stability);
    out["package"] = interface.package.index();
    return out;
  }

  Json item(const WorldItem& item) {
    if (item.function()) return {{"function", function(*item.function())}};
    if (item.type()) return {{"type", type_numbers_.at(*item.type())}};
    Json inner{{"id", interface_numbers_.at(*item.interface())}};
    add_meta(inner, item.meta);
    return {{"interface", std::move(inner)}};
  }

  Json world(const World& world) {
    Json out{{"name", world.name}};
    const auto add = [&](const char* name, const std::vector<WorldItem>& items) {
      out[name] = Json::object();
      for (const WorldItem& i : items) {
        const bool by_id = !i.name && i.interface();
        add_member(out[name], by_id ? "interface-" + std::to_string(interface_numbers_.at(*i.interface())) : *i.name,
                   item(i));
      }
    };
    add("imports", world.imports);
    add("exports", world.exports);
    out["package"] = world.package.index();
    add_docs(out, world.meta.docs);
    add_stability(out, world.meta.stability);
    return out;
  }

  Json package(const Package& package) {
    Json out{{"name", to_string(package.name)}};
    add_docs(out, package.docs);
    out["interfaces"] = Json::object();
    for (const InterfaceId id : package.interfaces)
      add_member(out["interfaces"], *graph_.interfaces[id].name, interface_numbers_.at(id));
    out["worlds"] = Json::object();
    for (const WorldId id : package.worlds) add_member(out["worlds"], graph_.worlds[id].name, world_numbers_.at(id));
    return out;
  }

  const PackageGraph& graph_;
  std::vector<WorldId> worlds_;
  std::vector<InterfaceId> interfaces_;
  std::vector<TypeDefId> named_types_;
  std::unordered_map<WorldId, std::size_t> world_numbers_;
  std::unordered_map<InterfaceId, std::size_t> interface_numbers_;
  std::unordered_map<TypeDefId, std::size_t> type_numbers_;
  std::unordered_map<types::DefTypeId, std::size_t> defs_;
  std::unordered_map<types::ResourceId, std::size_t> resources_;
  Json types_;
};

}  // namespace

std::string to_json(const PackageGraph& graph) { return JsonWriter(graph).run(); }

}  // namespace witc::wit
