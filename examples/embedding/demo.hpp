#pragma once

// The world `witc:demo/demo` for a C++ host: types, the interface the host gives, and the functions the guest has.
// Written by hand in the form that a generator of bindings is to give it.

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <witc/guest_resource.hpp>
#include <witc/instance.hpp>
#include <witc/linker.hpp>

namespace witc_demo {

namespace calc {

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
};

enum class Op : std::uint8_t { add, sub, mul, div };

/// Why `eval` failed.
struct Error {
  struct DivByZero {};
  using Unsupported = std::string;
  std::variant<DivByZero, Unsupported> value;
};

enum class Caps : std::uint8_t { none = 0, ints = 1 << 0, floats = 1 << 1, strings = 1 << 2 };

/// A counter in the guest; dropping the object ends it there.
class Counter : public witc::GuestResource {};

/// The guest's `witc:demo/calc`. A value as small as its functions; valid while the store lives.
class Calc {
 public:
  static witc::Expected<Calc> find(const witc::Instance& instance) {
    Calc calc;
    WITC_TRY_ASSIGN(calc.greet_, instance.get_typed_func<std::string(std::string_view)>("witc:demo/calc#greet"));
    WITC_TRY_ASSIGN(calc.get_caps_, instance.get_typed_func<Caps()>("witc:demo/calc#get-caps"));
    WITC_TRY_ASSIGN(calc.eval_, instance.get_typed_func<Eval>("witc:demo/calc#eval"));
    WITC_TRY_ASSIGN(calc.sum_, instance.get_typed_func<double(std::span<const double>)>("witc:demo/calc#sum"));
    WITC_TRY_ASSIGN(calc.centroid_,
                    instance.get_typed_func<std::optional<Point>(std::span<const Point>)>("witc:demo/calc#centroid"));
    WITC_TRY_ASSIGN(calc.split_, instance.get_typed_func<Split>("witc:demo/calc#split"));
    WITC_TRY_ASSIGN(calc.counter_,
                    instance.get_typed_func<Counter(std::uint32_t)>("witc:demo/calc#[constructor]counter"));
    WITC_TRY_ASSIGN(calc.add_, instance.get_typed_func<Add>("witc:demo/calc#[method]counter.add"));
    WITC_TRY_ASSIGN(calc.value_,
                    instance.get_typed_func<std::uint32_t(Counter&)>("witc:demo/calc#[method]counter.value"));
    WITC_TRY_ASSIGN(calc.merge_,
                    instance.get_typed_func<Counter(Counter, Counter&)>("witc:demo/calc#[static]counter.merge"));
    return calc;
  }

  witc::Outcome<std::string> greet(witc::StoreBase& store, std::string_view name) const {
    return greet_->call(store, name);
  }
  witc::Outcome<Caps> get_caps(witc::StoreBase& store) const { return get_caps_->call(store); }
  witc::Outcome<std::expected<std::int64_t, Error>> eval(witc::StoreBase& store, Op op, std::int64_t a,
                                                         std::int64_t b) const {
    return eval_->call(store, op, a, b);
  }
  witc::Outcome<double> sum(witc::StoreBase& store, std::span<const double> xs) const { return sum_->call(store, xs); }
  witc::Outcome<std::optional<Point>> centroid(witc::StoreBase& store, std::span<const Point> ps) const {
    return centroid_->call(store, ps);
  }
  witc::Outcome<std::vector<std::string>> split(witc::StoreBase& store, std::string_view text, char32_t sep) const {
    return split_->call(store, text, sep);
  }
  witc::Outcome<Counter> counter(witc::StoreBase& store, std::uint32_t start) const {
    return counter_->call(store, start);
  }
  witc::Outcome<std::uint32_t> add(witc::StoreBase& store, Counter& self, std::uint32_t by) const {
    return add_->call(store, self, by);
  }
  witc::Outcome<std::uint32_t> value(witc::StoreBase& store, Counter& self) const { return value_->call(store, self); }
  /// Consumes `a`.
  witc::Outcome<Counter> merge(witc::StoreBase& store, Counter a, Counter& b) const {
    return merge_->call(store, a, b);
  }

 private:
  template <class Signature>
  using Function = std::optional<witc::TypedFunc<Signature>>;
  using Eval = std::expected<std::int64_t, Error>(Op, std::int64_t, std::int64_t);
  using Split = std::vector<std::string>(std::string_view, char32_t);
  using Add = std::uint32_t(Counter&, std::uint32_t);

  Function<std::string(std::string_view)> greet_;
  Function<Caps()> get_caps_;
  Function<Eval> eval_;
  Function<double(std::span<const double>)> sum_;
  Function<std::optional<Point>(std::span<const Point>)> centroid_;
  Function<Split> split_;
  Function<Counter(std::uint32_t)> counter_;
  Function<Add> add_;
  Function<std::uint32_t(Counter&)> value_;
  Function<Counter(Counter, Counter&)> merge_;
};

}  // namespace calc

/// Gives a component `witc:demo/log`. Host is a member of the store's data with `void emit(std::string_view msg)`.
template <class T, class Host>
void add_log_to_linker(witc::Linker<T>& linker, Host T::* host) {
  linker.instance("witc:demo/log@0.1.0").func("emit", [host](witc::Caller<T>& caller, std::string_view msg) {
    (caller.data().*host).emit(msg);
  });
}

}  // namespace witc_demo

template <>
struct witc::abi::Record<witc_demo::calc::Point> {
  using Point = witc_demo::calc::Point;
  static constexpr auto fields = std::make_tuple(field("x", &Point::x), field("y", &Point::y));
};
template <>
struct witc::abi::Enum<witc_demo::calc::Op> {
  static constexpr std::array<std::string_view, 4> names{"add", "sub", "mul", "div"};
};
template <>
struct witc::abi::Variant<witc_demo::calc::Error> {
  static constexpr std::array<std::string_view, 2> names{"div-by-zero", "unsupported"};
};
template <>
struct witc::abi::Flags<witc_demo::calc::Caps> {
  static constexpr std::array<std::string_view, 3> names{"ints", "floats", "strings"};
};
