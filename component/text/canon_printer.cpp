// Binary.md: Canonical Definitions.

#include "component/text/component_printer.hpp"
#include "wasm/binary_types.hpp"

namespace witc::component::text {

Expected<void> ComponentPrinter::print_canon(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t opcode, in.u8());
  if (opcode != canon_opcode::lift && opcode != canon_opcode::lower) return print_builtin(in, opcode, at);
  const bool is_lift = opcode == canon_opcode::lift;
  WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
  if (zero != 0) return in.error_at(at, "malformed canonical definition");
  begin(is_lift ? "canon lift " : "canon lower ");
  WITC_TRY_ASSIGN(const std::uint32_t function, in.u32());
  append_reference(is_lift ? Sort::core_func : Sort::func, function);
  WITC_TRY(print_options(in));
  append(" (");
  const Sort defined = is_lift ? Sort::func : Sort::core_func;
  append(info(defined).name);
  append_definition(defined);
  if (is_lift) {
    append(" (type ");
    WITC_TRY(print_use(Sort::type, in));
    append(")");
  }
  append(")");
  return end();
}

Expected<void> ComponentPrinter::print_builtin(ByteReader& in, std::uint8_t opcode, std::uint64_t at) {
  const Builtin* builtin = find_builtin(opcode);
  if (builtin == nullptr) return in.error_at(at, "malformed canonical definition " + std::to_string(opcode));
  begin("canon ");
  append(builtin->name);
  for (const char letter : builtin->immediates) WITC_TRY(print_immediate(in, letter));
  append(" (core func");
  append_definition(Sort::core_func);
  append(")");
  return end();
}

Expected<void> ComponentPrinter::print_immediate(ByteReader& in, char letter) {
  switch (letter) {
    case 'R':
    case 'S':
    case 'F': append(" "); return print_use(Sort::type, in);
    case 'f': append(" "); return print_use(Sort::core_type, in);
    case 'b': append(" "); return print_use(Sort::core_table, in);
    case 'm':
      append(" (memory ");
      WITC_TRY(print_use(Sort::core_memory, in));
      append(")");
      return {};
    case 'v': {
      WITC_TRY_ASSIGN(const wasm::ValType type, wasm::read_val_type(in, wasm::all_features));
      append(" ");
      wasm::append_type(out_, core_types_, type);
      return {};
    }
    case 'u': {
      WITC_TRY_ASSIGN(const std::uint32_t number, in.u32());
      append(" " + std::to_string(number));
      return {};
    }
    case 'r': return print_result_list(in);
    case 'o': return print_options(in);
    default: break;
  }
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t flag, in.u8());
  if (flag > 1) return in.error_at(at, "malformed flag of a built-in");
  if (flag == 0) return {};
  append(" ");
  append(flag_keyword(letter));
  return {};
}

Expected<void> ComponentPrinter::print_options(ByteReader& in) {
  return each(in, "canonical options", [&]() -> Expected<void> {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
    const OptionForm* option = find_option(code);
    if (option == nullptr) return in.error_at(at, "malformed canonical option " + std::to_string(code));
    append(" ");
    if (option->operand == ' ') {
      append(option->keyword);
      return {};
    }
    append("(");
    append(option->keyword);
    append(" ");
    WITC_TRY(print_use(option->operand == 'm' ? Sort::core_memory : Sort::core_func, in));
    return end();
  });
}

}  // namespace witc::component::text
