#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.hpp"
#include "support/source_map.hpp"
#include "types/types.hpp"
#include "witc/error.hpp"
#include "witc/val.hpp"

// WAVE: values of component-model types as text, read and printed against a type. docs/wave.md describes the text.
//
// Reading reports the first thing that is wrong, as a Diagnostic whose span lies in the text that was given. Any text
// may be given: reading takes time in proportion to the text and to the values it makes, which are limited.

namespace witc::wave {

/// Values in values. Deeper ones are refused (limit_exceeded), in texts and in values that are printed.
inline constexpr std::uint32_t max_nesting = 100;
/// Fields that one text leaves out because they are options: the only values that take no text. Long names count more.
inline constexpr std::size_t max_omitted_fields = std::size_t{1} << 20;

/// A text, and the file of a SourceMap that it is all of. Without one, spans have offsets only.
struct Source {
  std::string_view text;
  FileId file = {};
};

/// The value that was read, or why there is none. Codes: malformed (the text breaks the grammar), type_mismatch (it is
/// the text of something else), unsupported_feature (values of the type have no text), limit_exceeded.
template <class T>
using Parsed = std::expected<T, Diagnostic>;

/// A text that is one value of `type`, with blanks and comments around it. What is made fits the type: fields and flags
/// are in the type's order, a `list<u8>` is Val::Bytes, a map is a list of pairs (Val::Tuple) in the order of the text.
Parsed<Val> parse_value(Source source, const types::TypeArena& arena, types::ValType type);

/// What a call calls: `f`, `i.f`, `ns:p/i.f@1.0.0`, or as in a component `i#f` and `ns:p/i@1.0.0#f`.
struct Callee {
  std::optional<std::string> interface;  ///< as an import or export is named: "i", "ns:p/i@1.0.0"; absent for `f`
  std::string function;                  ///< "f"; also "[static]r.f" and its like
  Span span;                             ///< of the whole name; the arguments begin after it
};
/// The name that a call begins with.
Parsed<Callee> parse_callee(Source source);

struct Call {
  std::vector<Val> arguments;  ///< as many as the function has parameters
  bool has_result = false;     ///< the text goes on with `-> …`
  std::optional<Val> result;   ///< with `has_result`; absent where the function has none
};
/// What follows the name: `(a, b)`, where options at the end may be left out, and maybe `-> v`.
Parsed<Call> parse_call(Source source, const Callee& callee, const types::TypeArena& arena, types::FuncTypeId type);

/// The value as text, on one line; parsing it gives the same value. Floats are printed with as few digits as tell them
/// apart, all NaNs as `nan`, and characters that would disturb a terminal or reorder a line as escapes.
/// Errors: type_mismatch (the value does not fit the type), unsupported_feature, limit_exceeded.
Expected<std::string> print_value(const types::TypeArena& arena, types::ValType type, const Val& value);

/// `name(a, b)`, without the options at the end that are none.
Expected<std::string> print_call(std::string_view name, const types::TypeArena& arena, types::FuncTypeId type,
                                 std::span<const Val> arguments);
/// `-> v`; nothing where the function has no result.
Expected<std::string> print_result(const types::TypeArena& arena, types::FuncTypeId type, const Val* result);

}  // namespace witc::wave
