#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "codegen/context_layout.hpp"
#include "codegen/native_signature.hpp"
#include "wasm/types.hpp"

namespace witc::runtime {

/// A core type as the engine knows it: one object for all equal types of all modules, so pointers compare.
struct RegisteredType : codegen::TypeDescriptor {
  /// As its module wrote it, but type indices are numbers of the registry.
  wasm::SubType type;
  std::uint32_t number = 0;
  std::optional<codegen::NativeSignature> native;  ///< of a function
  std::uint32_t object_bytes = 0;                  ///< of a structure, header included
  std::uint32_t element_bytes = 0;                 ///< of an array
  /// Where a structure's fields hold references, also to functions, which are not collected.
  std::vector<std::uint32_t> reference_offsets;
  bool has_reference_elements = false;
  /// Itself last; at least codegen::min_ancestors entries, so that generated code can look without asking how deep it
  /// is.
  std::vector<const codegen::TypeDescriptor*> ancestor_table;
};

/// Engine-wide identity of core types (valid/conventions: equality of recursive types). Thread-safe; types live as long
/// as the registry.
class TypeRegistry {
 public:
  /// The registered types of a module's types, by type index. They are valid.
  std::vector<const codegen::TypeDescriptor*> register_types(std::span<const wasm::SubType> types);
  /// A function type on its own, final and without a supertype; its type indices are numbers of the registry.
  const RegisteredType& function_type(const wasm::FuncType& type);

  bool contains(std::uint32_t number) const;
  const RegisteredType& operator[](std::uint32_t number) const;
  /// valid/matching, for types whose indices are numbers of the registry.
  bool matches(wasm::ValType sub, wasm::ValType super) const;

 private:
  std::uint32_t intern(std::span<const wasm::SubType> types, std::uint32_t begin,
                       const std::vector<std::uint32_t>& numbers);
  void add(const wasm::SubType& type, const std::vector<std::uint32_t>& numbers);

  mutable std::mutex mutex_;
  std::deque<RegisteredType> types_;
  std::unordered_map<std::string, std::uint32_t> groups_;
};

inline const RegisteredType& registered(const codegen::TypeDescriptor* type) {
  return *static_cast<const RegisteredType*>(type);
}

/// `type` with type indices replaced by the registry's numbers.
wasm::ValType with_registry_numbers(wasm::ValType type, std::span<const codegen::TypeDescriptor* const> types);

/// Whether `sub` is `super` or below it.
inline bool is_subtype(const codegen::TypeDescriptor* sub, const codegen::TypeDescriptor* super) {
  return sub == super || (sub->depth >= super->depth && sub->ancestors[super->depth] == super);
}

}  // namespace witc::runtime
