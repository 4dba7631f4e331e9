#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "component/text/parser.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"

namespace witc::testing {

/// A component from text that must be valid.
inline Component component_of_text(const Engine& engine, std::string_view text) {
  const auto binary = component::text::parse_component(text);
  EXPECT_TRUE(binary.has_value()) << (binary ? "" : binary.error().message) << "\n" << text;
  auto component = Component::from_binary(engine, binary ? *binary : std::vector<std::byte>());
  EXPECT_TRUE(component.has_value()) << (component ? "" : component.error().message) << "\n" << text;
  return std::move(component).value();
}

/// A failed expectation and an empty message, or the message and notes of the error.
template <class T>
std::string error_text(const Expected<T>& result) {
  if (result) return "no error";
  std::string text = result.error().message;
  for (const auto& note : result.error().notes) text += "\n" + note.text;
  return text;
}

}  // namespace witc::testing
