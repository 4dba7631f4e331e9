#include "component/wit/encode.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "component/wit/package_docs.hpp"
#include "component/wit/type_scope.hpp"
#include "support/byte_writer.hpp"

namespace witc::component {

namespace {

using Direction = TypeScope::Direction;
using Sort = TypeScope::Sort;

/// Writes the component type of one interface or world.
class ItemEncoder {
 public:
  explicit ItemEncoder(const wit::PackageGraph& graph)
      : graph_(graph), outer_(TypeScope::Kind::component, graph.arena) {}

  /// An interface is an export; the types of all it needs are imports before it.
  TypeScope interface(wit::InterfaceId id) && {
    std::vector<wit::InterfaceId> needed;
    collect(id, needed);
    for (const auto interface : needed) {
      const bool is_export = interface == id;
      const std::string name = *graph_.qualified_name(interface);
      const auto type = outer_.define(instance(interface, is_export));
      instances_[interface] =
          outer_.declare(is_export ? Direction::export_ : Direction::import, name, {}, Sort::instance, type);
    }
    return std::move(outer_);
  }

  TypeScope world(wit::WorldId id) && {
    for (const auto& item : graph_.worlds[id].imports) world_item(item, Direction::import);
    for (const auto& item : graph_.worlds[id].exports) world_item(item, Direction::export_);
    return std::move(outer_);
  }

 private:
  void collect(wit::InterfaceId root, std::vector<wit::InterfaceId>& found) const {
    struct Visit {
      wit::InterfaceId interface;
      std::vector<wit::InterfaceId> pending;
    };
    std::vector<Visit> stack;
    std::map<wit::InterfaceId, bool> seen;
    const auto enter = [&](wit::InterfaceId interface) {
      if (std::exchange(seen[interface], true)) return;
      auto pending = graph_.direct_dependencies(interface);
      std::ranges::reverse(pending);
      stack.push_back({interface, std::move(pending)});
    };
    enter(root);
    while (!stack.empty()) {
      if (stack.back().pending.empty()) {
        found.push_back(stack.back().interface);
        stack.pop_back();
        continue;
      }
      const auto next = stack.back().pending.back();
      stack.back().pending.pop_back();
      enter(next);
    }
  }

  static types::NameAttributes attributes(const wit::Meta& meta) { return {{}, meta.external_id}; }

  TypeScope instance(wit::InterfaceId id, bool with_functions) {
    const wit::Interface& interface = graph_.interfaces[id];
    TypeScope scope(TypeScope::Kind::instance, graph_.arena);
    for (const auto type : interface.types) declare(scope, type, Direction::export_, true);
    if (!with_functions) return scope;
    for (const auto* function : functions_by_resource(interface))
      scope.declare(Direction::export_, function->name, attributes(function->meta), Sort::func,
                    scope.define_function(function->type));
    return scope;
  }

  /// Those of resources first, resource by resource: so WIT text has them, and reading either gives the same.
  std::vector<const wit::Function*> functions_by_resource(const wit::Interface& interface) const {
    std::vector<const wit::Function*> functions;
    for (const auto& function : interface.functions) functions.push_back(&function);
    std::unordered_map<wit::TypeDefId, std::size_t> order;
    for (const auto type : interface.types) order.emplace(type, order.size());
    const auto rank = [&](const wit::Function* function) {
      return function->kind == wit::Function::Kind::freestanding ? order.size() : order.at(function->resource);
    };
    std::ranges::stable_sort(functions, {}, rank);
    return functions;
  }

  void declare(TypeScope& scope, wit::TypeDefId id, Direction direction, bool in_instance) {
    const wit::TypeDef& type = graph_.types[id];
    const auto named = attributes(type.meta);
    std::optional<std::uint32_t> equal_to;
    if (type.alias_of) {
      equal_to = target_of_alias(scope, id, in_instance);
    } else if (const auto* defined = std::get_if<types::DefTypeId>(&type.type.type)) {
      equal_to = scope.define_unshared(*defined);
    }
    scope.bind(type.type, scope.declare_type(direction, type.name, named, equal_to));
  }

