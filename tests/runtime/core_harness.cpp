#include "tests/runtime/core_harness.hpp"

#include <stdexcept>
#include <utility>

#include "wasm/validator.hpp"

namespace witc::testing {

namespace {

template <class T>
T require(Expected<T> result) {
  if (!result)
    throw std::runtime_error(result.error().message +
                             (result.error().notes.empty() ? "" : ": " + result.error().notes[0].text));
  return std::move(*result);
}

}  // namespace

CoreHarness::Instance CoreHarness::instantiate(std::vector<std::byte> binary,
                                               std::vector<runtime::CoreExtern> imports) {
  auto source = std::make_unique<Source>();
  source->binary = std::move(binary);
  source->module = require(wasm::decode_and_validate(source->binary, wasm::all_features));
  auto compiled = require(runtime::CompiledModule::make(engine_.state(), source->module, source->binary, "test"));
  sources_.push_back(std::move(source));
  return instantiate(std::move(compiled), std::move(imports));
}

CoreHarness::Instance CoreHarness::instantiate(const std::shared_ptr<runtime::CoreModule>& module) {
  return instantiate(runtime::compiled_of(module), {});
}

CoreHarness::Instance CoreHarness::instantiate(std::shared_ptr<runtime::CompiledModule> compiled,
                                               std::vector<runtime::CoreExtern> imports) {
  Instance result;
  result.compiled = std::move(compiled);
  auto outcome = require(runtime::CoreInstance::instantiate(store_, result.compiled, imports));
  if (!outcome) throw std::runtime_error("trap: " + outcome.error().message);
  result.instance = *outcome;
  return result;
}

Outcome<std::vector<codegen::Cell>> CoreHarness::call(const Instance& instance, std::string_view name,
                                                      std::initializer_list<codegen::Cell> params) {
  const auto& module = instance.instance->module();
  const wasm::Export* item = module.find_export(name);
  if (!item || item->kind != wasm::ExternKind::func)
    throw std::runtime_error("no exported function " + std::string(name));
  std::vector<codegen::Cell> results(module.function_type(item->index).results.size());
  auto outcome = store_.call(*instance.instance->func_ref(item->index), params, results);
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return results;
}

}  // namespace witc::testing
