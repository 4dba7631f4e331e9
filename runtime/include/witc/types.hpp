#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Reflection: what a component imports and exports, for hosts that do not know it when they are compiled.

namespace witc {

namespace types {
class ValType;
struct DefType;
struct TypeArena;
}  // namespace types

class Type;

/// A parameter, field, case or label; the latter two may be without a type.
struct NamedType;

enum class TypeKind : std::uint8_t {
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
  error_context,
  record,
  variant,
  list,
  tuple,
  flags,
  enum_,
  option,
  result,
  map,
  own,
  borrow,
  stream,
  future,
};

/// A value type. A small value that keeps the component it is of; thread-safe.
class Type {
 public:
  TypeKind kind() const;
  /// What the component calls it; empty for types without a name.
  std::string name() const;
  /// Fields of a record, cases of a variant or enum, labels of flags.
  std::vector<NamedType> members() const;
  /// What the type is made of otherwise, in order: the element of a list, stream or future, the items of a tuple, what
  /// an option holds, ok and error of a result, key and value of a map. Nothing stands for an absent type.
  std::vector<std::optional<Type>> arguments() const;
  /// Of a fixed-length list.
  std::optional<std::uint32_t> length() const;
  /// Of own and borrow: the name of the resource type.
  std::string resource() const;
  /// As WIT has it; named types by their names.
  std::string to_string() const;
  /// Structural (Explainer.md: Type Checking). Resource types are equal when they are the same one of one component.
  bool operator==(const Type& other) const;

 private:
  friend class Reflection;
  Type() = default;
  const types::DefType* definition() const;
  types::ValType value_type() const;

  std::shared_ptr<const types::TypeArena> arena_;
  std::uint32_t defined_ = 0;  ///< types::DefTypeId, unless
  std::optional<TypeKind> primitive_;
};

struct NamedType {
  std::string name;
  std::optional<Type> type;
};

/// The type of a function.
struct FuncType {
  std::vector<NamedType> params;
  std::optional<Type> result;
  bool is_async = false;
  /// As WIT has it: "func(a: u32) -> string".
  std::string to_string() const;
};

struct ExternItem;

struct InstanceType {
  std::vector<ExternItem> exports;
};
struct ComponentType {
  std::vector<ExternItem> imports;
  std::vector<ExternItem> exports;
};
struct CoreModuleType {};
/// An abstract type: `resource r`.
struct ResourceDeclaration {};
using ExternType = std::variant<FuncType, InstanceType, ComponentType, CoreModuleType, ResourceDeclaration, Type>;

/// An import or export: a name, and what stands behind it. A Type is that of a type definition.
struct ExternItem {
  std::string name;
  ExternType type;
};

}  // namespace witc
