#pragma once

#if __cplusplus < 202100L
#error "witc needs C++23: compile with -std=c++23"
#endif

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace witc {

/// What kind of thing went wrong. Programs branch on this; people read Error::message.
enum class ErrorCode : std::uint8_t {
  malformed,            ///< the bytes or text do not follow the grammar
  invalid,              ///< well-formed, but breaks a validation rule
  unsupported_feature,  ///< needs a feature that is off or not part of this build
  limit_exceeded,       ///< an implementation limit; the message names it
  io,                   ///< a file or the operating system refused
  link,                 ///< imports are missing or of the wrong type
  type_mismatch,        ///< the host asked for a function, type or value that is not what was found
  not_found,            ///< no item of that name
  wrong_owner,          ///< an object of another store or engine was used
  compile,              ///< the code generator failed or could not be loaded
  usage,                ///< the host misused an API, or the command line is wrong
  resource_exhausted,   ///< the system has no memory, address space or descriptors left
  incompatible,         ///< a precompiled image of another version, for another CPU, or for other settings
};
/// The enumerator's name with spaces, such as "unsupported feature".
std::string_view to_string(ErrorCode code);

/// Where in an input. All parts are optional; a binary has an offset and an item path, text has line and column.
struct Location {
  std::string file = {};                     ///< as the user named it; empty when not known
  std::optional<std::uint64_t> offset = {};  ///< byte offset from the start of the outermost file
  std::uint32_t line = 0;                    ///< 1-based; 0 when not text
  std::uint32_t column = 0;                  ///< 1-based, in characters (code points)
  std::string item = {};                     ///< path of the item, such as "component 2 > core module 0 > func 17"

  bool empty() const { return file.empty() && !offset && line == 0 && item.empty(); }
  bool operator==(const Location&) const = default;
};

/// A secondary fact of an error: "first defined here", "the nearest name is …", one missing import of several.
struct Note {
  std::string text;
  Location location = {};
  bool operator==(const Note&) const = default;
};

/// A failure that is the host's or the input's: a bad file, a missing import, a misused API.
/// Never a guest trap (see Trap) and never a WIT `result`. Facts only: it is rendered for people in `cli`.
struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string message;  ///< what was expected and what was found, one sentence, no trailing period
  Location location;
  std::vector<Note> notes;
  std::string help;  ///< what to do about it; may be empty

  Error() = default;
  Error(ErrorCode c, std::string m, Location l = {}) : code(c), message(std::move(m)), location(std::move(l)) {}

  Error&& with_note(std::string text, Location at = {}) && {
    notes.push_back({std::move(text), std::move(at)});
    return std::move(*this);
  }
  Error&& with_help(std::string text) && {
    help = std::move(text);
    return std::move(*this);
  }
  bool operator==(const Error&) const = default;
};

/// A value or the Error that prevented it.
template <class T = void>
using Expected = std::expected<T, Error>;

/// Builds the error arm of any Expected.
inline std::unexpected<Error> fail(ErrorCode code, std::string message, Location at = {}) {
  return std::unexpected<Error>(Error(code, std::move(message), std::move(at)));
}
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace witc

/// Returns the error of an Expected expression from the enclosing function, or yields nothing.
#define WITC_TRY(expression)                                                \
  do {                                                                      \
    if (auto witc_try_result = (expression); !witc_try_result) [[unlikely]] \
      return std::unexpected(std::move(witc_try_result).error());           \
  } while (false)

#define WITC_CONCAT_(a, b) a##b
#define WITC_CONCAT(a, b) WITC_CONCAT_(a, b)
/// Declares or assigns `target` from an Expected expression, or returns its error from the enclosing function.
#define WITC_TRY_ASSIGN(target, expression)                                      \
  auto WITC_CONCAT(witc_try_, __LINE__) = (expression);                          \
  if (!WITC_CONCAT(witc_try_, __LINE__)) [[unlikely]]                            \
    return std::unexpected(std::move(WITC_CONCAT(witc_try_, __LINE__)).error()); \
  target = std::move(*WITC_CONCAT(witc_try_, __LINE__))
