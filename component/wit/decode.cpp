// A component's types, seen as WIT. An encoded package is a component that exports nothing but component types: one for
// each interface, which exports it as an instance, and one for each world, which exports it as a component. The imports
// beside them say what is used of other interfaces. Any other component is a world itself.

#include "component/wit/decode.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "component/decoder.hpp"
#include "component/names.hpp"
#include "component/wit/package_docs.hpp"
#include "component/wit/type_decoder.hpp"
#include "support/byte_reader.hpp"
#include "types/equal.hpp"

namespace witc::component {

namespace {

Features all_features() {
  Features features;
  features.fixed_length_lists = features.error_context = true;
  features.more_async_builtins = features.async_stackful = features.threading = features.memory64 = true;
  return features;
}

std::unexpected<Error> not_wit(std::string_view name, std::string_view what) {
  return fail(ErrorCode::invalid, "WIT has no words for \"" + std::string(name) + "\", " + std::string(what));
}

struct CustomSection {
  std::string_view name;
  std::span<const std::byte> content;
};

class Decoder {
 public:
  Decoder(const Plan& plan, wit::PackageGraph& graph)
      : plan_(plan), graph_(graph), types_(plan.types, graph), first_new_(graph.packages.size()) {
    for (std::uint32_t i = 0; i < first_new_; ++i)
      packages_.emplace(graph.packages[wit::PackageId(i)].name, wit::PackageId(i));
    for (std::uint32_t i = 0; i < graph.interfaces.size(); ++i)
      if (const auto& interface = graph.interfaces[wit::InterfaceId(i)]; interface.name)
        interfaces_.emplace(std::pair(interface.package, *interface.name), wit::InterfaceId(i));
  }

  bool is_package() const {
    const auto is_component_type = [](const types::ExternItem& item) {
      const auto* type = std::get_if<types::TypeItem>(&item.type);
      return type && std::holds_alternative<types::ComponentTypeId>(type->type);
    };
    return plan_.type.imports.empty() && !plan_.type.exports.empty() &&
           std::ranges::all_of(plan_.type.exports, is_component_type);
  }

  Expected<wit::PackageId> decode_package() {
    std::optional<wit::PackageId> main;
    for (const auto& item : plan_.type.exports) {
      const auto id = std::get<types::ComponentTypeId>(std::get<types::TypeItem>(item.type).type);
      WITC_TRY_ASSIGN(const auto package, decode_item(item.name, plan_.types.components[id]));
      if (main && *main != package)
        return fail(ErrorCode::invalid, "\"" + item.name + "\" is of another package than the items before it");
      main = package;
    }
    return *main;
  }

  Expected<wit::WorldId> decode_component() {
    const auto package = this->package({"root", "component", std::nullopt});
    return world("root", package, plan_.type);
  }

 private:
  /// One interface or world of an encoded package.
  Expected<wit::PackageId> decode_item(const std::string& name, const types::ComponentType& type) {
    if (type.exports.size() != 1)
      return fail(ErrorCode::invalid, "\"" + name + "\" must export one interface or world, found " +
                                          std::to_string(type.exports.size()) + " exports");
    const types::ExternItem& item = type.exports.front();
    if (const auto* component = std::get_if<types::ComponentTypeId>(&item.type)) {
      const auto parsed = parse_interface_name(item.name);
      if (!parsed) return not_wit(item.name, "which is not the name of a world");
      const auto package = this->package(name_of(*parsed));
      WITC_TRY(world(std::string(parsed->interface), package, plan_.types.components[*component]));
      return package;
    }
    const auto* instance = std::get_if<types::InstanceTypeId>(&item.type);
    if (!instance) return not_wit(item.name, "which is neither an interface nor a world");
    for (const auto& import : type.imports) {
      const auto* used = std::get_if<types::InstanceTypeId>(&import.type);
      if (!used) return not_wit(import.name, "which an interface cannot import");
      WITC_TRY(named_interface(import.name, *used));
    }
    WITC_TRY_ASSIGN(const auto id, named_interface(item.name, *instance));
    return graph_.interfaces[id].package;
  }

  static wit::PackageName name_of(const InterfaceName& name) {
    return {std::string(name.name_space), std::string(name.package), name.version};
  }

  wit::PackageId package(wit::PackageName name) {
    const auto [found, is_new] = packages_.emplace(std::move(name), wit::PackageId());
    if (is_new) found->second = graph_.packages.push({found->first, {}, {}, {}});
    return found->second;
  }

