#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "component/canon_tables.hpp"
#include "component/text/attributes.hpp"
#include "component/text/definition_writer.hpp"
#include "component/text/scope.hpp"
#include "component/text/value_types.hpp"
#include "wasm/text/annotations.hpp"

namespace witc::component::text {

/// A component's text to its binary, in one pass: definitions can only refer to what stands before them. What the text
/// abbreviates becomes definitions of its own in front of the one that is being read, in the order in which wasm-tools
/// puts them, so that indices mean the same: types in inner-to-outer order, then instances, then the aliases that
/// resolving the definition's references takes. Inline exports come last of all.
class ComponentParser {
 public:
  explicit ComponentParser(TokenCursor& cursor) : cursor_(cursor), scopes_(cursor) {}

  /// Identifier, name and fields of a component, up to the closing parenthesis or the end of the input.
  Expected<Encoded> parse();

 private:
  /// A use of a value type.
  using ValTypeUse = std::variant<std::uint8_t, std::uint32_t, Reference>;  ///< primitive, index, not resolved yet
  /// A use of any other type: one that was written inline has its index.
  using TypeUse = std::variant<std::uint32_t, Reference>;

  struct ExternName {
    std::string name;
    std::array<std::optional<std::string>, std::size(text::attributes)> attributes = {};  ///< by code
  };
  enum class Bound : std::uint8_t { eq, sub_resource };
  /// Explainer.md: externtype.
  struct ExternType {
    Sort sort = Sort::func;
    Binding binding;
    TypeUse type;  ///< of functions, components, instances, modules; of types with Bound::eq; of values equal to one
    ValTypeUse value;  ///< of values
    Bound bound = Bound::eq;
    bool is_value_equal = false;
  };
  struct Export {
    std::uint32_t token = 0;
    Binding binding;
    ExternName name;
    Reference item;
    std::optional<ExternType> type;
  };
  /// An export that stands in the definition of what it exports.
  struct InlineExport {
    std::uint32_t token;
    ExternName name;
    Sort sort;
    std::uint32_t index;
  };
  using InlineExports = std::vector<std::pair<std::uint32_t, ExternName>>;
  struct CanonOption {
    const OptionForm* option;
    Reference operand;
  };
  /// What a canonical definition's text says behind its name.
  struct Canon {
    const Builtin* builtin = nullptr;  ///< null for lift and lower
    std::uint8_t opcode = canon_opcode::lift;
    Reference function;  ///< of lift and lower
    ByteWriter plain;    ///< immediates without references, in order, as the letters say
    std::vector<Reference> references;
    std::vector<bool> flags;
    std::optional<ValTypeUse> result;
    std::vector<CanonOption> options;
  };

  // component_parser.cpp: fields
  Expected<void> parse_fields();
  Expected<void> parse_field();
  Expected<void> parse_core_field();
  Expected<void> parse_custom_sections();
  Expected<Encoded> parse_component(const Binding& binding);
  Expected<void> parse_core_module();
  Expected<void> parse_nested_component();
  Expected<void> parse_type();
  Expected<void> parse_function();
  Expected<void> parse_core_function();
  Expected<void> parse_start();
  Expected<void> parse_import();
  Expected<void> parse_export();
  Expected<void> import_inline(Sort sort, const Binding& binding, const InlineExports& exports);
  void export_inline(Sort sort, std::uint32_t index, const InlineExports& exports);
  Expected<void> write_inline_exports();

  // reference_parser.cpp: names, references, aliases
  Expected<Binding> take_binding();
  Expected<ExternName> parse_extern_name();
  void write_extern_name(ByteWriter& out, const ExternName& name) const;
  bool at_inline(std::string_view keyword) const;
  Expected<InlineExports> parse_inline_exports();
  bool at_reference(std::string_view keyword, std::size_t ahead = 1) const;
  Expected<Reference> parse_index(Sort sort);
  Expected<Reference> parse_reference_contents(Sort sort);
  Expected<Reference> parse_index_or_reference(Sort sort);
  Expected<Reference> parse_core_prefixed(Sort sort);
  Expected<Reference> parse_extern_reference();
  Expected<Sort> parse_sort();
  Expected<void> write_index(ByteWriter& out, const Reference& reference);
  Expected<void> write_index(ByteWriter& out, const TypeUse& use);
  Expected<void> parse_alias();
  Expected<void> parse_outer_alias();
  Expected<void> parse_inline_alias(Sort sort, const Binding& binding, bool is_core);

