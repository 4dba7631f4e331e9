#pragma once

#include <cstdint>
#include <string_view>

// Binary.md: Canonical Definitions, as text and as binary.

namespace witc::component::text {

/// A canonical definition of a core function other than `lower`. What follows the opcode is given as letters:
/// t type, f core type, b core table, m core memory, v core value type, u number, r result, o options; flags, which are
/// a keyword or nothing: a async, c cancellable, s shared.
struct Builtin {
  std::uint8_t opcode;
  std::string_view name;
  std::string_view immediates;
};
const Builtin* find_builtin(std::string_view name);
const Builtin* find_builtin(std::uint8_t opcode);

inline constexpr std::uint8_t lift_opcode = 0x00, lower_opcode = 0x01;

/// The keyword of a flag among the immediates, or nothing for other letters.
std::string_view flag_keyword(char letter);

/// Binary.md: canonopt.
struct Option {
  std::uint8_t code;
  std::string_view keyword;
  char operand;  ///< m core memory, f core function, or a blank
};
const Option* find_option(std::string_view keyword);
const Option* find_option(std::uint8_t code);

}  // namespace witc::component::text