  std::uint32_t target_of_alias(TypeScope& scope, wit::TypeDefId id, bool in_instance) {
    const wit::TypeDef& target = graph_.types[*graph_.types[id].alias_of];
    const auto used = graph_.used_interface(id);
    if (!used) return scope.index_of(target.type);
    const std::uint32_t index = type_of_instance(*used, target.name);
    return in_instance ? scope.alias_outer(index) : index;
  }

  /// In the outer scope: a type that an imported or exported instance has.
  std::uint32_t type_of_instance(wit::InterfaceId interface, const std::string& name) {
    const std::uint32_t instance = instances_.at(interface);
    const auto [found, is_new] = instance_types_.try_emplace({instance, name}, 0);
    if (is_new) found->second = outer_.alias_export(instance, name);
    return found->second;
  }

  void world_item(const wit::WorldItem& item, Direction direction) {
    if (const auto* type = item.type()) return declare(outer_, *type, direction, false);
    if (const auto* function = item.function()) {
      outer_.declare(direction, *item.name, attributes(function->meta), Sort::func,
                     outer_.define_function(function->type));
      return;
    }
    const auto id = *item.interface();
    auto named = attributes(item.meta);
    if (item.name) named.implements = graph_.qualified_name(id);
    const auto type = outer_.define(instance(id, true));
    const auto index = outer_.declare(direction, graph_.key(item), named, Sort::instance, type);
    // What is `use`d is the interface under its own name.
    if (!item.name || !named.implements) instances_[id] = index;
  }

  const wit::PackageGraph& graph_;
  TypeScope outer_;
  std::unordered_map<wit::InterfaceId, std::uint32_t> instances_;
  std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> instance_types_;
};

class PackageEncoder {
 public:
  explicit PackageEncoder(const wit::PackageGraph& graph) : graph_(graph) {
    out_.raw(std::string_view("\0asm\x0d\0\x01\0", 8));
  }

  void interface(wit::InterfaceId id) { item(*graph_.interfaces[id].name, ItemEncoder(graph_).interface(id)); }

  void world(wit::WorldId id) {
    TypeScope wrapper(TypeScope::Kind::component, graph_.arena);
    const auto type = wrapper.define(ItemEncoder(graph_).world(id));
    wrapper.declare(Direction::export_, graph_.qualified_name(id), {}, Sort::component, type);
    item(graph_.worlds[id].name, wrapper);
  }

  void custom(std::string_view name, std::string_view content) {
    ByteWriter section;
    section.name(name);
    section.raw(content);
    this->section(0x00, section);
  }

  std::vector<std::byte> take() { return out_.take(); }

 private:
  void section(std::uint8_t id, const ByteWriter& content) {
    out_.u8(id);
    out_.sized(content.bytes());
  }

  void item(std::string_view name, const TypeScope& type) {
    ByteWriter types;
    types.unsigned_leb(1);
    types.raw(type.bytes());
    section(0x07, types);
    ByteWriter exports;
    exports.unsigned_leb(1);
    write_extern_name(exports, name, {});
    exports.u8(0x03);  // a type
    exports.unsigned_leb(types_);
    exports.u8(0x00);  // without ascription
    section(0x0b, exports);
    types_ += 2;  // an export is a type too
  }

  const wit::PackageGraph& graph_;
  ByteWriter out_;
  std::uint32_t types_ = 0;
};

}  // namespace

std::vector<std::byte> encode_wit_package(const wit::PackageGraph& graph, wit::PackageId id) {
  PackageEncoder encoder(graph);
  for (const auto interface : graph.packages[id].interfaces) encoder.interface(interface);
  for (const auto world : graph.packages[id].worlds) encoder.world(world);
  encoder.custom("package-docs", encode_package_docs(graph, id));
  return encoder.take();
}

std::vector<std::byte> encode_wit_world(const wit::PackageGraph& graph, wit::WorldId world) {
  constexpr char encoding_version = 0x04, utf8 = 0x00;
  PackageEncoder encoder(graph);
  encoder.world(world);
  encoder.custom("wit-component-encoding", std::string{encoding_version, utf8});
  return encoder.take();
}

}  // namespace witc::component
