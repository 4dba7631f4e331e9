#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "witc/core/func.hpp"
#include "witc/core/ref.hpp"
#include "witc/core/types.hpp"

namespace witc::core {

/// A v128, byte 0 first, which is the lowest of lane 0.
struct alignas(16) V128 {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const V128&) const = default;
};

/// A core value of any type, for hosts that do not know types when they are compiled. Whether it fits where it is
/// passed is checked there. Integers have no sign: get<std::int32_t> and get<std::uint32_t> give the same bits.
class Val {
 public:
  Val() : value_(std::uint32_t{0}) {}
  Val(std::int32_t value) : value_(static_cast<std::uint32_t>(value)) {}
  Val(std::uint32_t value) : value_(value) {}
  Val(std::int64_t value) : value_(static_cast<std::uint64_t>(value)) {}
  Val(std::uint64_t value) : value_(value) {}
  Val(float value) : value_(value) {}
  Val(double value) : value_(value) {}
  Val(const V128& value) : value_(value) {}
  Val(const Func& function) : value_(FuncRef(function)) {}
  Val(FuncRef function) : value_(function) {}
  Val(ExternRef value) : value_(std::move(value)) {}
  Val(AnyRef value) : value_(std::move(value)) {}
  Val(ExnRef value) : value_(std::move(value)) {}

  /// The value when it is a T, one of the types above, or nothing. A FuncRef is an optional itself: for a Func this is
  /// nothing too when the reference is null.
  template <class T>
  std::optional<T> get() const {
    if constexpr (std::is_same_v<T, std::int32_t>) {
      return as<std::uint32_t, T>();
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      return as<std::uint64_t, T>();
    } else if constexpr (std::is_same_v<T, Func>) {
      return as<FuncRef, FuncRef>().value_or(std::nullopt);
    } else {
      return as<T, T>();
    }
  }

  /// The type as far as the value itself says: of a reference, the top of its hierarchy.
  ValType type() const;

  using Alternatives =
      std::variant<std::uint32_t, std::uint64_t, float, double, V128, FuncRef, ExternRef, AnyRef, ExnRef>;
  const Alternatives& alternatives() const { return value_; }  ///< for the library's own use

 private:
  template <class Stored, class T>
  std::optional<T> as() const {
    const auto* stored = std::get_if<Stored>(&value_);
    return stored ? std::optional<T>(static_cast<T>(*stored)) : std::nullopt;
  }

  Alternatives value_;
};

}  // namespace witc::core
