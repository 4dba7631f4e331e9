#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "witc/error.hpp"

namespace witc::bindgen {

/// An interface or a type that is not generated, because the user has it in C++ already.
struct With {
  std::string item;    ///< "ns:pkg/interface" or "ns:pkg/interface/type"; a version may follow
  std::string cpp;     ///< a namespace or a type, such as "my::Point"
  std::string header;  ///< as it is to be included, such as "my/point.hpp"
};
/// `ITEM=NAME@HEADER`. Errors: usage.
Expected<With> parse_with(std::string_view text);

/// Whether what a guest passes to a host function is borrowed for the call (views), or the host's own.
enum class Ownership : std::uint8_t { borrowing, owning };

struct HostOptions {
  std::vector<With> with = {};
  Ownership ownership = Ownership::borrowing;
  /// A class template like std::expected, for WIT's `result`, and the header it is in (none for the standard library).
  std::string result_type = "std::expected";
  std::string result_header = {};
  /// Also a program that implements the world, with functions that do nothing yet.
  bool stubs = false;
};
/// `NAME@HEADER`, such as "tl::expected@tl/expected.hpp". Errors: usage.
Expected<void> set_result_type(HostOptions& options, std::string_view text);

}  // namespace witc::bindgen