  // type_parser.cpp
  Expected<Definition> parse_type_body(const Binding& binding);
  Expected<Definition> parse_function_type();
  Expected<Definition> parse_resource_type();
  Expected<Definition> parse_declarations(bool of_component, const Binding& binding);
  Expected<void> parse_declaration(bool of_component);
  Expected<void> parse_type_declaration();
  Expected<void> parse_extern_declaration(Section section);
  Expected<Definition> parse_compound(const CompoundType& row);
  Expected<Definition> parse_labelled(const CompoundType& row);
  Expected<Definition> parse_names(const CompoundType& row);
  Expected<Definition> parse_sequence(const CompoundType& row);
  Expected<Definition> parse_list(const CompoundType& row);
  Expected<Definition> parse_result(const CompoundType& row);
  bool at_val_type() const;
  Expected<ValTypeUse> parse_val_type();
  Expected<void> write_val_type(ByteWriter& out, const ValTypeUse& use);
  Expected<void> write_optional(ByteWriter& out, const std::optional<ValTypeUse>& use);
  Expected<std::uint32_t> define_type(Section section, Sort sort, const Binding& binding, const Definition& definition,
                                      std::uint32_t token);
  Expected<TypeUse> parse_type_use(Sort sort);
  Expected<ExternType> parse_extern_type(bool binds);
  Expected<void> parse_value_type(ExternType& type);
  Expected<void> parse_type_bound(ExternType& type);
  Expected<void> write_extern_type(ByteWriter& out, const ExternType& type);
  Expected<void> enter();
  void leave() { --nesting_; }

  // core_type_parser.cpp
  Expected<void> parse_core_type();
  Expected<void> parse_core_rec();
  Expected<void> parse_single(std::uint32_t index, ByteWriter& out);
  Expected<void> parse_group(ByteWriter& out);
  Expected<Definition> parse_module_type(const Binding& binding);
  Expected<void> parse_module_declaration(wasm::SectionWriter& out);
  Expected<void> parse_module_alias(ByteWriter& out);

  // canon_parser.cpp
  Expected<void> parse_canon();
  Expected<Canon> parse_canon_contents();
  Expected<void> parse_immediates(Canon& canon);
  Expected<void> parse_options(Canon& canon);
  Expected<void> parse_operand_contents(Reference& operand, Sort sort);
  Expected<void> write_options(ByteWriter& out, const Canon& canon);
  Expected<std::uint32_t> write_canon(const Canon& canon, const std::optional<TypeUse>& type, const Binding& binding,
                                      std::uint32_t token);
  Expected<void> write_builtin(ByteWriter& out, const Canon& canon);

  // instance_parser.cpp
  Expected<void> parse_core_instance();
  Expected<void> parse_instance();
  struct Argument {
    std::string name;
    Sort sort;
    std::variant<std::uint32_t, Reference> item;
  };
  Expected<void> parse_arguments(bool is_core, std::vector<Argument>& arguments);
  Expected<Argument> parse_argument(bool is_core);
  Expected<Definition> parse_instantiation(bool is_core);
  Expected<Definition> parse_core_bundle();
  Expected<Definition> parse_bundle();
  Expected<Export> parse_export_contents(std::uint32_t token);

  Scope& scope() { return scopes_.current(); }
  void add(Section section, const Definition& definition, std::uint32_t token) {
    scope().definitions.add(section, definition, text_at(token));
  }
  std::uint32_t text_at(std::uint32_t token) const { return cursor_.buffer().tokens()[token].offset; }
  std::optional<std::string_view> identifier_of(const Binding& binding) const {
    if (!binding.identifier) return std::nullopt;
    return cursor_.buffer().identifier(cursor_.buffer().tokens()[*binding.identifier]);
  }

  TokenCursor& cursor_;
  Scopes scopes_;
  wasm::AnnotationUses annotations_;
  std::uint32_t annotations_checked_ = 0;  ///< tokens in front of which every annotation has found its item
  std::vector<InlineExport> inline_exports_;
  std::uint32_t nesting_ = 0;
};

}  // namespace witc::component::text
