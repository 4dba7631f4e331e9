#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "wasm/module.hpp"
#include "wasm/name_section.hpp"
#include "wasm/text/identifiers.hpp"

namespace witc::wasm {

/// What everything that prints a part of a module needs: the module and what its items are called. The arguments must
/// outlive this.
struct PrintContext {
  PrintContext(const Module& module, std::span<const std::byte> binary, const ModuleNames& names);

  const Identifiers& space(ExternKind kind) const;
  /// The function type of an index, or null where it is not known or another type.
  const FuncType* function_type(std::uint32_t type_index) const;

  const Module& module;
  std::span<const std::byte> binary;
  const ModuleNames& names;
  Identifiers types, functions, tables, memories, globals, tags, elements, data;
  std::unordered_map<std::uint32_t, Identifiers> fields;  ///< of the structure types that name some
};

// Types and type uses (core spec, text/types; text/modules: type uses).

void append_type(std::string& out, const PrintContext& context, HeapType type);
void append_type(std::string& out, const PrintContext& context, const ValType& type);
void append_type(std::string& out, const PrintContext& context, const FieldType& type);
void append_type(std::string& out, const PrintContext& context, const GlobalType& type);
void append_type(std::string& out, const PrintContext& context, const TableType& type);
void append_type(std::string& out, const MemoryType& type);
/// ` (sub $t (struct (field $x i32)))`; fields have the identifiers of `fields`.
void append_type(std::string& out, const PrintContext& context, const SubType& type, const Identifiers& fields);

/// ` (param $x i32) (result i64)`; parameters have the identifiers of `locals`.
void append_signature(std::string& out, const PrintContext& context, const FuncType& type, const Identifiers& locals);
/// ` (type $t) (param …) (result …)`
void append_type_use(std::string& out, const PrintContext& context, std::uint32_t type_index,
                     const Identifiers& locals);

}  // namespace witc::wasm
