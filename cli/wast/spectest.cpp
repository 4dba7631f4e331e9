#include "cli/wast/spectest.hpp"

#include <bit>
#include <memory>
#include <string_view>
#include <utility>

#include "runtime/core/store_state.hpp"

namespace witc::cli::wast {

namespace {

using codegen::Cell;

class Spectest {
 public:
  explicit Spectest(runtime::StoreState& store) : store_(store) {}

  Expected<Exports> make() {
    print("print", {});
    print("print_i32", {wasm::i32});
    print("print_i64", {wasm::i64});
    print("print_f32", {wasm::f32});
    print("print_f64", {wasm::f64});
    print("print_i32_f32", {wasm::i32, wasm::f32});
    print("print_f64_f64", {wasm::f64, wasm::f64});
    global("global_i32", wasm::i32, 666);
    global("global_i64", wasm::i64, 666);
    global("global_f32", wasm::f32, 0x4426'a666);
    global("global_f64", wasm::f64, 0x4084'd4cc'cccc'cccd);
    WITC_TRY(table("table", wasm::AddressType::i32));
    WITC_TRY(table("table64", wasm::AddressType::i64));
    WITC_TRY(memory("memory", {.limits = {.min = 1, .max = 2}}));
    WITC_TRY(memory("shared_memory", {.limits = {.min = 1, .max = 2}, .shared = true}));
    return std::move(exports_);
  }

 private:
  void print(std::string_view name, std::vector<wasm::ValType> params) {
    const auto& type = store_.engine().types.function_type({std::move(params), {}});
    auto function = std::make_unique<runtime::HostFunction>(
        store_, type, [](runtime::StoreState&, std::span<const Cell>, std::span<Cell>) { return Outcome<>(); });
    exports_.emplace(name, store_.adopt(std::move(function))->func_ref());
  }

  void global(std::string_view name, wasm::ValType type, std::uint64_t bits) {
    exports_.emplace(name, store_.adopt_global({type, false}, [&] {
      Cell cell{};
      cell.i64 = bits;
      return cell;
    }()));
  }

  Expected<void> table(std::string_view name, wasm::AddressType address) {
    WITC_TRY_ASSIGN(auto table,
                    runtime::Table::make({wasm::funcref, {.min = 10, .max = 20, .address = address}}, nullptr));
    exports_.emplace(name, store_.adopt(std::move(table)));
    return {};
  }

  Expected<void> memory(std::string_view name, const wasm::MemoryType& type) {
    WITC_TRY_ASSIGN(auto memory, runtime::Memory::make(type, store_.engine().config));
    exports_.emplace(name, store_.adopt(std::move(memory)));
    return {};
  }

  runtime::StoreState& store_;
  Exports exports_;
};

}  // namespace

Exports make_collector(runtime::StoreState& store) {
  auto collect =
      std::make_unique<runtime::HostFunction>(store, store.engine().types.function_type({}),
                                              [](runtime::StoreState& called, std::span<const Cell>, std::span<Cell>) {
                                                called.heap().collect();
                                                return Outcome<>();
                                              });
  Exports exports;
  exports.emplace("gc", store.adopt(std::move(collect))->func_ref());
  return exports;
}

Expected<Exports> make_spectest(runtime::StoreState& store) { return Spectest(store).make(); }

}  // namespace witc::cli::wast
