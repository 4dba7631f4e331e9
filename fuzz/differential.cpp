#include "fuzz/differential.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "fuzz/engine_run.hpp"
#include "tests/interpreter/interpreter.hpp"
#include "wasm/validator.hpp"

namespace witc::fuzz {

using interpreter::Ending;
using interpreter::Value;

namespace {

bool is_nan(const Value& value, wasm::ValType type) {
  return type == wasm::f32 ? std::isnan(value.as<float>()) : type == wasm::f64 && std::isnan(value.as<double>());
}

std::string to_text(const Value& value, wasm::ValType type) {
  const auto low = value.as<std::array<std::uint64_t, 2>>();
  if (type == wasm::v128) return fmt::format("{} 0x{:016x}{:016x}", wasm::to_string(type), low[1], low[0]);
  return fmt::format("{} 0x{:x}", wasm::to_string(type), low[0]);
}

std::string to_text(std::span<const Value> values, std::span<const wasm::ValType> types) {
  std::string text = "(";
  for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + to_text(values[i], types[i]);
  return text + ")";
}

/// What the host's functions give depends on what they get, but not on the bits of NaNs, and is no NaN; now and then a
/// trap.
interpreter::HostFunction host_of(const wasm::Module& module) {
  return [&module](std::uint32_t function, std::span<const Value> params,
                   std::span<Value> results) -> std::optional<TrapCode> {
    const auto& type = module.function_type(function);
    std::uint64_t hash = function + 1;
    const auto mix = [&hash](std::uint64_t bits) { hash = (hash ^ bits) * 0x9e37'79b9'7f4a'7c15 + (hash >> 29); };
    for (std::size_t i = 0; i < params.size(); ++i) {
      const bool nan = is_nan(params[i], type.params[i]);
      for (const auto half : params[i].as<std::array<std::uint64_t, 2>>()) mix(nan ? 1 : half);
    }
    if (hash >> 58 == 0) return TrapCode::host_error;
    for (std::size_t i = 0; i < results.size(); ++i) {
      mix(i);
      switch (type.results[i].kind) {
        case wasm::ValKind::i32: results[i] = Value::of(static_cast<std::uint32_t>(hash >> 32)); break;
        case wasm::ValKind::i64: results[i] = Value::of(hash); break;
        case wasm::ValKind::f32: results[i] = Value::of(static_cast<float>(static_cast<std::int64_t>(hash))); break;
        case wasm::ValKind::f64: results[i] = Value::of(static_cast<double>(static_cast<std::int64_t>(hash))); break;
        case wasm::ValKind::v128: results[i] = Value::of(std::array{hash, hash * 3}); break;
        case wasm::ValKind::ref: results[i] = Value::of((hash >> 32) % (module.functions.size() + 1)); break;
      }
    }
    return {};
  };
}

/// One program on both; the first difference ends it.
class Differential {
 public:
  explicit Differential(const Program& program) : program_(program) {}

  Comparison run() && {
    prepare();
    for (std::size_t i = 0; i < program_.calls.size() && is_open(); ++i) call(i);
    return std::move(result_);
  }

 private:
  bool is_open() const { return result_.difference.empty() && !result_.exhausted; }
  void differ(std::string what) {
    if (result_.difference.empty()) result_.difference = std::move(what);
  }

  void prepare();
  void call(std::size_t number);
  void compare_endings(const std::string& where, const Ending& expected, const Outcome<std::vector<Value>>& found,
                       std::span<const wasm::ValType> types);
  void compare_state(const std::string& after);
  void compare_memory(const std::string& after, std::uint32_t index);
  void compare_table(const std::string& after, std::uint32_t index);

  bool same(const Value& left, const Value& right, wasm::ValType type) const {
    if (left == right) return true;
    return !program_.setup.deterministic && is_nan(left, type) && is_nan(right, type);
  }

  const Program& program_;
  wasm::Module module_;
  std::unique_ptr<interpreter::Instance> reference_;
  std::unique_ptr<EngineRun> engine_;
  Comparison result_;
};

void Differential::prepare() {
  auto module = wasm::decode_and_validate(program_.binary, wasm::all_features);
  if (!module) return differ("the module is not valid: " + module.error().message);
  module_ = std::move(*module);
  auto reference = interpreter::Instance::make(module_, program_.binary, {}, host_of(module_));
  if (!reference) return differ(reference.error().message);
  reference_ = std::move(*reference);
  auto engine = EngineRun::make(module_, program_.binary, program_.setup, host_of(module_));
  if (!engine) return differ("the engine refuses the module: " + engine.error().message);
  engine_ = std::move(*engine);

  const Ending expected = reference_->instantiate();
  if (expected.kind == Ending::Kind::exhausted) return void(result_.exhausted = true);
  const auto found = engine_->instantiate();
  if (!found) return differ("the engine cannot instantiate: " + found.error().message);
  Outcome<std::vector<Value>> results;
  if (!*found) results = std::unexpected(found->error());
  compare_endings("instantiation", expected, results, {});
  if (!*found)  // there is no instance to call
    result_.exhausted = true;
  else
    compare_state("instantiation");
}

void Differential::call(std::size_t number) {
  const auto& [function, params] = program_.calls[number];
  const auto& type = module_.function_type(function);
  const Value fuel = Value::of(call_fuel);
  reference_->set_global(program_.fuel_global, fuel);
  engine_->set_global(program_.fuel_global, fuel);

  const Ending expected = reference_->call(function, params);
  if (expected.kind == Ending::Kind::exhausted) return void(result_.exhausted = true);
  const auto found = engine_->call(function, params);
  ++(found ? result_.returned : result_.trapped);
  const std::string where = fmt::format("call {}, f{}{}", number, function, to_text(params, type.params));
  compare_endings(where, expected, found, type.results);
  compare_state(where);
}

void Differential::compare_endings(const std::string& where, const Ending& expected,
                                   const Outcome<std::vector<Value>>& found, std::span<const wasm::ValType> types) {
  const bool traps = expected.kind == Ending::Kind::trapped;
  const std::string wanted =
      traps ? "trap: " + std::string(to_string(expected.trap)) : to_text(expected.results, types);
  if (!found) {
    if (!traps || found.error().code != expected.trap)
      differ(where + ": expected " + wanted + ", got trap: " + found.error().message);
    return;
  }
  bool equal = !traps;
  for (std::size_t i = 0; equal && i < types.size(); ++i) equal = same(expected.results[i], (*found)[i], types[i]);
  if (!equal) differ(where + ": expected " + wanted + ", got " + to_text(*found, types));
}

void Differential::compare_state(const std::string& after) {
  for (std::uint32_t i = 0; i < module_.globals.size(); ++i) {
    const auto type = module_.globals[i].type.type;
    if (!same(reference_->global(i), engine_->global(i), type))
      differ(fmt::format("{}: global {} should be {}, is {}", after, i, to_text(reference_->global(i), type),
                         to_text(engine_->global(i), type)));
  }
  for (std::uint32_t i = 0; i < module_.memories.size(); ++i) compare_memory(after, i);
  for (std::uint32_t i = 0; i < module_.tables.size(); ++i) compare_table(after, i);
}

void Differential::compare_memory(const std::string& after, std::uint32_t index) {
  const auto expected = std::as_bytes(std::span(reference_->memory(index).bytes));
  const auto found = engine_->memory(index);
  if (expected.size() != found.size())
    return differ(
        fmt::format("{}: memory {} should have {} bytes, has {}", after, index, expected.size(), found.size()));
  if (std::ranges::equal(expected, found)) return;
  const auto [left, right] = std::ranges::mismatch(expected, found);
  differ(fmt::format("{}: memory {} at {} should be {:#x}, is {:#x}", after, index, left - expected.begin(),
                     std::to_integer<unsigned>(*left), std::to_integer<unsigned>(*right)));
}

void Differential::compare_table(const std::string& after, std::uint32_t index) {
  const auto& expected = reference_->table(index).elements;
  const auto found = engine_->table(index);
  if (expected.size() != found.size())
    return differ(
        fmt::format("{}: table {} should have {} elements, has {}", after, index, expected.size(), found.size()));
  const auto [left, right] = std::ranges::mismatch(expected, found);
  if (left != expected.end())
    differ(fmt::format("{}: table {} at {} should be {}, is {}", after, index, left - expected.begin(),
                       to_text(*left, wasm::funcref), to_text(*right, wasm::funcref)));
}

}  // namespace

Comparison compare(const Program& program) { return Differential(program).run(); }

}  // namespace witc::fuzz
