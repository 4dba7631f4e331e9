#include "wasm/text/print_metadata.hpp"

#include <algorithm>

#include "wasm/text/annotations.hpp"

namespace witc::wasm {

namespace {

/// Of two name sections, the text could not say which one came first.
void read_names_section(PrintMetadata& result, const Module& module, std::span<const std::byte> binary) {
  constexpr std::string_view name = "name";
  const auto section = std::ranges::find(module.custom, name, &CustomSection::name);
  if (section == module.custom.end() || std::ranges::count(module.custom, name, &CustomSection::name) != 1) return;
  auto names = read_names(binary.subspan(section->bytes.begin, section->bytes.size()));
  if (!names || names->empty()) return;
  result.names = std::move(*names);
  result.names_section = static_cast<std::size_t>(section - module.custom.begin());
}

/// The parser writes them directly before the code.
void read_hints_section(PrintMetadata& result, const Module& module, std::span<const std::byte> binary) {
  for (std::size_t i = 0; i < result.places.size(); ++i) {
    const CustomSection& section = module.custom[i];
    if (section.name != branch_hint_annotation || !result.places[i].is_before_code) continue;
    auto hints = read_branch_hints(module, binary, section.bytes);
    if (!hints) return;
    result.hints = std::move(*hints);
    result.hints_section = i;
  }
}

}  // namespace

PrintMetadata read_metadata(const Module& module, std::span<const std::byte> binary) {
  PrintMetadata result;
  read_names_section(result, module, binary);
  result.places = find_custom_places(module, binary, result.names_section);
  read_hints_section(result, module, binary);
  return result;
}

}  // namespace witc::wasm
