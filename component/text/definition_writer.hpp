#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "component/section.hpp"
#include "support/byte_writer.hpp"
#include "wasm/text/section_writer.hpp"
#include "wasm/text/text_positions.hpp"

// The binary of a component or of the body of a type, while its definitions are being read.

namespace witc::component::text {

/// One definition in its binary form, with places in the text for parts of it.
struct Definition {
  ByteWriter bytes;
  std::vector<wasm::TextPoint> points;

  /// The points of `items` become those of this, which is about to get the bytes.
  void append(const wasm::SectionWriter& items);
};

/// A whole binary and where it comes from.
struct Encoded {
  std::vector<std::byte> bytes;
  wasm::TextPositions positions;
};

/// Definitions in their order. Of a component: neighbours of one kind share a section. Of a type: declarations.
class DefinitionWriter {
 public:
  explicit DefinitionWriter(bool is_component);

  bool is_component() const { return is_component_; }
  /// `text` is where it stands. In types, only what types may declare.
  void add(Section section, const Definition& definition, std::uint32_t text);
  /// A section that is no vector.
  void add_whole(Section section, const Encoded& content, std::uint32_t text);
  void add_custom(std::string_view name, std::span<const std::byte> content);

  /// A component.
  Encoded finish();
  /// A type: the declarations so far.
  const wasm::SectionWriter& declarations() const { return pending_; }

 private:
  void flush();

  bool is_component_;
  ByteWriter out_;
  wasm::TextPositions positions_;
  std::optional<Section> current_;
  wasm::SectionWriter pending_;
};

}  // namespace witc::component::text
