#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/id.hpp"
#include "support/semver.hpp"
#include "support/source_map.hpp"
#include "types/types.hpp"

// WIT packages with every name resolved: what bindings, the component encoder and the tools work on. It comes from WIT
// text (resolve.hpp) or from component binaries (component/wit), and does not tell which.

namespace witc::wit {

struct TypeDef;
struct Interface;
struct World;
struct Package;
using TypeDefId = Id<TypeDef>;
using InterfaceId = Id<Interface>;
using WorldId = Id<World>;
using PackageId = Id<Package>;

struct PackageName {
  std::string name_space;
  std::string name;
  std::optional<Version> version;
  auto operator<=>(const PackageName&) const = default;
};
/// `ns:name@1.0.0`
std::string to_string(const PackageName& name);

/// WIT.md: Feature Gates.
struct Stability {
  std::optional<Version> since = {};
  std::optional<std::string> unstable = {};  ///< the feature; never together with `since`
  std::optional<Version> deprecated = {};    ///< only with one of the others
  bool known() const { return since || unstable; }
  bool operator==(const Stability&) const = default;
};

/// What people and tools are told about an item beyond its type.
struct Meta {
  std::string docs = {};  ///< empty for none
  Stability stability = {};
  std::optional<std::string> external_id = {};
  Span span = {};  ///< of the name, where the item comes from text
};

/// A named type, defined or `use`d in an interface or world.
struct TypeDef {
  std::string name;
  types::TypeItem type;
  std::variant<InterfaceId, WorldId> owner;
  /// The type it is another name of: for `use`, one of another owner; for `type a = b`, one of the same.
  std::optional<TypeDefId> alias_of = {};
  /// Documentation of fields, cases, flags; as many as there are, or none at all.
  std::vector<std::string> member_docs = {};
  Meta meta = {};
};

struct Function {
  enum class Kind : std::uint8_t { freestanding, method, static_, constructor };
  std::string name;  ///< as in the component: "f", "[method]r.f", "[static]r.f", "[constructor]r"
  Kind kind = Kind::freestanding;
  TypeDefId resource = {};  ///< unless freestanding
  types::FuncTypeId type;
  Meta meta = {};
};
/// Without annotation and resource: what a person calls it.
std::string_view short_name(const Function& function);

struct Interface {
  std::optional<std::string> name;  ///< absent when it stands inline in a world
  PackageId package;
  std::vector<TypeDefId> types;
  std::vector<Function> functions;
  Meta meta = {};
};

/// An import or export. Interfaces are known by their own name, or by a plain name where `name` is set: inline ones,
/// and those that another name `implements`.
struct WorldItem {
  std::optional<std::string> name;  ///< the plain name; absent for interfaces under their own
  std::variant<InterfaceId, Function, TypeDefId> item;
  Meta meta = {};

  const InterfaceId* interface() const { return std::get_if<InterfaceId>(&item); }
  const Function* function() const { return std::get_if<Function>(&item); }
  const TypeDefId* type() const { return std::get_if<TypeDefId>(&item); }
};

/// Elaborated: every interface that an import or export needs is listed, each after those it uses.
struct World {
  std::string name;
  PackageId package;
  std::vector<WorldItem> imports;
  std::vector<WorldItem> exports;
  Meta meta = {};
};

struct Package {
  PackageName name;
  std::vector<InterfaceId> interfaces;  ///< those with names
  std::vector<WorldId> worlds;
  std::string docs = {};
};

struct PackageGraph {
  types::TypeArena arena;
  Arena<TypeDef> types;
  Arena<Interface> interfaces;
  Arena<World> worlds;
  Arena<Package> packages;  ///< each after those it depends on

  /// `ns:pkg/name@1.0.0`; of an inline interface, nothing.
  std::optional<std::string> qualified_name(InterfaceId interface) const;
  std::string qualified_name(WorldId world) const;
  /// The name of an import or export in the component.
  std::string key(const WorldItem& item) const;

  /// The interfaces that an interface's `use`s name, each once, in order.
  std::vector<InterfaceId> direct_dependencies(InterfaceId interface) const;
  /// Puts packages behind those they depend on, where adding to them changed that. By old id, the new ones.
  std::vector<PackageId> order_packages();

  /// The interface a type alias reaches into, if it is a `use` of another one's type.
  std::optional<InterfaceId> used_interface(TypeDefId type) const;
};

}  // namespace witc::wit
