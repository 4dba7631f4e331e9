// Any bytes as a core module: decoded and validated, or refused.

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/validator.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto outcome = witc::wasm::decode_and_validate(std::as_bytes(std::span(data, size)));
  // A refusal must say where, unless it is about the whole.
  if (!outcome && outcome.error().message.empty()) __builtin_trap();
  return 0;
}
