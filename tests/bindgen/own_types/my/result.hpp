#pragma once

#include <expected>

// A class template of somebody else's with the interface of std::expected, in its place.

namespace my {

template <class T, class E>
class result : public std::expected<T, E> {
 public:
  using std::expected<T, E>::expected;
};

}  // namespace my
