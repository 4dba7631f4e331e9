#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/byte_reader.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::testing {

/// The binary of a module text that must be well-formed.
inline std::vector<std::byte> binary(std::string_view text) {
  auto parsed = wasm::parse_module(text);
  if (!parsed) {
    ADD_FAILURE() << text << "\n"
                  << parsed.error().location.line << ":" << parsed.error().location.column << ": "
                  << parsed.error().message;
    return {};
  }
  return std::move(*parsed);
}

/// The same without custom sections, and so without names.
inline std::vector<std::byte> nameless(std::string_view text) {
  const std::vector<std::byte> whole = binary(text);
  constexpr std::size_t preamble = 8;
  std::vector<std::byte> result(whole.begin(), whole.begin() + std::min(preamble, whole.size()));
  ByteReader reader{std::span(whole).subspan(result.size())};
  while (!reader.at_end()) {
    const auto rest = reader.rest();
    const std::uint8_t id = *reader.u8();
    const std::uint32_t size = *reader.u32();
    static_cast<void>(*reader.bytes(size));
    if (id != 0)
      result.insert(result.end(), rest.begin(), rest.end() - static_cast<std::ptrdiff_t>(reader.remaining()));
  }
  return result;
}

/// Why a module text is refused, as "line:column message".
inline std::string refusal(std::string_view text) {
  const auto parsed = wasm::parse_module(text);
  if (parsed) return "accepted";
  const Error& error = parsed.error();
  return std::to_string(error.location.line) + ":" + std::to_string(error.location.column) + " " + error.message;
}

/// Bytes as text, for searching.
inline std::string as_string(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace witc::testing
