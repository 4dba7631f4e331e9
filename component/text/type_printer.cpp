#include "component/text/attributes.hpp"
#include "component/text/component_printer.hpp"
#include "wasm/binary_types.hpp"
#include "wasm/decoder.hpp"
#include "wasm/text/spelling.hpp"

// Types (Binary.md: Type Definitions, Import and Export Definitions).

namespace witc::component::text {

Expected<void> ComponentPrinter::print_type(ByteReader& in) {
  begin("type");
  // Its index comes first in the text, and the item exists only behind it.
  append_next(Sort::type);
  append(" ");
  WITC_TRY(print_type_body(in));
  count_next(Sort::type);
  return end();
}

Expected<void> ComponentPrinter::print_primitive(std::uint8_t code, std::uint64_t at) {
  const auto* row = find_primitive(code);
  if (row == nullptr) return ByteReader().error_at(at, "malformed type " + std::to_string(code));
  append(row->keyword);
  return {};
}

Expected<void> ComponentPrinter::print_type_body(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
  if (find_primitive(code) != nullptr) return print_primitive(code, at);
  WITC_TRY(enter(in));
  append("(");
  const auto print = [&]() -> Expected<void> {
    switch (code) {
      case code_func: return print_function_type(in, false);
      case code_async_func: return print_function_type(in, true);
      case code_resource: return print_resource_type(in);
      case code_component: return print_declarations(in, true);
      case code_instance: return print_declarations(in, false);
      default: break;
    }
    const auto* row = find_compound(code);
    if (row == nullptr) return in.error_at(at, "malformed type " + std::to_string(code));
    return print_compound(in, *row);
  };
  WITC_TRY(print());
  leave();
  return end();
}

// --- value types

/// Primitive, or an index.
Expected<void> ComponentPrinter::print_val_type(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::int64_t code, in.s33());
  if (code < -64) return in.error_at(at, "malformed value type");
  if (code < 0) return print_primitive(static_cast<std::uint8_t>(code & 0x7f), at);
  append_use(Sort::type, static_cast<std::uint32_t>(code));
  return {};
}

Expected<bool> ComponentPrinter::print_optional_val_type(ByteReader& in, std::string_view keyword) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t present, in.u8());
  if (present > 1) return in.error_at(at, "malformed optional type");
  if (present == 0) return false;
  append(keyword.empty() ? " " : " (");
  if (!keyword.empty()) {
    append(keyword);
    append(" ");
  }
  WITC_TRY(print_val_type(in));
  if (!keyword.empty()) append(")");
  return true;
}

Expected<void> ComponentPrinter::print_compound(ByteReader& in, const CompoundType& row) {
  append(row.keyword);
  const auto one = [&]() -> Expected<void> {
    append(" ");
    return print_val_type(in);
  };
  switch (row.form) {
    case 't': return one();
    case 'p': WITC_TRY(one()); return one();
    case 'u': return each(in, "types", one);
    case 'i': append(" "); return print_use(Sort::type, in);
    case 'l': {
      WITC_TRY(one());
      WITC_TRY_ASSIGN(const std::uint32_t length, in.u32());
      append(" " + std::to_string(length));
      return {};
    }
    case 'o': WITC_TRY(print_optional_val_type(in)); return {};
    case 'r':
      WITC_TRY(print_optional_val_type(in));
      WITC_TRY(print_optional_val_type(in, "error"));
      return {};
    default: return print_members(in, row);
  }
}

/// Fields, cases, or names alone.
Expected<void> ComponentPrinter::print_members(ByteReader& in, const CompoundType& row) {
  return each(in, "members", [&]() -> Expected<void> {
    append(row.form == 'f' ? " (field " : row.form == 'c' ? " (case " : " ");
    WITC_TRY(append_name(in));
    if (row.form == 'n') return {};
    if (row.form == 'f') {
      append(" ");
      WITC_TRY(print_val_type(in));
    } else {
      WITC_TRY(print_optional_val_type(in));
      WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
      if (zero != 0) return in.error_at(in.offset() - 1, "malformed case of a variant");
    }
    return end();
  });
}

Expected<void> ComponentPrinter::print_function_type(ByteReader& in, bool is_async) {
  append(is_async ? "func async" : "func");
  WITC_TRY(each(in, "parameters", [&]() -> Expected<void> {
    append(" (param ");
    WITC_TRY(append_name(in));
    append(" ");
    WITC_TRY(print_val_type(in));
    return end();
  }));
  return print_result_list(in);
}