  Expected<wit::InterfaceId> named_interface(const std::string& name, types::InstanceTypeId type) {
    const auto parsed = parse_interface_name(name);
    if (!parsed) return not_wit(name, "which is not the name of an interface");
    const auto package = this->package(name_of(*parsed));
    const std::string plain(parsed->interface);
    const auto [known, is_new] = interfaces_.try_emplace({package, plain});
    if (is_new) {
      known->second = graph_.interfaces.push({plain, package, {}, {}, {}});
      graph_.packages[package].interfaces.push_back(known->second);
    }
    WITC_TRY(fill(known->second, type));
    return known->second;
  }

  /// What an interface has by name. Those of the graph are read when they are first needed.
  struct Scope {
    std::unordered_map<std::string, wit::TypeDefId> types;
    std::unordered_map<std::string, std::size_t> functions;
  };
  Scope& scope_of(wit::InterfaceId id) {
    const auto [found, is_new] = scopes_.try_emplace(id);
    if (is_new) {
      for (const auto type : graph_.interfaces[id].types) found->second.types.emplace(graph_.types[type].name, type);
      for (std::size_t i = 0; i < graph_.interfaces[id].functions.size(); ++i)
        found->second.functions.emplace(graph_.interfaces[id].functions[i].name, i);
    }
    return found->second;
  }

  /// Adds what is not there yet: components import of an interface only what they use.
  Expected<void> fill(wit::InterfaceId id, types::InstanceTypeId type) {
    Scope& scope = scope_of(id);
    for (const auto& item : plan_.types.instances[type].exports) {
      if (std::holds_alternative<types::TypeItem>(item.type)) {
        const auto known = find_type(scope, item.name);
        WITC_TRY_ASSIGN(const auto defined, types_.define(item, id, known));
        if (known) continue;
        scope.types.emplace(item.name, defined);
        graph_.interfaces[id].types.push_back(defined);
      } else if (const auto* function = std::get_if<types::FuncTypeId>(&item.type)) {
        WITC_TRY_ASSIGN(auto made, this->function(item, *function, scope));
        auto& functions = graph_.interfaces[id].functions;
        const auto [known, is_new] = scope.functions.try_emplace(made.name, functions.size());
        if (is_new)
          functions.push_back(std::move(made));
        else if (!types::equal(graph_.arena, functions[known->second].type, made.type))
          return fail(ErrorCode::invalid,
                      "the function \"" + item.name + "\" of one interface has two different types");
      } else {
        return not_wit(item.name, "an export of an instance that is neither a type nor a function");
      }
    }
    return {};
  }

  static std::optional<wit::TypeDefId> find_type(const Scope& scope, std::string_view name) {
    const auto found = scope.types.find(std::string(name));
    return found == scope.types.end() ? std::nullopt : std::optional(found->second);
  }

  Expected<wit::Function> function(const types::ExternItem& item, types::FuncTypeId type, const Scope& scope) {
    WITC_TRY_ASSIGN(const auto translated, types_.function(type));
    wit::Function made{item.name, wit::Function::Kind::freestanding, {}, translated, {}};
    made.meta.external_id = item.attributes.external_id;
    const std::string_view name = item.name;
    if (!name.starts_with('[')) return made;
    using Kind = wit::Function::Kind;
    made.kind = name.starts_with("[constructor]") ? Kind::constructor
                : name.starts_with("[method]")    ? Kind::method
                                                  : Kind::static_;
    const std::string_view rest = name.substr(name.find(']') + 1);
    const auto resource = find_type(scope, rest.substr(0, rest.find('.')));
    if (!resource) return not_wit(item.name, "a function of a resource that is not there");
    made.resource = *resource;
    return made;
  }

  Expected<wit::WorldId> world(std::string name, wit::PackageId package, const types::ComponentType& type) {
    const auto id = graph_.worlds.push({std::move(name), package, {}, {}, {}});
    graph_.packages[package].worlds.push_back(id);
    world_scope_ = {};
    for (const auto& item : type.imports) {
      WITC_TRY_ASSIGN(auto made, world_item(item, id));
      graph_.worlds[id].imports.push_back(std::move(made));
    }
    for (const auto& item : type.exports) {
      if (std::holds_alternative<types::TypeItem>(item.type)) {
        WITC_TRY(exported_type(item, id));
        continue;
      }
      WITC_TRY_ASSIGN(auto made, world_item(item, id));
      graph_.worlds[id].exports.push_back(std::move(made));
    }
    return id;
  }

