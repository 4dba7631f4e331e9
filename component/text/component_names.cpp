#include "component/text/component_names.hpp"

#include <algorithm>

#include "support/byte_reader.hpp"

namespace witc::component::text {

namespace {

Expected<Sort> read_sort(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(std::uint8_t code, in.u8());
  const bool is_core = code == 0x00;
  if (is_core) {
    WITC_TRY_ASSIGN(code, in.u8());
  }
  const auto sort = sort_of_code(is_core, code);
  if (!sort) return in.error_at(at, "malformed sort " + std::to_string(code));
  return *sort;
}

Expected<void> read_items(ByteReader& in, ComponentNames& names) {
  WITC_TRY_ASSIGN(const Sort sort, read_sort(in));
  wasm::NameMap& map = names.items[static_cast<std::size_t>(sort)];
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    WITC_TRY_ASSIGN(const std::string_view name, in.name());
    map.emplace_back(index, name);
  }
  const auto index = [](const auto& entry) { return entry.first; };
  std::ranges::stable_sort(map, {}, index);
  const auto repeated = std::ranges::unique(map, {}, index);
  map.erase(repeated.begin(), repeated.end());
  return {};
}

}  // namespace

Expected<ComponentNames> read_component_names(std::span<const std::byte> section) {
  ComponentNames names;
  for (ByteReader in(section); !in.at_end();) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    if (id == 0 && !names.component) {
      WITC_TRY_ASSIGN(names.component, content.name());
    } else if (id == 1) {
      WITC_TRY(read_items(content, names));
    } else {
      return in.error_at(at, "malformed subsection of names " + std::to_string(id));
    }
    if (!content.at_end()) return content.error("malformed subsection of names");
  }
  return names;
}

std::optional<NameSection> find_names(std::span<const std::byte> component) {
  constexpr std::size_t preamble = 8;
  std::optional<NameSection> found;
  ByteReader in(component);
  if (!in.skip(preamble)) return found;
  bool others_follow = false;
  for (std::size_t custom = 0; !in.at_end();) {
    const auto id = in.u8();
    const auto size = id ? in.u32() : Expected<std::uint32_t>(0);
    auto content = id && size ? in.sub(*size) : Expected<ByteReader>(std::unexpect);
    if (!content) break;
    if (found) (*id == 0 ? found->customs_follow : others_follow) = true;
    if (*id != 0) continue;
    const auto name = content->name();
    if (name && *name == "component-name") {
      if (auto names = read_component_names(content->rest())) {
        if (found) return std::nullopt;
        found = NameSection{custom, std::move(*names), false};
      }
    }
    ++custom;
  }
  if (others_follow) found->customs_follow = false;
  return found;
}

}  // namespace witc::component::text
