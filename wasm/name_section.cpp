#include "wasm/name_section.hpp"

#include <string>

#include "support/byte_reader.hpp"

namespace witc::wasm {

namespace {

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

void read_name_section(Module& module, std::span<const std::byte> binary, ByteRange section) {
  if (section.size() == 0) return;
  const auto ignored = read_subsections(ByteReader(binary.subspan(section.begin, section.size())), module);
  static_cast<void>(ignored);
}

}  // namespace witc::wasm
