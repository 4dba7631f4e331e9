#include "tests/conformance/component_difference.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "component/text/component_names.hpp"
#include "support/byte_reader.hpp"

namespace witc::testing {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::uint8_t custom_id = 0, core_module_id = 1, component_id = 4, start_id = 9;

bool is_vector(std::uint8_t id) {
  return id != custom_id && id != core_module_id && id != component_id && id != start_id;
}

struct Section {
  std::uint8_t id = 0;
  std::uint32_t count = 0;  ///< of a vector
  Bytes content;            ///< without the count
};

struct Sections {
  std::vector<Section> list;
  std::optional<component::text::ComponentNames> names;
  bool names_last = true;
  bool merged = false, dropped = false;
};

/// As the text has them: neighbours of one kind joined, names apart.
Sections read(std::span<const std::byte> binary) {
  Sections sections;
  const auto names = component::text::find_names(binary);
  if (names) sections.names = names->names;
  constexpr std::size_t preamble = 8;
  std::size_t custom = 0;
  for (ByteReader in(binary.subspan(preamble)); !in.at_end();) {
    const std::uint8_t id = *in.u8();
    ByteReader content = *in.sub(*in.u32());
    if (id == custom_id && names && custom++ == names->custom) {
      sections.names_last = in.at_end();
      continue;
    }
    Section section{id, 0, {}};
    if (is_vector(id)) section.count = *content.u32();
    section.content.assign(content.rest().begin(), content.rest().end());
    if (is_vector(id) && section.count == 0) {
      sections.dropped = true;
      continue;
    }
    if (is_vector(id) && !sections.list.empty() && sections.list.back().id == id) {
      Section& last = sections.list.back();
      last.count += section.count;
      last.content.insert(last.content.end(), section.content.begin(), section.content.end());
      sections.merged = true;
      continue;
    }
    sections.list.push_back(std::move(section));
  }
  return sections;
}

class Comparison {
 public:
  ModuleDifference run(std::span<const std::byte> original, std::span<const std::byte> again) {
    compare(original, again);
    return std::move(result_);
  }

 private:
  void compare(std::span<const std::byte> original, std::span<const std::byte> again) {
    const Sections before = read(original), after = read(again);
    if (before.merged) result_.reasons.insert("neighbouring sections of one kind");
    if (before.dropped) result_.reasons.insert("a section without items");
    compare_names(before, after);
    if (before.list.size() != after.list.size()) return changed("the number of sections");
    bool differs = false;
    for (std::size_t i = 0; i < before.list.size(); ++i) {
      const Section &one = before.list[i], &other = after.list[i];
      if (one.id != other.id || one.count != other.count) return changed("section " + std::to_string(i));
      if (one.content == other.content) continue;
      differs = true;
      compare(one, other);
    }
    if (!differs && result_.reasons.empty()) result_.reasons.insert("a size or count that is longer than it must be");
  }

  void compare(const Section& one, const Section& other) {
    if (one.id == component_id) return compare(one.content, other.content);
    if (one.id == core_module_id) {
      const ModuleDifference inner = compare_modules(one.content, other.content);
      if (!inner.changed.empty()) changed("a core module: " + inner.changed);
      result_.reasons.insert(inner.reasons.begin(), inner.reasons.end());
      return;
    }
    if (other.content.size() > one.content.size()) return changed("a definition has become longer");
    result_.reasons.insert("a definition in another form");
  }

  void compare_names(const Sections& before, const Sections& after) {
    if (before.names.has_value() != after.names.has_value()) {
      // Without names of anything that exists there is no section.
      result_.reasons.insert("names of what does not exist");
      return;
    }
    if (!before.names) return;
    if (before.names_last != after.names_last) result_.reasons.insert("names that are not last");
    if (before.names->component != after.names->component) changed("the component's name");
    for (std::size_t i = 0; i < component::text::sort_count; ++i) {
      const auto &one = before.names->items[i], &other = after.names->items[i];
      if (one == other) continue;
      if (!std::ranges::includes(one, other)) return changed("a name");
      result_.reasons.insert("names of what does not exist");
    }
  }

  void changed(const std::string& what) {
    if (result_.changed.empty()) result_.changed = what;
  }

  ModuleDifference result_;
};

}  // namespace

ModuleDifference compare_components(std::span<const std::byte> original, std::span<const std::byte> again) {
  return Comparison().run(original, again);
}

}  // namespace witc::testing
