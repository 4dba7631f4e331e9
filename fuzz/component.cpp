// Any bytes as a component: refused, or a plan that is carried out with imports that trap when they are called. Limits
// are small so that the fuzzer finds their edges.

#include <cstddef>
#include <cstdint>
#include <span>

#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace {

witc::Engine make_engine() {
  witc::Limits limits;
  limits.plan_items = 100'000;
  limits.core.table_elements = 10'000;
  witc::ComponentFeatures features;
  features.fixed_length_lists = features.error_context = features.more_async_builtins = true;
  features.async_stackful = features.threading = features.memory64 = true;
  return witc::Engine(witc::Config()
                          .opt_level(witc::OptLevel::none)
                          .compile_threads(1)
                          .consume_fuel(true)
                          .component_features(features)
                          .limits(limits));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const witc::Engine engine = make_engine();
  const auto component = witc::Component::from_binary(engine, std::as_bytes(std::span(data, size)));
  if (!component) {
    if (component.error().message.empty()) __builtin_trap();
    return 0;
  }
  static_cast<void>(component->imports());
  static_cast<void>(component->exports());
  witc::Linker<> linker(engine);
  linker.trap_unknown_imports(true);
  witc::Store<> store(engine);
  store.set_fuel(10'000);
  store.limit_memory(1 << 20);
  store.limit_table(10'000);
  store.limit_instances(100);
  const auto instance = linker.instantiate(store, *component);
  if (!instance && instance.error().message.empty()) __builtin_trap();
  return 0;
}
