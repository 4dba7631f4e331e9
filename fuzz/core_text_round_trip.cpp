// Any bytes as a core module, text or binary. What is printed is read back, as the same binary or another form of it
// (tests/conformance/module_difference.hpp), and is printed the same again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "tests/conformance/module_difference.hpp"
#include "wasm/decoder.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/text/printer.hpp"
#include "wasm/validator.hpp"

namespace {

using namespace witc;

[[noreturn]] void fail(const std::string& what, const std::string& text) {
  std::fprintf(stderr, "%s\n%s\n", what.c_str(), text.c_str());
  __builtin_trap();
}

/// What may be refused: malformed or too large modules, and invalid ones that have no text.
bool may_be_refused(std::span<const std::byte> binary, const Error& error) {
  return error.code == ErrorCode::limit_exceeded || !wasm::decode_and_validate(binary, wasm::all_features);
}

void check(std::span<const std::byte> binary) {
  const wasm::PrintOptions options{.max_bytes = 4 << 20};
  const auto text = wasm::print_module(binary, options);
  if (!text) {
    if (!may_be_refused(binary, text.error())) fail("not printed: " + text.error().message, "");
    return;
  }
  const auto again = wasm::parse_module(*text);
  if (!again)
    fail("not read back: " + std::to_string(again.error().location.line) + ": " + again.error().message, *text);
  if (std::ranges::equal(*again, binary)) return;
  const auto difference = testing::compare_modules(binary, *again);
  if (!difference.changed.empty()) fail("changed: " + difference.changed, *text);
  const auto text_again = wasm::print_module(*again, options);
  if (!text_again) fail("not printed again: " + text_again.error().message, *text);
  if (*text_again != *text) fail("printed differently\n" + *text_again, *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (wasm::is_core_module(bytes)) {
    check(bytes);
    return 0;
  }
  wasm::TextPositions positions;
  const auto binary = wasm::parse_module({reinterpret_cast<const char*>(data), size}, &positions);
  if (!binary) return 0;
  check(*binary);
  for (std::size_t offset = 0; offset <= binary->size(); ++offset)
    if (positions.find(offset).value_or(0) > size) fail("a position beyond the text", "");
  return 0;
}
