#include "wasm/text/custom_places.hpp"

#include <array>

#include "support/byte_reader.hpp"

namespace witc::wasm {

namespace {

constexpr std::uint8_t custom_id = 0, code_id = 10;

/// binary/modules: sections by id.
constexpr std::array places_by_id{
    SectionPlace::first,  SectionPlace::type,   SectionPlace::import,    SectionPlace::func,  SectionPlace::table,
    SectionPlace::memory, SectionPlace::global, SectionPlace::export_,   SectionPlace::start, SectionPlace::elem,
    SectionPlace::code,   SectionPlace::data,   SectionPlace::datacount, SectionPlace::tag,
};

/// The ids of the sections of a module that has been decoded.
std::vector<std::uint8_t> section_ids(std::span<const std::byte> binary) {
  constexpr std::size_t preamble = 8;
  std::vector<std::uint8_t> ids;
  for (ByteReader in(binary.subspan(preamble)); !in.at_end();) {
    const auto id = in.u8();
    const auto size = id ? in.u32() : Expected<std::uint32_t>(0);
    if (!id || !size || !in.skip(*size)) break;
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

std::vector<CustomPlace> find_custom_places(const Module& module, std::span<const std::byte> binary,
                                            std::optional<std::size_t> names) {
  const std::vector<std::uint8_t> ids = section_ids(binary);
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
