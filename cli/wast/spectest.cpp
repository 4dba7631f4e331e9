#include "cli/wast/spectest.hpp"

#include <string_view>
#include <utility>

#include "runtime/core/api.hpp"
#include "witc/core/host_func.hpp"

namespace witc::cli::wast {

namespace {

class Spectest {
 public:
  explicit Spectest(StoreRef store) : store_(store) {}

  Expected<Exports> make() {
    using core::i32, core::i64, core::f32, core::f64;
    func("print", [] {});
    func("print_i32", [](std::int32_t) {});
    func("print_i64", [](std::int64_t) {});
    func("print_f32", [](float) {});
    func("print_f64", [](double) {});
    func("print_i32_f32", [](std::int32_t, float) {});
    func("print_f64_f64", [](double, double) {});
    WITC_TRY(add("global_i32", core::Global::make(store_, {i32}, 666)));
    WITC_TRY(add("global_i64", core::Global::make(store_, {i64}, std::int64_t{666})));
    WITC_TRY(add("global_f32", core::Global::make(store_, {f32}, 666.6f)));
    WITC_TRY(add("global_f64", core::Global::make(store_, {f64}, 666.6)));
    const core::Val null = core::FuncRef();
    WITC_TRY(add("table", core::Table::make(store_, {.min = 10, .max = 20}, null)));
    WITC_TRY(add("table64", core::Table::make(store_, {.min = 10, .max = 20, .is_64 = true}, null)));
    WITC_TRY(add("memory", core::Memory::make(store_, {.min_pages = 1, .max_pages = 2})));
    WITC_TRY(add("shared_memory", core::Memory::make(store_, {.min_pages = 1, .max_pages = 2, .shared = true})));
    return std::move(exports_);
  }

 private:
  template <class F>
  void func(std::string_view name, F callable) {
    exports_.emplace(name, runtime::to_extern(core::make_func(store_, callable)));
  }

  template <class Item>
  Expected<void> add(std::string_view name, const Expected<Item>& item) {
    if (!item) return std::unexpected(item.error());
    exports_.emplace(name, runtime::to_extern(*item));
    return {};
  }

  StoreRef store_;
  Exports exports_;
};

}  // namespace

Exports make_collector(StoreRef store) {
  Exports exports;
  const auto collect = [](const HostCaller& caller) { caller.collect_garbage(); };
  exports.emplace("gc", runtime::to_extern(core::make_func(store, collect)));
  return exports;
}

Expected<Exports> make_spectest(StoreRef store) { return Spectest(store).make(); }

}  // namespace witc::cli::wast
