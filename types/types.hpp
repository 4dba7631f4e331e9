#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/id.hpp"

// The component-model type arena (Explainer.md: Type definitions). WIT text and component binaries both produce it;
// layout, the lift/lower walk, linking and diagnostics read it.

namespace witc::types {

struct DefType;
struct FuncType;
struct InstanceType;
struct ComponentType;
struct CoreModuleType;
struct Resource;

using DefTypeId = Id<DefType>;
using FuncTypeId = Id<FuncType>;
using InstanceTypeId = Id<InstanceType>;
using ComponentTypeId = Id<ComponentType>;
using CoreModuleTypeId = Id<CoreModuleType>;
using ResourceId = Id<Resource>;

enum class Primitive : std::uint8_t {
  bool_,
  s8,
  u8,
  s16,
  u16,
  s32,
  u32,
  s64,
  u64,
  f32,
  f64,
  char_,
  string,
  error_context
};
std::string_view to_string(Primitive primitive);

/// A use of a value type: a primitive, or a defined type of the same arena.
class ValType {
 public:
  constexpr ValType() = default;
  constexpr ValType(Primitive primitive) : primitive_(primitive) {}
  constexpr ValType(DefTypeId defined) : defined_(defined) {}

  constexpr bool is_primitive() const { return !defined_.valid(); }
  constexpr Primitive primitive() const { return primitive_; }
  constexpr DefTypeId defined() const { return defined_; }
  constexpr bool operator==(const ValType&) const = default;

 private:
  DefTypeId defined_;
  Primitive primitive_ = Primitive::bool_;
};

struct Field {
  std::string name;
  ValType type;
};
struct Case {
  std::string name;
  std::optional<ValType> type;
};

struct Record {
  std::vector<Field> fields;
};
struct Variant {
  std::vector<Case> cases;
};
struct List {
  ValType element;
  std::optional<std::uint32_t> length;  ///< fixed-length lists
};
struct Tuple {
  std::vector<ValType> types;
};
struct Flags {
  std::vector<std::string> names;
};
struct Enum {
  std::vector<std::string> names;
};
struct Option {
  ValType type;
};
struct Result {
  std::optional<ValType> ok;
  std::optional<ValType> error;
};
struct Map {
  ValType key;
  ValType value;
};
struct Own {
  ResourceId resource;
};
struct Borrow {
  ResourceId resource;
};
struct Stream {
  std::optional<ValType> element;
};
struct Future {
  std::optional<ValType> element;
};

/// A defined value type. `name` is what an import, export or WIT declaration called it; empty for anonymous types.
struct DefType {
  std::variant<Primitive, Record, Variant, List, Tuple, Flags, Enum, Option, Result, Map, Own, Borrow, Stream, Future>
      shape;
  std::string name;
  /// Set for another name of a type, as `type a = b` and `use i.{b as a}` make one. The shape is the other type's: only
  /// who prints names or generates code for them looks here.
  std::optional<DefTypeId> alias_of = {};
};

struct FuncType {
  std::vector<Field> params;
  std::optional<ValType> result;
  bool is_async = false;
};

/// A resource type. Two are the same exactly when identity() of their ids is (Explainer.md: generativity).
struct Resource {
  std::string name;
  std::optional<ResourceId> alias_of = {};  ///< as in DefType
};

/// An imported or exported type. WIT names value types and resources; components may name any.
struct TypeItem {
  std::variant<DefTypeId, ResourceId, FuncTypeId, InstanceTypeId, ComponentTypeId> type;
};
/// What a name of an import or export stands for.
using ExternType = std::variant<FuncTypeId, InstanceTypeId, ComponentTypeId, CoreModuleTypeId, TypeItem>;

/// Attributes of a name, which matching ignores (Binary.md: Import and Export Definitions).
struct NameAttributes {
  std::optional<std::string> implements = {};  ///< the interface of an instance with a plain name
  std::optional<std::string> external_id = {};
  std::optional<std::string> version_suffix = {};  ///< what the canonical version in the name leaves out
};

struct ExternItem {
  std::string name;
  ExternType type;
  NameAttributes attributes = {};
};

struct InstanceType {
  std::vector<ExternItem> exports;
};
struct ComponentType {
  std::vector<ExternItem> imports;
  std::vector<ExternItem> exports;
};
/// Imports and exports of a core module, for module-typed imports. Core types are kept as text-format strings plus ids
/// of the component reader's core types; see component/core_shapes.hpp.
struct CoreModuleType {
  std::uint32_t core_type = 0;
};

/// All types of one component, WIT package graph or host. Append-only; ids of one arena mean nothing in another.
struct TypeArena {
  Arena<DefType> defs;
  Arena<FuncType> funcs;
  Arena<InstanceType> instances;
  Arena<ComponentType> components;
  Arena<CoreModuleType> core_modules;
  Arena<Resource> resources;

  /// Whether a type is a primitive, under whatever names.
  bool is(ValType type, Primitive primitive) const {
    if (type.is_primitive()) return type.primitive() == primitive;
    const auto* named = std::get_if<Primitive>(&defs[type.defined()].shape);
    return named && *named == primitive;
  }
  /// The resource behind all its aliases.
  ResourceId identity(ResourceId id) const {
    while (resources[id].alias_of) id = *resources[id].alias_of;
    return id;
  }
};

/// Bytes of a type's spelling. What is longer is cut there and ends with "…".
inline constexpr std::size_t max_spelling = 64 * 1024;
/// WIT-like spelling for diagnostics: "result<list<u8>, error-code>", "func(a: u32) -> string".
std::string to_string(const TypeArena& arena, ValType type);
std::string to_string(const TypeArena& arena, FuncTypeId type);
/// What a type is made of, whatever its name: "record { a: u32 }".
std::string spell_out(const TypeArena& arena, DefTypeId type);

}  // namespace witc::types
