#include "cli/inspect/contents.hpp"

#include <limits>
#include <utility>

#include "component/canon_tables.hpp"
#include "component/text/component_names.hpp"
#include "wasm/binary_types.hpp"

namespace witc::cli {

namespace {

constexpr std::size_t preamble = 8;
constexpr std::uint32_t any_count = std::numeric_limits<std::uint32_t>::max();

/// tool-conventions, ProducersSection.md.
Expected<std::vector<Producer>> read_producers(ByteReader in) {
  std::vector<Producer> producers;
  WITC_TRY_ASSIGN(const std::uint32_t fields, in.count(any_count, "fields"));
  for (std::uint32_t i = 0; i < fields; ++i) {
    WITC_TRY_ASSIGN(const std::string_view field, in.name());
    WITC_TRY_ASSIGN(const std::uint32_t values, in.count(any_count, "values"));
    for (std::uint32_t j = 0; j < values; ++j) {
      WITC_TRY_ASSIGN(const std::string_view name, in.name());
      WITC_TRY_ASSIGN(const std::string_view version, in.name());
      producers.push_back({field, name, version});
    }
  }
  return producers;
}

// Canonical definitions, of which only the kind is wanted; they have to be read to find the next (Binary.md).

Expected<void> skip_options(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(any_count, "canonical options"));
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint8_t code, in.u8());
    const auto* option = component::find_option(code);
    if (!option) return in.error("malformed canonical option");
    if (option->operand != ' ') WITC_TRY(in.u32());
  }
  return {};
}

Expected<void> skip_immediate(ByteReader& in, char letter) {
  switch (letter) {
    case 'v': WITC_TRY(wasm::read_val_type(in, all_features)); return {};
    case 'o': return skip_options(in);
    case 'r': {  // resultlist: a value type, which is a number of 33 bits, or none
      WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
      if (form == 0)
        WITC_TRY(in.s33());
      else
        WITC_TRY(in.u8());
      return {};
    }
    default: break;
  }
  if (!component::flag_keyword(letter).empty())
    WITC_TRY(in.u8());
  else
    WITC_TRY(in.u32());
  return {};
}

Expected<std::string_view> read_canonical(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint8_t opcode, in.u8());
  const bool lifts = opcode == component::canon_opcode::lift;
  if (lifts || opcode == component::canon_opcode::lower) {
    WITC_TRY(in.u8());
    WITC_TRY(in.u32());
    WITC_TRY(skip_options(in));
    if (lifts) WITC_TRY(in.u32());
    return lifts ? "lift" : "lower";
  }
  const auto* builtin = component::find_builtin(opcode);
  if (!builtin) return in.error("malformed canonical definition");
  for (const char letter : builtin->immediates) WITC_TRY(skip_immediate(in, letter));
  return builtin->name;
}

/// Nested as deep as the plan's components at most, which the caller has seen to; others are refused.
constexpr std::uint32_t max_nesting = 1'000;

Expected<ComponentContents> read_component(ByteReader in, std::string path, std::uint32_t depth);

Expected<void> read_section(ComponentContents& out, component::Section kind, ByteReader& in, std::uint32_t depth) {
  SectionTally& tally = out.sections[static_cast<std::size_t>(kind)];
  switch (kind) {
    case component::Section::custom: {
      WITC_TRY_ASSIGN(const std::string_view name, in.name());
      out.customs.push_back(read_custom_section(name, in.rest()));
      ++tally.items;
      return {};
    }
    case component::Section::core_module:
      out.modules.push_back(in.offset());
      ++tally.items;
      return {};
    case component::Section::component: {
      std::string path = out.path + (out.path.empty() ? "" : " > ") + "component " + std::to_string(tally.items++);
      WITC_TRY_ASSIGN(auto nested, read_component(in, std::move(path), depth + 1));
      out.components.push_back(std::move(nested));
      return {};
    }
    case component::Section::start: ++tally.items; return {};
    default: break;
  }
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(any_count, "definitions"));
  tally.items += count;
  if (kind != component::Section::canon) return {};
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::string_view name, read_canonical(in));
    ++out.canonical[name];
  }
  return {};
}

Expected<ComponentContents> read_component(ByteReader in, std::string path, std::uint32_t depth) {
  if (depth > max_nesting) return in.error("components are nested too deep");
  ComponentContents out;
  out.path = std::move(path);
  out.offset = in.offset();
  out.size = in.remaining();
  if (auto names = component::text::find_names(in.rest())) out.name = std::move(names->names.component).value_or("");
  WITC_TRY(in.skip(preamble));
  while (!in.at_end()) {
    const std::uint64_t begin = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    if (id >= component::section_count) return in.error_at(begin, "malformed section id " + std::to_string(id));
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    out.sections[id].bytes += in.offset() - begin;
    WITC_TRY(read_section(out, static_cast<component::Section>(id), content, depth));
  }
  return out;
}

}  // namespace

CustomSection read_custom_section(std::string_view name, std::span<const std::byte> content) {
  CustomSection section{.name = name, .size = content.size()};
  if (name != "producers") return section;
  if (auto producers = read_producers(ByteReader(content))) section.producers = *std::move(producers);
  return section;
}

Expected<ComponentContents> read_contents(std::span<const std::byte> component) {
  return read_component(ByteReader(component), {}, 0);
}

}  // namespace witc::cli
