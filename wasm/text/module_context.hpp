#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "support/byte_writer.hpp"
#include "wasm/name_section.hpp"
#include "wasm/text/annotations.hpp"
#include "wasm/text/branch_hints.hpp"
#include "wasm/text/index_space.hpp"
#include "wasm/text/section_writer.hpp"
#include "wasm/text/text_positions.hpp"
#include "wasm/types.hpp"

namespace witc::wasm {

/// The types of a module: those it defines, then those that type uses without an explicit type add, in order of first
/// use (core spec, text/modules: type uses).
class TypeTable {
 public:
  /// A recursion group of one final function type without supertype is what a type use may refer to.
  void define_function(FuncType type, bool reusable);
  void define_other();
  /// The recursion groups in binary form.
  SectionWriter& section() { return section_; }
  const SectionWriter& section() const { return section_; }

  std::uint32_t index_of(const FuncType& type);
  /// Null when the index is no function type, or not known yet.
  const FuncType* function(std::uint32_t index) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(types_.size()); }

 private:
  std::vector<std::optional<FuncType>> types_;
  std::unordered_map<std::string, std::uint32_t> reusable_;  ///< by binary form
  SectionWriter section_;
};

/// What is known of a function beside its code.
struct FunctionDetails {
  std::uint32_t function = 0;
  NameMap local_names;
  NameMap label_names;
  std::vector<BranchHint> branch_hints;
};

/// Everything that is gathered while a module is read: index spaces first, then sections.
struct ModuleContext {
  std::optional<std::string> name;
  IndexSpace types{"type"}, functions{"function"}, tables{"table"}, memories{"memory"}, globals{"global"}, tags{"tag"},
      elements{"element segment"}, data{"data segment"};
  std::map<std::uint32_t, IndexSpace> fields;  ///< of the structure types that name some
  TypeTable type_table;

  SectionWriter import_section, function_section, table_section, memory_section, tag_section, global_section,
      export_section, element_section, code_section, data_section;
  std::optional<std::uint32_t> start;
  std::uint32_t start_field = 0;  ///< where it stands in the text
  bool wants_positions = false;   ///< text points of sections are recorded
  bool needs_data_count = false;  ///< an instruction names a data segment (binary/modules: data count section)

  std::vector<FunctionDetails> function_details;
  std::vector<CustomAnnotation> custom_sections;
  AnnotationUses annotations;

  /// The sections that fields write to.
  std::array<SectionWriter*, 11> field_sections() {
    return {&type_table.section(), &import_section, &function_section, &table_section, &memory_section, &tag_section,
            &global_section,       &export_section, &element_section,  &code_section,  &data_section};
  }

  /// The next index of `space`, with identifier and @name annotation where they are at the cursor.
  Expected<std::uint32_t> bind(IndexSpace& space, text::TokenCursor& cursor);
  /// A @name annotation in front of types without identifier, for the first of the items they are about to add.
  Expected<void> name_next(IndexSpace& space, const text::TokenCursor& cursor);
  /// A @name annotation at the cursor; refuses a second one.
  Expected<std::optional<std::string>> take_name(const text::TokenCursor& cursor);
};

/// The binary of a module that has been read. Fills `positions`, if any, from what was recorded.
std::vector<std::byte> encode_module(const ModuleContext& context, TextPositions* positions);

}  // namespace witc::wasm
