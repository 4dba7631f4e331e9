#include "component/text/definition_writer.hpp"

#include <utility>

namespace witc::component::text {

namespace {

/// Binary.md: componentdecl and instancedecl.
std::uint8_t declaration_code(Section section) {
  switch (section) {
    case Section::core_type: return 0x00;
    case Section::type: return 0x01;
    case Section::alias: return 0x02;
    case Section::import: return 0x03;
    default: return 0x04;
  }
}

}  // namespace

void Definition::append(const wasm::SectionWriter& items) {
  bytes.unsigned_leb(items.count);
  const auto begin = static_cast<std::uint32_t>(bytes.size());
  for (const wasm::TextPoint& point : items.points) points.push_back({begin + point.binary, point.text});
  bytes.raw(items.items.bytes());
}

DefinitionWriter::DefinitionWriter(bool is_component) : is_component_(is_component) {
  if (!is_component) return;
  positions_.add_nowhere(0);
  out_.raw(std::string_view("\0asm\x0d\0\1\0", 8));
}

void DefinitionWriter::add(Section section, const Definition& definition, std::uint32_t text) {
  if (is_component_ && current_ != section) flush();
  current_ = section;
  ByteWriter& items = pending_.add();
  pending_.mark(text);
  if (!is_component_) items.u8(declaration_code(section));
  const auto begin = static_cast<std::uint32_t>(items.size());
  for (const wasm::TextPoint& point : definition.points) pending_.points.push_back({begin + point.binary, point.text});
  items.raw(definition.bytes.bytes());
}

void DefinitionWriter::flush() {
  wasm::SectionWriter section = std::exchange(pending_, {});
  if (!current_ || section.count == 0) return;
  out_.u8(static_cast<std::uint8_t>(*current_));
  out_.sized(section.bytes());
  const std::size_t begin = out_.size() - section.items.size();
  for (const wasm::TextPoint& point : section.points) positions_.add(begin + point.binary, point.text);
  positions_.add_nowhere(out_.size());
  current_.reset();
}

void DefinitionWriter::add_whole(Section section, const Encoded& content, std::uint32_t text) {
  flush();
  out_.u8(static_cast<std::uint8_t>(section));
  out_.sized(content.bytes);
  const std::size_t begin = out_.size() - content.bytes.size();
  positions_.add(begin, text);
  positions_.append(content.positions, begin);
  positions_.add_nowhere(out_.size());
}

void DefinitionWriter::add_custom(std::string_view name, std::span<const std::byte> content) {
  flush();
  ByteWriter section;
  section.name(name);
  section.raw(content);
  out_.u8(static_cast<std::uint8_t>(Section::custom));
  out_.sized(section.bytes());
}

Encoded DefinitionWriter::finish() {
  flush();
  return {out_.take(), std::move(positions_)};
}

}  // namespace witc::component::text