  /// Worlds have no syntax to export a type: what functions need of it is as good as imported.
  Expected<void> exported_type(const types::ExternItem& item, wit::WorldId world) {
    const auto known = find_type(world_scope_, item.name);
    WITC_TRY_ASSIGN(const auto defined, types_.define(item, world, known));
    if (known) return {};
    world_scope_.types.emplace(item.name, defined);
    graph_.worlds[world].imports.push_back({item.name, defined, {}});
    return {};
  }

  Expected<wit::WorldItem> world_item(const types::ExternItem& item, wit::WorldId world) {
    wit::WorldItem made;
    made.meta.external_id = item.attributes.external_id;
    if (const auto* instance = std::get_if<types::InstanceTypeId>(&item.type)) {
      const bool is_plain = item.name.find(':') == std::string::npos;
      if (is_plain) made.name = item.name;
      if (!is_plain || item.attributes.implements) {
        WITC_TRY_ASSIGN(made.item, named_interface(is_plain ? *item.attributes.implements : item.name, *instance));
        return made;
      }
      const auto id = graph_.interfaces.push({std::nullopt, graph_.worlds[world].package, {}, {}, {}});
      WITC_TRY(fill(id, *instance));
      made.item = id;
      return made;
    }
    made.name = item.name;
    if (const auto* type = std::get_if<types::FuncTypeId>(&item.type)) {
      WITC_TRY_ASSIGN(made.item, function(item, *type, world_scope_));
      return made;
    }
    if (!std::holds_alternative<types::TypeItem>(item.type)) return not_wit(item.name, "a core module or component");
    WITC_TRY_ASSIGN(const auto defined, types_.define(item, world, std::nullopt));
    world_scope_.types.emplace(item.name, defined);
    made.item = defined;
    return made;
  }

  const Plan& plan_;
  wit::PackageGraph& graph_;
  TypeDecoder types_;
  std::uint32_t first_new_;
  std::map<wit::PackageName, wit::PackageId> packages_;
  std::map<std::pair<wit::PackageId, std::string>, wit::InterfaceId> interfaces_;
  std::unordered_map<wit::InterfaceId, Scope> scopes_;
  Scope world_scope_;  ///< of the world being decoded
};

/// Those of a module or component itself, not of what is in it.
Expected<std::vector<CustomSection>> custom_sections(std::span<const std::byte> binary) {
  constexpr std::size_t preamble = 8;
  std::vector<CustomSection> found;
  ByteReader in(binary);
  WITC_TRY(in.skip(preamble));
  while (!in.at_end()) {
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader section, in.sub(size));
    if (id != 0) continue;
    WITC_TRY_ASSIGN(const auto name, section.name());
    found.push_back({name, section.rest()});
  }
  return found;
}

}  // namespace

Expected<DecodedWit> decode_wit(std::span<const std::byte> binary, wit::PackageGraph& graph, const Limits& limits) {
  WITC_TRY_ASSIGN(const Plan plan, compile_plan(binary, all_features(), limits, 1, FunctionBodies::skip));
  Decoder decoder(plan, graph);
  DecodedWit decoded;
  if (decoder.is_package()) {
    WITC_TRY_ASSIGN(decoded.package, decoder.decode_package());
  } else {
    WITC_TRY_ASSIGN(decoded.world, decoder.decode_component());
    decoded.package = graph.worlds[*decoded.world].package;
  }
  WITC_TRY_ASSIGN(const auto sections, custom_sections(binary));
  for (const auto& section : sections)
    if (section.name == "package-docs") WITC_TRY(apply_package_docs(section.content, decoded.package, graph));
  decoded.package = graph.order_packages()[decoded.package.index()];
  return decoded;
}

Expected<std::vector<wit::WorldId>> decode_module_worlds(std::span<const std::byte> module, wit::PackageGraph& graph,
                                                         const Limits& limits) {
  std::vector<wit::WorldId> worlds;
  WITC_TRY_ASSIGN(const auto sections, custom_sections(module));
  for (const auto& section : sections) {
    if (!section.name.starts_with("component-type")) continue;
    const std::uint32_t before = graph.worlds.size();
    WITC_TRY(decode_wit(section.content, graph, limits));
    if (graph.worlds.size() != before + 1)
      return fail(ErrorCode::invalid, "the custom section " + std::string(section.name) + " does not hold one world");
    worlds.push_back(wit::WorldId(before));
  }
  if (worlds.empty())
    return fail(Error(ErrorCode::not_found, "the core module has no custom section component-type")
                    .with_help("only modules that were compiled for a world, and are not yet components, have one"));
  return worlds;
}

}  // namespace witc::component
