#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "component/text/parser.hpp"
#include "component/text/printer.hpp"

namespace witc::testing {

/// The binary of a component's text that must be well-formed.
inline std::vector<std::byte> component_binary(std::string_view text) {
  auto parsed = component::text::parse_component(text);
  if (!parsed) {
    ADD_FAILURE() << text << "\n"
                  << parsed.error().location.line << ":" << parsed.error().location.column << ": "
                  << parsed.error().message;
    return {};
  }
  return std::move(*parsed);
}

inline std::string print(std::span<const std::byte> binary) {
  const auto text = component::text::print_component(binary);
  return text ? *text : "refused: " + text.error().message;
}

/// A text as it comes back from its binary, which must be the same binary again.
inline std::string expanded(std::string_view text) {
  const auto binary = component_binary(text);
  const std::string printed = print(binary);
  EXPECT_EQ(component_binary(printed), binary) << printed;
  return printed;
}

/// Why a text is refused, as "line:column message".
inline std::string component_refusal(std::string_view text) {
  const auto parsed = component::text::parse_component(text);
  if (parsed) return "accepted";
  const Error& error = parsed.error();
  return std::to_string(error.location.line) + ":" + std::to_string(error.location.column) + " " + error.message;
}

inline std::vector<std::byte> to_bytes(std::string_view bytes) {
  const auto view = std::as_bytes(std::span(bytes));
  return {view.begin(), view.end()};
}

/// A component's bytes, from sections that are.
inline std::string component_of(const std::string& sections) { return std::string("\0asm\x0d\0\1\0", 8) + sections; }

inline std::string leb(std::size_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>((value & 0x7f) | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

/// A section, or anything else with a number and a size.
inline std::string section(char id, std::string_view content) {
  return id + leb(content.size()) + std::string(content);
}

inline std::string custom(std::string_view name, std::string_view content) {
  return section(0, leb(name.size()) + std::string(name) + std::string(content));
}

}  // namespace witc::testing
