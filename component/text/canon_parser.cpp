// Canonical definitions (Explainer.md: Canonical Definitions, Canonical Built-ins).

#include "component/text/component_parser.hpp"
#include "wasm/text/type_encoder.hpp"
#include "wasm/text/type_parser.hpp"

namespace witc::component::text {

/// `(canon … (func $f type))` or `(canon … (core func $f))`, behind `canon` and up to the closing parenthesis.
Expected<void> ComponentParser::parse_canon() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Canon canon, parse_canon_contents());
  const bool is_lift = canon.builtin == nullptr && canon.opcode == canon_opcode::lift;
  WITC_TRY(cursor_.expect_open());
  if (!is_lift) WITC_TRY(cursor_.expect_keyword("core"));
  WITC_TRY(cursor_.expect_keyword("func"));
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  std::optional<TypeUse> type;
  if (is_lift) {
    WITC_TRY_ASSIGN(type, parse_type_use(Sort::func));
  }
  WITC_TRY(cursor_.expect_close());
  WITC_TRY(write_canon(canon, type, binding, token));
  return {};
}

/// From the name of the definition to the end of its options.
Expected<ComponentParser::Canon> ComponentParser::parse_canon_contents() {
  Canon canon;
  if (cursor_.take_keyword("lift")) {
    WITC_TRY_ASSIGN(canon.function, parse_core_prefixed(Sort::core_func));
    WITC_TRY(parse_options(canon));
  } else if (cursor_.take_keyword("lower")) {
    canon.opcode = canon_opcode::lower;
    WITC_TRY_ASSIGN(canon.function, parse_index_or_reference(Sort::func));
    WITC_TRY(parse_options(canon));
  } else {
    canon.builtin = cursor_.kind() == TokenKind::keyword ? find_builtin(cursor_.text()) : nullptr;
    if (canon.builtin == nullptr) return cursor_.unexpected("\"lift\", \"lower\" or the name of a built-in");
    cursor_.next();
    WITC_TRY(parse_immediates(canon));
  }
  return canon;
}

Expected<void> ComponentParser::parse_immediates(Canon& canon) {
  for (const char letter : canon.builtin->immediates) {
    switch (letter) {
      case 'R':
      case 'S':
      case 'F': {
        WITC_TRY_ASSIGN(canon.references.emplace_back(), parse_index_or_reference(Sort::type));
        break;
      }
      case 'f': {
        WITC_TRY_ASSIGN(canon.references.emplace_back(), parse_index_or_reference(Sort::core_type));
        break;
      }
      case 'b': {
        WITC_TRY_ASSIGN(canon.references.emplace_back(), parse_index_or_reference(Sort::core_table));
        break;
      }
      case 'm': {
        WITC_TRY(cursor_.expect_form("memory"));
        WITC_TRY(parse_operand_contents(canon.references.emplace_back(), Sort::core_memory));
        break;
      }
      case 'v': {
        WITC_TRY_ASSIGN(const wasm::ValType type, wasm::parse_val_type(cursor_, scope().core.types));
        wasm::encode(canon.plain, type);
        break;
      }
      case 'u': {
        WITC_TRY_ASSIGN(const std::uint32_t number, cursor_.expect_u32("a number"));
        canon.plain.unsigned_leb(number);
        break;
      }
      case 'r':
        if (cursor_.take_form("result")) {
          WITC_TRY_ASSIGN(canon.result, parse_val_type());
          WITC_TRY(cursor_.expect_close());
        }
        break;
      case 'o': WITC_TRY(parse_options(canon)); break;
      default: canon.flags.push_back(cursor_.take_keyword(flag_keyword(letter))); break;
    }
  }
  return {};
}

Expected<void> ComponentParser::parse_options(Canon& canon) {
  while (true) {
    const bool has_operand = cursor_.at_open();
    if (cursor_.kind(has_operand) != TokenKind::keyword) return {};
    const OptionForm* option = find_option(cursor_.text(has_operand));
    if (option == nullptr || (option->operand != ' ') != has_operand) return {};
    cursor_.next();
    auto& entry = canon.options.emplace_back(option, Reference());
    if (!has_operand) continue;
    cursor_.next();
    WITC_TRY(parse_operand_contents(entry.operand, option->operand == 'm' ? Sort::core_memory : Sort::core_func));
  }
}

/// What stands behind the keyword of `(memory …)` or `(realloc …)`: `$x`, `(core memory $x)`, or as it once was,
/// `$i "…"`.
Expected<void> ComponentParser::parse_operand_contents(Reference& operand, Sort sort) {
  if (wasm::at_index(cursor_)) {
    WITC_TRY_ASSIGN(operand, parse_reference_contents(sort));
  } else {
    WITC_TRY_ASSIGN(operand, parse_core_prefixed(sort));
  }
  return cursor_.expect_close();
}

Expected<std::uint32_t> ComponentParser::write_canon(const Canon& canon, const std::optional<TypeUse>& type,
                                                     const Binding& binding, std::uint32_t token) {
  Definition definition;
  ByteWriter& out = definition.bytes;
  if (canon.builtin != nullptr) {
    WITC_TRY(write_builtin(out, canon));
  } else {
    // The type is resolved first and written last.
    ByteWriter type_index;
    if (type) WITC_TRY(write_index(type_index, *type));
    out.u8(canon.opcode);
    out.u8(0x00);
    WITC_TRY(write_index(out, canon.function));
    WITC_TRY(write_options(out, canon));
    out.raw(type_index.bytes());
  }
  add(Section::canon, definition, token);
  return scopes_.bind(type ? Sort::func : Sort::core_func, binding);
}

Expected<void> ComponentParser::write_options(ByteWriter& out, const Canon& canon) {
  out.unsigned_leb(canon.options.size());
  for (const auto& [option, operand] : canon.options) {
    out.u8(static_cast<std::uint8_t>(option->code));
    if (option->operand != ' ') WITC_TRY(write_index(out, operand));
  }
  return {};
}

Expected<void> ComponentParser::write_builtin(ByteWriter& out, const Canon& canon) {
  out.u8(canon.builtin->opcode);
  out.raw(canon.plain.bytes());
  auto reference = canon.references.begin();
  auto flag = canon.flags.begin();
  for (const char letter : canon.builtin->immediates) {
    if (!flag_keyword(letter).empty()) {
      out.u8(*flag++);
    } else if (letter == 'r') {
      out.u8(!canon.result);
      if (canon.result) {
        WITC_TRY(write_val_type(out, *canon.result));
      } else {
        out.u8(0);
      }
    } else if (letter == 'o') {
      WITC_TRY(write_options(out, canon));
    } else if (letter != 'v' && letter != 'u') {
      WITC_TRY(write_index(out, *reference++));
    }
  }
  return {};
}

}  // namespace witc::component::text
