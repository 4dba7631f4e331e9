#pragma once

#include <cstdint>
#include <string_view>

namespace witc::component::text {

/// Binary.md: attribute, of the name of an import or export. A row's code is its place.
struct Attribute {
  std::uint8_t code;
  std::string_view keyword;
};
inline constexpr Attribute attributes[] = {{0x00, "implements"}, {0x01, "versionsuffix"}, {0x02, "external-id"}};

}  // namespace witc::component::text
