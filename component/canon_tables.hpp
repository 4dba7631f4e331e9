#pragma once

#include <cstdint>
#include <string_view>

#include "component/decoder.hpp"

// Binary.md: Canonical Definitions: what the text format, the binary format and validation know of built-ins and
// options.

namespace witc::component {

/// What must be on for a built-in to be there (Explainer.md: Gated Features).
struct CanonGate {
  std::string_view name;
  bool Features::* flag;  ///< null: not supported at all
};

/// A canonical definition of a core function other than `lower`. Its parts are words of letters.
///
/// `immediates`, what follows the opcode: types R resource, S stream, F future; f core type, b core table,
/// m core memory, v core value type, u number, r result, o options; flags, which are a keyword or nothing:
/// a async, c cancellable, s shared.
///
/// `params` and `results` of the core function: i i32, l i64, p pointer into its memory, x value type among the
/// immediates or parameter of the core type there, b index into the core table, * the flattened result.
///
/// `rules`: l the resource is one that this component defines; of options: s no async, y async unless
/// cm-more-async-builtins, m memory, r realloc, n no realloc, e memory where the stream or future has an element,
/// p realloc where that has pointers.
struct Builtin {
  std::uint8_t opcode;
  std::string_view name;
  std::string_view immediates;
  std::string_view params, results;
  std::string_view rules;
  const CanonGate* gate;  ///< null: always there
};
const Builtin* find_builtin(std::string_view name);
const Builtin* find_builtin(std::uint8_t opcode);

namespace canon_opcode {
inline constexpr std::uint8_t lift = 0x00, lower = 0x01, resource_new = 0x02, resource_drop = 0x03, resource_rep = 0x04,
                              context_get = 0x0a, context_set = 0x0b, backpressure_inc = 0x24, backpressure_dec = 0x25;
}

/// The keyword of a flag among the immediates, or nothing for other letters.
std::string_view flag_keyword(char letter);

/// Binary.md: canonopt.
enum class OptionCode : std::uint8_t { utf8, utf16, latin1_utf16, memory, realloc, post_return, async, callback };
struct OptionForm {
  OptionCode code;
  std::string_view keyword;
  char operand;  ///< m core memory, f core function, or a blank
};
const OptionForm* find_option(std::string_view keyword);
const OptionForm* find_option(std::uint8_t code);

}  // namespace witc::component
