// Any text as a core module: a binary that the decoder reads, or refused. What the parser takes may be invalid, but
// never malformed.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wasm/text/module_parser.hpp"
#include "wasm/validator.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto binary = witc::wasm::parse_module(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!binary) {
    if (binary.error().message.empty()) __builtin_trap();
    return 0;
  }
  const auto module = witc::wasm::decode_and_validate(*binary, witc::wasm::all_features);
  if (!module && module.error().message.empty()) __builtin_trap();
  return 0;
}
