#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/byte_writer.hpp"
#include "types/package_graph.hpp"

namespace witc::component {

/// The declarators of one component type or instance type while it is written (Binary.md: Type Definitions), with the
/// index space of its types.
class TypeScope {
 public:
  enum class Kind : std::uint8_t { component, instance };
  enum class Direction : std::uint8_t { import, export_ };
  /// Sorts of externdesc.
  enum class Sort : std::uint8_t { func = 0x01, component = 0x04, instance = 0x05 };

  TypeScope(Kind kind, const types::TypeArena& arena) : kind_(kind), arena_(arena) {}

  /// Indices of types that are the same for the arena; who defines a named type says so.
  std::uint32_t index_of(types::DefTypeId type);
  void bind(const types::TypeItem& item, std::uint32_t index);
  std::uint32_t index_of(const types::TypeItem& item);

  /// A type with this shape that nobody else shares: it is to get a name.
  std::uint32_t define_unshared(types::DefTypeId type);
  std::uint32_t define_function(types::FuncTypeId type);
  std::uint32_t define(const TypeScope& nested);

  std::uint32_t alias_export(std::uint32_t instance, std::string_view name);
  std::uint32_t alias_outer(std::uint32_t index);

  /// The index of the type that the name stands for from here on.
  std::uint32_t declare_type(Direction direction, std::string_view name, const types::NameAttributes& attributes,
                             std::optional<std::uint32_t> equal_to);
  /// The index of the instance, where it is one.
  std::uint32_t declare(Direction direction, std::string_view name, const types::NameAttributes& attributes, Sort sort,
                        std::uint32_t type);

  /// The type, from its opcode.
  std::vector<std::byte> bytes() const;

 private:
  void value_type(ByteWriter& out, types::ValType type);
  void optional_value_type(ByteWriter& out, const std::optional<types::ValType>& type);
  ByteWriter encode(const types::DefType& type);
  struct Encode;
  std::uint32_t add_type(std::span<const std::byte> encoded);
  std::uint32_t add_shared_type(std::span<const std::byte> encoded);
  void extern_name(Direction direction, std::string_view name, const types::NameAttributes& attributes);

  Kind kind_;
  const types::TypeArena& arena_;
  ByteWriter body_;
  std::uint32_t declarators_ = 0;
  std::uint32_t types_ = 0;
  std::uint32_t instances_ = 0;
  std::unordered_map<types::DefTypeId, std::uint32_t> defs_;
  std::unordered_map<types::ResourceId, std::uint32_t> resources_;
  std::unordered_map<std::string, std::uint32_t> shared_;  ///< types without names, by their encoding
};

/// `nameattributes` (Binary.md: Import and Export Definitions).
void write_extern_name(ByteWriter& out, std::string_view name, const types::NameAttributes& attributes);

}  // namespace witc::component