/// Binary.md: resultlist.
Expected<void> ComponentPrinter::print_result_list(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form == 0) {
    append(" (result ");
    WITC_TRY(print_val_type(in));
    append(")");
    return {};
  }
  WITC_TRY_ASSIGN(const std::uint8_t none, in.u8());
  if (form != 1 || none != 0) return in.error_at(at, "malformed result of a function");
  return {};
}

Expected<void> ComponentPrinter::print_resource_type(ByteReader& in) {
  WITC_TRY_ASSIGN(const wasm::ValType rep, wasm::read_val_type(in, wasm::all_features));
  append("resource (rep ");
  wasm::append_type(out_, core_types_, rep);
  append(")");
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t has_destructor, in.u8());
  if (has_destructor > 1) return in.error_at(at, "malformed resource type");
  if (!has_destructor) return {};
  append(" (dtor ");
  WITC_TRY_ASSIGN(const std::uint32_t function, in.u32());
  append_reference(Sort::core_func, function);
  append(")");
  return {};
}

// --- component and instance types

Expected<void> ComponentPrinter::print_declarations(ByteReader& in, bool of_component) {
  append(of_component ? "component" : "instance");
  const std::size_t header = out_.size();
  scopes_.emplace_back();
  indent_ += 2;
  WITC_TRY(each(in, "declarations", [&] { return print_declaration(in, of_component); }));
  indent_ -= 2;
  scopes_.pop_back();
  end_lines(header);
  return {};
}

Expected<void> ComponentPrinter::print_declaration(ByteReader& in, bool of_component) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  switch (form) {
    case 0x00: return print_core_type(in);
    case 0x01: return print_type(in);
    case 0x02: return print_alias(in);
    case 0x03:
      if (of_component) return print_extern_declaration(in, "import ");
      break;
    case 0x04: return print_extern_declaration(in, "export ");
    default: break;
  }
  return in.error_at(at, "malformed declaration " + std::to_string(form));
}

Expected<void> ComponentPrinter::print_extern_declaration(ByteReader& in, std::string_view keyword) {
  begin(keyword);
  WITC_TRY(print_extern_name(in));
  append(" ");
  WITC_TRY(print_extern_type(in, true));
  return end();
}

/// Binary.md: nameattributes.
Expected<void> ComponentPrinter::print_extern_name(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 2) return in.error_at(at, "malformed name of an import or export");
  WITC_TRY(append_name(in));
  if (form < 2) return {};
  std::array<bool, std::size(attributes)> seen{};
  return each(in, "attributes", [&]() -> Expected<void> {
    const std::uint64_t attribute = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
    if (code >= std::size(attributes)) return in.error_at(attribute, "malformed attribute " + std::to_string(code));
    if (std::exchange(seen[code], true)) return no_text(attribute, "an attribute that occurs twice");
    append(" (");
    append(attributes[code].keyword);
    append(" ");
    WITC_TRY(append_name(in));
    append(")");
    return {};
  });
}

/// Binary.md: externtype.
Expected<void> ComponentPrinter::print_extern_type(ByteReader& in, bool defines) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const Sort sort, read_sort(in));
  if (!is_instance_export(sort)) return in.error_at(at, "malformed type of an import or export");
  append("(");
  append(info(sort).name);
  if (defines) append_next(sort);
  const std::uint64_t bound_at = in.offset();
  std::uint8_t bound = 0;
  const bool has_bound = sort == Sort::type || sort == Sort::value;
  if (has_bound) {
    WITC_TRY_ASSIGN(bound, in.u8());
  }
  if (bound > 1) return in.error_at(bound_at, "malformed bound " + std::to_string(bound));
  if (bound == 0) {
    append(has_bound ? " (eq " : " (type ");
    WITC_TRY(print_use(sort == Sort::value         ? Sort::value
                       : sort == Sort::core_module ? Sort::core_type
                                                   : Sort::type,
                       in));
    append(")");
  } else if (sort == Sort::type) {
    append(" (sub resource)");
  } else {
    // A bare identifier would be that of the value.
    ByteReader ahead = in;
    WITC_TRY_ASSIGN(const std::int64_t code, ahead.s33());
    append(code >= 0 ? " (type " : " ");
    WITC_TRY(print_val_type(in));
    if (code >= 0) append(")");
  }
  if (defines) count_next(sort);
  append(")");
  return {};
}

}  // namespace witc::component::text
