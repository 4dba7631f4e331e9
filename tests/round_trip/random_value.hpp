#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>

#include "witc/types.hpp"
#include "witc/val.hpp"

namespace witc::testing {

/// Values of any type: often those at the boundaries, otherwise random; the same for the same seed. Keys of maps are in
/// order and come once, so that every C++ type for maps has the same entries.
class RandomValues {
 public:
  /// Makes what an own or borrow is to be.
  using MakeHandle = std::function<Val(const Type&)>;

  explicit RandomValues(std::uint64_t seed, MakeHandle make_handle = {})
      : engine_(seed), make_handle_(std::move(make_handle)) {}

  Val operator()(const Type& type);

 private:
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  template <class T>
  Val integer();
  template <class T>
  Val floating();
  char32_t character();
  std::string string();
  std::size_t length();
  Val list(const Type& element, std::size_t count);
  Val map(const Type& key, const Type& value);
  Val variant(const Type& type);
  std::optional<Val> payload(const std::optional<Type>& type);

  std::mt19937_64 engine_;
  MakeHandle make_handle_;
  unsigned depth_ = 0;  ///< of lists, which become shorter inside of one another
};

}  // namespace witc::testing
