#include "wasm/name_section.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "support/byte_reader.hpp"

namespace witc::wasm {

namespace {

/// Sorted by index, the first of several kept.
template <class Map>
void put_in_order(Map& map) {
  const auto index = [](const auto& entry) { return entry.first; };
  std::ranges::stable_sort(map, {}, index);
  const auto repeated = std::ranges::unique(map, {}, index);
  map.erase(repeated.begin(), repeated.end());
}

Expected<void> read_name_map(ByteReader& in, NameMap& names) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    WITC_TRY_ASSIGN(const std::string_view name, in.name());
    names.emplace_back(index, name);
  }
  put_in_order(names);
  return {};
}

Expected<void> read_indirect_name_map(ByteReader& in, IndirectNameMap& maps) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    NameMap& names = maps.emplace_back(index, NameMap()).second;
    WITC_TRY(read_name_map(in, names));
  }
  put_in_order(maps);
  return {};
}

Expected<void> read_subsection(std::uint8_t id, ByteReader& in, ModuleNames& names) {
  switch (id) {
    case 0: {
      WITC_TRY_ASSIGN(names.module, in.name());
      return {};
    }
    case 1: return read_name_map(in, names.functions);
    case 2: return read_indirect_name_map(in, names.locals);
    case 3: return read_indirect_name_map(in, names.labels);
    case 4: return read_name_map(in, names.types);
    case 5: return read_name_map(in, names.tables);
    case 6: return read_name_map(in, names.memories);
    case 7: return read_name_map(in, names.globals);
    case 8: return read_name_map(in, names.elements);
    case 9: return read_name_map(in, names.data);
    case 10: return read_indirect_name_map(in, names.fields);
    case 11: return read_name_map(in, names.tags);
    default: return in.skip(in.remaining());
  }
}

Expected<void> read_function_names(ByteReader in, Module& module) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t function, in.u32());
    WITC_TRY_ASSIGN(const std::string_view name, in.name());
    if (function >= module.functions.size()) return {};
    if (module.function_names.size() <= function) module.function_names.resize(function + 1);
    module.function_names[function] = std::string(name);
  }
  return {};
}

Expected<void> read_subsections(ByteReader in, Module& module) {
  constexpr std::uint8_t module_name = 0, function_names = 1;
  while (!in.at_end()) {
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    if (id == module_name) {
      WITC_TRY_ASSIGN(const std::string_view name, content.name());
      module.name = std::string(name);
    } else if (id == function_names) {
      WITC_TRY(read_function_names(content, module));
    }
  }
  return {};
}

}  // namespace

bool ModuleNames::empty() const { return *this == ModuleNames(); }

Expected<ModuleNames> read_names(std::span<const std::byte> section) {
  ModuleNames names;
  ByteReader in(section);
  while (!in.at_end()) {
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    WITC_TRY(read_subsection(id, content, names));
    if (!content.at_end()) return content.error("bytes are left in a subsection of the name section");
  }
  return names;
}

void read_name_section(Module& module, std::span<const std::byte> binary, ByteRange section) {
  if (section.size() == 0) return;
  const auto ignored = read_subsections(ByteReader(binary.subspan(section.begin, section.size())), module);
  static_cast<void>(ignored);
}

}  // namespace witc::wasm
