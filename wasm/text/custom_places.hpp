#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "wasm/module.hpp"
#include "wasm/text/annotations.hpp"

namespace witc::wasm {

/// Where a custom section stands among the others.
struct CustomPlace {
  SectionPlace place = SectionPlace::first;
  bool after = false;
  bool is_before_code = false;  ///< the code section is what follows it
};

/// For each of module.custom; `names` is the one that identifiers will stand for. A module that is written anew has its
/// name section at the end, so what follows the last name section is placed behind that.
std::vector<CustomPlace> find_custom_places(const Module& module, std::span<const std::byte> binary,
                                            std::optional<std::size_t> names);

}  // namespace witc::wasm
