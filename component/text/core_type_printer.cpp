// Core types in components (Binary.md: core:type).

#include "component/text/component_printer.hpp"
#include "wasm/binary_types.hpp"
#include "wasm/decoder.hpp"

namespace witc::component::text {

namespace {

const wasm::Identifiers no_identifiers;
const wasm::ImplementationLimits core_limits;

}  // namespace

/// Binary.md: core:deftype.
Expected<void> ComponentPrinter::print_core_type(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.peek());
  if (code != code_core_module && code != 0x00) return print_rec_type(in, "core ");
  WITC_TRY(in.skip(1));
  if (code == 0x00) {
    WITC_TRY_ASSIGN(const std::uint8_t sub, in.peek());
    if (sub != 0x50) return in.error_at(at, "malformed core type");
    return print_rec_type(in, "core ");
  }
  begin("core type");
  append_next(Sort::core_type);
  append(" (module");
  WITC_TRY(print_module_type(in));
  count_next(Sort::core_type);
  append(")");
  return end();
}

/// A type, or a group of types.
Expected<void> ComponentPrinter::print_rec_type(ByteReader& in, std::string_view prefix) {
  constexpr std::uint8_t code_rec = 0x4e;
  WITC_TRY_ASSIGN(const std::uint8_t code, in.peek());
  if (code != code_rec) return print_sub_type(in, prefix);
  WITC_TRY(in.skip(1));
  begin(prefix);
  append("rec");
  const std::size_t header = out_.size();
  indent_ += 2;
  WITC_TRY(each(in, "types of a group", [&] { return print_sub_type(in, {}); }));
  indent_ -= 2;
  end_lines(header);
  return end();
}

Expected<void> ComponentPrinter::print_sub_type(ByteReader& in, std::string_view prefix) {
  WITC_TRY_ASSIGN(const wasm::SubType type, wasm::read_sub_type(in, wasm::all_features, core_limits));
  begin(prefix);
  append("type");
  append_definition(Sort::core_type);
  wasm::append_type(out_, core_types_, type, no_identifiers);
  return end();
}

Expected<void> ComponentPrinter::print_module_type(ByteReader& in) {
  WITC_TRY(enter(in));
  const std::size_t header = out_.size();
  scopes_.emplace_back();
  indent_ += 2;
  WITC_TRY(each(in, "declarations", [&] { return print_module_declaration(in); }));
  indent_ -= 2;
  scopes_.pop_back();
  leave();
  end_lines(header);
  return {};
}

/// Binary.md: core:moduledecl.
Expected<void> ComponentPrinter::print_module_declaration(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  switch (form) {
    case 0x00:
      begin("import ");
      WITC_TRY(append_name(in));
      append(" ");
      WITC_TRY(append_name(in));
      WITC_TRY(print_core_extern_type(in));
      return end();
    case 0x01: return print_rec_type(in, {});
    case 0x02: {
      WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
      WITC_TRY_ASSIGN(const std::uint8_t target, in.u8());
      if (sort != info(Sort::core_type).code || target != 0x01)
        return in.error_at(at, "malformed alias in a module type");
      WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
      WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
      begin("alias outer " + std::to_string(count) + " " + std::to_string(index) + " (type");
      append_definition(Sort::core_type);
      append(")");
      return end();
    }
    case 0x03:
      begin("export ");
      WITC_TRY(append_name(in));
      WITC_TRY(print_core_extern_type(in));
      return end();
    default: return in.error_at(at, "malformed declaration of a module type " + std::to_string(form));
  }
}

/// ` (func (type 0))`; binary/modules: externtype.
Expected<void> ComponentPrinter::print_core_extern_type(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
  if (code > static_cast<std::uint8_t>(wasm::ExternKind::tag))
    return in.error_at(at, "malformed kind of an import or export " + std::to_string(code));
  const auto kind = static_cast<wasm::ExternKind>(code);
  append(" (");
  append(wasm::to_string(kind));
  append(" ");
  const auto type_use = [&](std::uint32_t index) { append("(type " + std::to_string(index) + ")"); };
  switch (kind) {
    case wasm::ExternKind::func: {
      WITC_TRY_ASSIGN(const std::uint32_t type, in.u32());
      type_use(type);
      break;
    }
    case wasm::ExternKind::table: {
      WITC_TRY_ASSIGN(const auto type, wasm::read_table_type(in, wasm::all_features));
      wasm::append_type(out_, core_types_, type);
      break;
    }
    case wasm::ExternKind::memory: {
      WITC_TRY_ASSIGN(const auto type, wasm::read_memory_type(in, wasm::all_features));
      if (type.page_size_log2 > 31) return no_text(at, "a page size of 2^" + std::to_string(type.page_size_log2));
      wasm::append_type(out_, type);
      break;
    }
    case wasm::ExternKind::global: {
      WITC_TRY_ASSIGN(const auto type, wasm::read_global_type(in, wasm::all_features));
      wasm::append_type(out_, core_types_, type);
      break;
    }
    case wasm::ExternKind::tag: {
      WITC_TRY_ASSIGN(const auto type, wasm::read_tag_type(in, wasm::all_features));
      type_use(type.type_index);
      break;
    }
  }
  append(")");
  return {};
}

}  // namespace witc::component::text
