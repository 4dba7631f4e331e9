#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "component/canon_tables.hpp"
#include "component/text/component_names.hpp"
#include "component/text/definition_writer.hpp"
#include "component/text/sort.hpp"
#include "component/text/value_types.hpp"
#include "support/byte_reader.hpp"
#include "wasm/text/identifiers.hpp"
#include "wasm/text/print_context.hpp"
#include "wasm/text/printer.hpp"

namespace witc::component::text {

/// A component's binary to its text, in one pass over its sections. Where a component has names, a first pass counts
/// its items, without what is nested in it, because names of items that do not exist are not printed.
class ComponentPrinter {
 public:
  ComponentPrinter(std::span<const std::byte> binary, const wasm::PrintOptions& options)
      : binary_(binary), options_(options), core_types_(no_module_, {}, no_names_) {}

  Expected<std::string> print();

 private:
  /// The index spaces of a component or type so far, and what their items are called.
  struct Scope {
    std::array<std::uint32_t, sort_count> counts{};
    std::array<wasm::Identifiers, sort_count> identifiers;
    std::optional<std::size_t> names_section;  ///< among the custom sections
    std::size_t custom = 0;                    ///< custom sections so far
    bool marks_names = false;                  ///< where they stand is said
  };

  // component_printer.cpp: sections
  Expected<void> print_component(ByteReader in, std::optional<NameSection> names);
  Expected<void> name_items(const ByteReader& in, NameSection& names);
  Expected<void> print_sections(ByteReader in);
  Expected<void> print_section(Section id, ByteReader& in);
  Expected<void> print_custom(ByteReader& in);
  Expected<void> print_core_module(ByteReader& in);
  Expected<void> print_nested_component(ByteReader& in);
  void print_inner_name(std::optional<std::string_view> outer, std::optional<std::string_view> inner);
  Expected<void> print_start(ByteReader& in);
  Expected<void> print_alias(ByteReader& in);
  Expected<void> print_import(ByteReader& in);
  Expected<void> print_export(ByteReader& in);

  // instance_printer.cpp
  Expected<void> print_core_instance(ByteReader& in);
  Expected<void> print_instance(ByteReader& in);
  Expected<void> print_instantiation(ByteReader& in, bool is_core);
  Expected<void> print_bundle(ByteReader& in, bool is_core);

  // type_printer.cpp
  Expected<void> print_type(ByteReader& in);
  Expected<void> print_type_body(ByteReader& in);
  Expected<void> print_primitive(std::uint8_t code, std::uint64_t at);
  Expected<void> print_function_type(ByteReader& in, bool is_async);
  Expected<void> print_resource_type(ByteReader& in);
  Expected<void> print_declarations(ByteReader& in, bool of_component);
  Expected<void> print_declaration(ByteReader& in, bool of_component);
  Expected<void> print_compound(ByteReader& in, const CompoundType& row);
  Expected<void> print_members(ByteReader& in, const CompoundType& row);
  Expected<void> print_val_type(ByteReader& in);
  /// In parentheses behind the keyword, if there is one.
  Expected<bool> print_optional_val_type(ByteReader& in, std::string_view keyword = {});
  Expected<void> print_result_list(ByteReader& in);
  Expected<void> print_extern_declaration(ByteReader& in, std::string_view keyword);
  Expected<void> print_extern_name(ByteReader& in);
  /// `(sort $x type)`, where `defines` says that it is a new item.
  Expected<void> print_extern_type(ByteReader& in, bool defines);

  // core_type_printer.cpp
  Expected<void> print_core_type(ByteReader& in);
  Expected<void> print_rec_type(ByteReader& in, std::string_view prefix);
  Expected<void> print_sub_type(ByteReader& in, std::string_view prefix);
  Expected<void> print_module_type(ByteReader& in);
  Expected<void> print_module_declaration(ByteReader& in);
  Expected<void> print_core_extern_type(ByteReader& in);

  // canon_printer.cpp
  Expected<void> print_canon(ByteReader& in);
  Expected<void> print_builtin(ByteReader& in, std::uint8_t opcode, std::uint64_t at);
  Expected<void> print_immediate(ByteReader& in, char letter);
  Expected<void> print_options(ByteReader& in);

  // What all use.
  Scope& scope() { return scopes_.back(); }
  template <class F>
  Expected<void> each(ByteReader& in, std::string_view what, F print_one);
  Expected<std::uint32_t> count(ByteReader& in, std::string_view what);
  Expected<Sort> read_sort(ByteReader& in);
  /// `(sort $x)`
  void append_reference(Sort sort, std::uint32_t index);
  void append_use(Sort sort, std::uint32_t index);
  Expected<void> print_use(Sort sort, ByteReader& in);
  /// ` $x (;0;)` of the next item, which what follows cannot refer to until it is counted.
  void append_next(Sort sort);
  void count_next(Sort sort) { ++scope().counts[static_cast<std::size_t>(sort)]; }
  /// Both.
  void append_definition(Sort sort) {
    append_next(sort);
    count_next(sort);
  }
  void append(std::string_view text) { out_ += text; }
  Expected<void> append_name(ByteReader& in);
  /// A line of its own, and the open parenthesis and what follows it.
  void begin(std::string_view form);
  Expected<void> end();
  /// What was printed since `header` is on lines of its own: the next parenthesis goes to one, too.
  void end_lines(std::size_t header);
  Expected<void> check_size() const;
  Expected<void> enter(const ByteReader& in);
  void leave() { --nesting_; }
  static std::unexpected<Error> no_text(std::uint64_t at, const std::string& what);

  std::span<const std::byte> binary_;
  const wasm::PrintOptions options_;
  const wasm::Module no_module_;
  const wasm::ModuleNames no_names_;
  const wasm::PrintContext core_types_;  ///< in which core types have numbers alone
  std::string out_;
  std::vector<Scope> scopes_;
  std::size_t indent_ = 0;
  std::uint32_t nesting_ = 0;
  bool counts_only_ = false;
};

template <class F>
Expected<void> ComponentPrinter::each(ByteReader& in, std::string_view what, F print_one) {
  WITC_TRY_ASSIGN(const std::uint32_t items, count(in, what));
  for (std::uint32_t i = 0; i < items; ++i) {
    WITC_TRY(print_one());
    WITC_TRY(check_size());
  }
  return {};
}

}  // namespace witc::component::text
