#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// How values are written in the text format (core spec, text/lexical and text/values); the counterpart of lexer.hpp and
// number.hpp. Everything is read back as exactly what it was.

namespace witc::text {

/// A string literal of any bytes: printable ASCII as it is, the rest as `\hh`.
void append_bytes(std::string& out, std::span<const std::byte> bytes);
/// A string literal of UTF-8 text. Characters stand for themselves, but those that are invisible or move others about
/// become `\u{…}`.
void append_name(std::string& out, std::string_view name);
/// `$name`, or `$"name"` where it has characters that identifiers cannot have. The name is UTF-8 and not empty.
void append_identifier(std::string& out, std::string_view name);

/// The shortest decimal that is read as the same value; `inf`, `nan`, `nan:0x…`.
void append_f32(std::string& out, std::uint32_t bits);
void append_f64(std::string& out, std::uint64_t bits);

}  // namespace witc::text
