#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wasm/text/expression_parser.hpp"
#include "wasm/text/module_context.hpp"
#include "wasm/text/type_parser.hpp"

namespace witc::wasm {

/// The fields of a module (core spec, text/modules), once all identifiers are bound and all types defined. Each
/// function is called behind `(keyword` and reads up to the closing parenthesis and including it.
class FieldParser {
 public:
  FieldParser(text::TokenCursor& cursor, ModuleContext& context) : cursor_(cursor), context_(context) {}

  Expected<void> parse_import(std::uint32_t index);
  Expected<void> parse_function(std::uint32_t index);
  Expected<void> parse_table(std::uint32_t index);
  Expected<void> parse_memory(std::uint32_t index);
  Expected<void> parse_global(std::uint32_t index);
  Expected<void> parse_tag(std::uint32_t index);
  Expected<void> parse_export();
  Expected<void> parse_start();
  Expected<void> parse_element();
  Expected<void> parse_data();
  /// `(export "…" (func (type $t)))`, which only module types have (Explainer.md: core:exportdecl); adds to the export
  /// section a name with a type in place of an index.
  Expected<void> parse_export_declaration();

 private:
  struct ImportName {
    std::optional<std::string> module;  ///< none: a declared export
    std::string name;
  };

  /// `(export "…")`, any number of them.
  Expected<void> parse_inline_exports(ExternKind kind, std::uint32_t index);
  Expected<std::optional<ImportName>> take_inline_import();
  void write_export(const std::string& name, ExternKind kind, std::uint32_t index);
  ByteWriter& begin_import(const ImportName& name, ExternKind kind);
  /// `(func (type $t))` and the parenthesis behind it.
  Expected<void> parse_extern_type(const ImportName& name, std::uint32_t index);
  Expected<void> parse_import_type(const ImportName& name, ExternKind kind, std::uint32_t index);
  const IndexSpace& space(ExternKind kind) const;

  Expected<void> parse_locals(IndexSpace& locals, std::vector<ValType>& types);
  Expected<void> parse_body(std::uint32_t index, IndexSpace& locals);
  /// Instructions up to the closing parenthesis, with the final `end`.
  Expected<void> parse_constant(ByteWriter& out);
  Expected<void> parse_folded_constant(ByteWriter& out);
  Expected<void> parse_inline_elements(std::uint32_t table, TableType type);
  Expected<void> parse_inline_data(std::uint32_t memory, MemoryType type);

  // Segments (segment_parser.cpp).
  struct ElementList;
  std::optional<std::uint32_t> take_bare_index();
  Expected<void> parse_offset(ByteWriter& out);
  Expected<ElementList> parse_function_indices();
  Expected<ElementList> parse_function_references(RefType type);
  Expected<ElementList> parse_element_expressions(RefType type);
  Expected<ElementList> parse_element_list(bool may_omit_kind);
  void write_active_elements(std::uint32_t table, const ByteWriter& offset, const ElementList& list);
  void write_active_data(std::uint32_t memory, const ByteWriter& offset, const std::string& bytes);

  text::TokenCursor& cursor_;
  ModuleContext& context_;
};

/// The kind `func`, `table`, … stands for, or nothing.
std::optional<ExternKind> extern_kind(std::string_view keyword);

}  // namespace witc::wasm
