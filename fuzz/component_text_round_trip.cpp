// Any bytes as a component, text or binary. What is printed is read back, as the same binary or another form of it
// (tests/conformance/component_difference.hpp), and is printed the same again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "component/decoder.hpp"
#include "component/text/parser.hpp"
#include "component/text/printer.hpp"
#include "tests/conformance/component_difference.hpp"
#include "wasm/decoder.hpp"

namespace {

using namespace witc;

[[noreturn]] void fail(const std::string& what, const std::string& text) {
  std::fprintf(stderr, "%s\n%s\n", what.c_str(), text.c_str());
  __builtin_trap();
}

void check(std::span<const std::byte> binary, bool must_be_printed) {
  const wasm::PrintOptions options{.max_bytes = 4 << 20};
  const auto text = component::text::print_component(binary, options);
  if (!text) {
    // Malformed and too large components are refused, and invalid ones that have no text.
    const bool may_be_refused = !must_be_printed || text.error().code == ErrorCode::limit_exceeded;
    if (!may_be_refused && component::compile_plan(binary)) fail("not printed: " + text.error().message, "");
    return;
  }
  const auto again = component::text::parse_component(*text);
  if (!again)
    fail("not read back: " + std::to_string(again.error().location.line) + ": " + again.error().message, *text);
  if (std::ranges::equal(*again, binary)) return;
  const auto difference = testing::compare_components(binary, *again);
  if (!difference.changed.empty()) fail("changed: " + difference.changed, *text);
  const auto text_again = component::text::print_component(*again, options);
  if (!text_again) fail("not printed again: " + text_again.error().message, *text);
  if (*text_again != *text) fail("printed differently\n" + *text_again, *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (wasm::is_component(bytes)) {
    check(bytes, false);
    return 0;
  }
  wasm::TextPositions positions;
  const auto binary = component::text::parse_component({reinterpret_cast<const char*>(data), size}, &positions);
  if (!binary) return 0;
  check(*binary, wasm::is_component(*binary));
  for (std::size_t offset = 0; offset <= binary->size(); ++offset)
    if (positions.find(offset).value_or(0) > size) fail("a position beyond the text", "");
  return 0;
}
