#include "wasm/text/custom_places.hpp"

#include <algorithm>
#include <array>

#include "support/byte_reader.hpp"
#include "wasm/instruction.hpp"

namespace witc::wasm {

namespace {

constexpr std::uint8_t custom_id = 0, start_id = 8, code_id = 10, data_count_id = 12;

/// binary/modules: sections by id.
constexpr std::array places_by_id{
    SectionPlace::first,  SectionPlace::type,   SectionPlace::import,    SectionPlace::func,  SectionPlace::table,
    SectionPlace::memory, SectionPlace::global, SectionPlace::export_,   SectionPlace::start, SectionPlace::elem,
    SectionPlace::code,   SectionPlace::data,   SectionPlace::datacount, SectionPlace::tag,
};

/// Whether an instruction names a data segment: then the module that is written anew has a data count section.
bool needs_data_count(const Module& module, std::span<const std::byte> binary) {
  for (const Code& code : module.code) {
    InstructionReader reader(ByteReader(binary.subspan(code.body.begin, code.body.size())), all_features);
    for (Instruction in; !reader.at_end() && reader.next(in);)
      if (names_data(info(in.opcode))) return true;
  }
  return false;
}

/// Sections without items are not written anew, so nothing can be before or behind them.
bool is_written(std::uint8_t id, ByteReader content) {
  if (id == custom_id || id == start_id || id == data_count_id) return true;
  const auto count = content.u32();
  return count && *count != 0;
}

/// The ids of the sections of a module that has been decoded, as they will be written anew.
std::vector<std::uint8_t> section_ids(const Module& module, std::span<const std::byte> binary) {
  constexpr std::size_t preamble = 8;
  std::vector<std::uint8_t> ids;
  for (ByteReader in(binary.subspan(preamble)); !in.at_end();) {
    const auto id = in.u8();
    const auto size = id ? in.u32() : Expected<std::uint32_t>(0);
    if (!id || !size) break;
    const auto content = in.sub(*size);
    if (!content) break;
    if (is_written(*id, *content)) ids.push_back(*id);
  }
  const auto data_count = std::ranges::find(ids, data_count_id);
  if (data_count == ids.end()) return ids;
  const bool has_neighbour = (data_count != ids.begin() && data_count[-1] == custom_id) ||
                             (data_count + 1 != ids.end() && data_count[1] == custom_id);
  if (has_neighbour && !needs_data_count(module, binary)) ids.erase(data_count);
  return ids;
}

}  // namespace

std::vector<CustomPlace> find_custom_places(const Module& module, std::span<const std::byte> binary,
                                            std::optional<std::size_t> names) {
  if (module.custom.empty()) return {};
  const std::vector<std::uint8_t> ids = section_ids(module, binary);
  std::size_t behind_last = ids.size();  // what is not custom
  while (behind_last > 0 && ids[behind_last - 1] == custom_id) --behind_last;
  std::vector<CustomPlace> places;
  CustomPlace place;
  for (std::size_t i = 0; i < ids.size() && places.size() < module.custom.size(); ++i) {
    if (ids[i] != custom_id) {
      if (ids[i] < places_by_id.size()) place = {places_by_id[ids[i]], true};
      continue;
    }
    if (names == places.size() && i >= behind_last) place = {SectionPlace::last, true};
    places.push_back(place);
    places.back().is_before_code = i + 1 < ids.size() && ids[i + 1] == code_id;
  }
  return places;
}

}  // namespace witc::wasm
