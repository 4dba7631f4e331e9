#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

// Values and operand stack of the reference interpreter.

namespace witc::interpreter {

template <class T>
using Lanes = std::array<T, 16 / sizeof(T)>;

/// Any core value (execution/runtime: values): the little-endian bytes of a number or vector. References are numbers: 0
/// is null, a function its index plus one, an exception its position in the instance plus one, an externref the host's.
struct Value {
  std::array<std::uint8_t, 16> bytes{};

  template <class T>
  static Value of(const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 16);
    Value result;
    std::memcpy(result.bytes.data(), &value, sizeof(T));
    return result;
  }
  template <class T>
  T as() const {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 16);
    T result;
    std::memcpy(&result, bytes.data(), sizeof(T));
    return result;
  }
  bool operator==(const Value&) const = default;
};
static_assert(std::endian::native == std::endian::little);

/// Validation guarantees that there is what is popped.
class Stack {
 public:
  std::size_t size() const { return values_.size(); }
  void push(const Value& value) { values_.push_back(value); }
  template <class T>
  void push(const T& value) {
    values_.push_back(Value::of(value));
  }
  Value pop() {
    const Value top = values_.back();
    values_.pop_back();
    return top;
  }
  template <class T>
  T pop() {
    return pop().as<T>();
  }
  /// The topmost `count` values, in order.
  std::vector<Value> pop_many(std::size_t count) {
    const auto first = values_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<Value> popped(first, values_.end());
    values_.erase(first, values_.end());
    return popped;
  }
  void push_many(const std::vector<Value>& values) { values_.insert(values_.end(), values.begin(), values.end()); }
  /// Leaves the lowest `height` values and on them the topmost `count` (execution/instructions: exiting a block).
  void unwind(std::size_t height, std::size_t count) {
    const auto kept = pop_many(count);
    values_.resize(height);
    push_many(kept);
  }

 private:
  std::vector<Value> values_;
};

}  // namespace witc::interpreter
