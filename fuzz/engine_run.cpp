#include "fuzz/engine_run.hpp"

#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "runtime/core/api.hpp"
#include "runtime/core/host_function.hpp"
#include "witc/engine.hpp"

namespace witc::fuzz {

using codegen::Cell;
using interpreter::Value;

namespace {

Engine make_engine(const Setup& setup) {
  return Engine(Config{}
                    .opt_level(static_cast<OptLevel>(setup.level))
                    .deterministic(setup.deterministic)
                    .signals_based_traps(setup.signals_based_traps)
                    .target_cpu(setup.cpu)
                    .compile_strategy(setup.eager ? CompileStrategy::eager : CompileStrategy::on_demand)
                    .compile_threads(1)
                    .max_wasm_stack(std::size_t{4} << 20)
                    .memory64_reservation(std::uint64_t{1} << 30)
                    .features(wasm::all_features));
}

/// One engine per setup: starting its compiler costs more than a program.
const Engine& engine_for(const Setup& setup) {
  using Key = std::tuple<unsigned, bool, bool, std::string_view, bool>;
  static std::map<Key, Engine> engines;
  const Key key{setup.level, setup.deterministic, setup.signals_based_traps, setup.cpu, setup.eager};
  const auto found = engines.find(key);
  return found != engines.end() ? found->second : engines.emplace(key, make_engine(setup)).first->second;
}

unsigned bytes_of(wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32:
    case wasm::ValKind::f32: return 4;
    case wasm::ValKind::v128: return 16;
    default: return 8;
  }
}

}  // namespace

/// A function that the module imports.
class EngineRun::Import final : public core::detail::HostFunction {
  using Slot = core::detail::Slot;

 public:
  Import(EngineRun& run, std::uint32_t function) : HostFunction({}), run_(run), function_(function) {}

  bool call(core::detail::HostCall& call, const Slot* params, Slot* results) const override {
    const auto& type = run_.module_.function_type(function_);
    std::vector<Value> given, returned(type.results.size());
    for (const auto& param : type.params) given.push_back(run_.to_value(runtime::cell_of(*params++), param));
    if (const auto code = run_.host_(function_, given, returned)) {
      call.stop(Trap(*code, std::string(to_string(*code))));
      return false;
    }
    for (std::size_t i = 0; i < returned.size(); ++i) {
      const Cell cell = run_.to_cell(returned[i], type.results[i]);
      std::memcpy(&results[i], &cell, sizeof cell);
    }
    return true;
  }

 private:
  EngineRun& run_;
  std::uint32_t function_;
};

EngineRun::EngineRun(const wasm::Module& module, const Setup& setup, interpreter::HostFunction host)
    : module_(module), host_(std::move(host)), store_(engine_for(setup).state(), nullptr) {}

Expected<std::unique_ptr<EngineRun>> EngineRun::make(const wasm::Module& module, std::span<const std::byte> binary,
                                                     const Setup& setup, interpreter::HostFunction host) {
  std::unique_ptr<EngineRun> self(new EngineRun(module, setup, std::move(host)));
  WITC_TRY_ASSIGN(self->compiled_,
                  runtime::CompiledModule::make(engine_for(setup).state(), module, binary, "generated"));
  return self;
}

Expected<Outcome<>> EngineRun::instantiate() {
  std::vector<runtime::CoreExtern> imports;
  for (std::uint32_t i = 0; i < module_.imported_functions; ++i) {
    const auto& type = runtime::registered(compiled_->types()[module_.functions[i]]);
    imports.emplace_back(store_.make_host_function(std::make_shared<const Import>(*this, i), type).func_ref());
  }
  WITC_TRY_ASSIGN(const auto made, runtime::CoreInstance::instantiate(store_, compiled_, imports));
  if (!made) return Outcome<>(std::unexpected(made.error()));
  instance_ = *made;
  if (!module_.start) return Outcome<>();
  return store_.call(instance_->start_function(), {}, {});
}

Outcome<std::vector<Value>> EngineRun::call(std::uint32_t function, std::span<const Value> params) {
  const auto& type = module_.function_type(function);
  std::vector<Cell> given, returned(type.results.size());
  for (std::size_t i = 0; i < params.size(); ++i) given.push_back(to_cell(params[i], type.params[i]));
  auto outcome = store_.call(*instance_->func_ref(function), given, returned);
  if (!outcome) return std::unexpected(std::move(outcome).error());
  std::vector<Value> results;
  for (std::size_t i = 0; i < returned.size(); ++i) results.push_back(to_value(returned[i], type.results[i]));
  return results;
}

Value EngineRun::global(std::uint32_t index) {
  const auto global = instance_->global(index);
  return to_value(*global.cell, global.type.type);
}

void EngineRun::set_global(std::uint32_t index, const Value& value) {
  const auto global = instance_->global(index);
  *global.cell = to_cell(value, global.type.type);
}

std::span<const std::byte> EngineRun::memory(std::uint32_t index) {
  auto* const memory = instance_->memory(index);
  return {memory->base(), memory->size()};
}

std::vector<Value> EngineRun::table(std::uint32_t index) {
  auto& table = *instance_->table(index);
  std::vector<Value> elements;
  for (std::uint64_t i = 0; i < table.size(); ++i) elements.push_back(Value::of(reference_number(table[i])));
  return elements;
}

Value EngineRun::to_value(const Cell& cell, wasm::ValType type) {
  if (type.is_ref()) return Value::of(reference_number(cell.ref));
  Value value;
  std::memcpy(value.bytes.data(), &cell, bytes_of(type));
  return value;
}

Cell EngineRun::to_cell(const Value& value, wasm::ValType type) {
  Cell cell{};
  if (type.is_ref()) {
    const auto number = value.as<std::uint64_t>();
    cell.ref = number == 0 ? nullptr : instance_->func_ref(static_cast<std::uint32_t>(number - 1));
  } else {
    std::memcpy(&cell, value.bytes.data(), bytes_of(type));
  }
  return cell;
}

/// What the interpreter has for it; a reference that is none of the module's functions has no such number.
std::uint64_t EngineRun::reference_number(const void* reference) {
  if (!reference) return 0;
  for (std::uint32_t i = 0; i < module_.functions.size(); ++i)
    if (instance_->func_ref(i) == reference) return std::uint64_t{i} + 1;
  return ~std::uint64_t{0};
}

}  // namespace witc::fuzz
