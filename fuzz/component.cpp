// Any bytes as a component: a plan, or refused. Limits are small so that the fuzzer finds their edges.

#include <cstddef>
#include <cstdint>
#include <span>

#include "component/decoder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  witc::component::Limits limits;
  limits.plan_items = 100'000;
  const auto outcome = witc::component::compile_plan(std::as_bytes(std::span(data, size)), {}, limits);
  if (!outcome && outcome.error().message.empty()) __builtin_trap();
  return 0;
}
