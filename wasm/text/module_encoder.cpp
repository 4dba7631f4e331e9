#include "wasm/text/module_context.hpp"

// The sections of a binary module, in order (core spec, binary/modules; appendix/custom: name section).

namespace witc::wasm {

namespace {

using SectionId = std::uint8_t;

void write_section(ByteWriter& out, SectionId id, const ByteWriter& content) {
  out.u8(id);
  out.sized(content.bytes());
}

void write_custom(ByteWriter& out, std::string_view name, std::span<const std::byte> content) {
  ByteWriter section;
  section.name(name);
  section.raw(content);
  write_section(out, 0, section);
}

void write_vector(ByteWriter& out, SectionId id, const SectionWriter& section) {
  if (section.count == 0) return;
  out.u8(id);
  out.sized(section.bytes());
}

void write_name_map(ByteWriter& out, const NameMap& names) {
  out.unsigned_leb(names.size());
  for (const auto& [index, name] : names) {
    out.unsigned_leb(index);
    out.name(name);
  }
}

void write_names(ByteWriter& out, SectionId id, const NameMap& names) {
  if (names.empty()) return;
  ByteWriter content;
  write_name_map(content, names);
  write_section(out, id, content);
}

/// Name maps of the functions that have any.
void write_function_names(ByteWriter& out, SectionId id, const std::vector<FunctionDetails>& functions,
                          NameMap FunctionDetails::* names) {
  SectionWriter maps;
  for (const FunctionDetails& function : functions) {
    if ((function.*names).empty()) continue;
    maps.add().unsigned_leb(function.function);
    write_name_map(maps.items, function.*names);
  }
  write_vector(out, id, maps);
}

void write_name_section(ByteWriter& out, const ModuleContext& context) {
  ByteWriter names;
  if (context.name) {
    ByteWriter content;
    content.name(*context.name);
    write_section(names, 0, content);
  }
  write_names(names, 1, context.functions.names());
  write_function_names(names, 2, context.function_details, &FunctionDetails::local_names);
  write_function_names(names, 3, context.function_details, &FunctionDetails::label_names);
  write_names(names, 4, context.types.names());
  write_names(names, 5, context.tables.names());
  write_names(names, 6, context.memories.names());
  write_names(names, 7, context.globals.names());
  write_names(names, 8, context.elements.names());
  write_names(names, 9, context.data.names());
  SectionWriter fields;
  for (const auto& [type, space] : context.fields) {
    fields.add().unsigned_leb(type);
    write_name_map(fields.items, space.names());
  }
  write_vector(names, 10, fields);
  write_names(names, 11, context.tags.names());
  if (!names.empty()) write_custom(out, "name", names.bytes());
}

void write_branch_hints(ByteWriter& out, const ModuleContext& context) {
  SectionWriter functions;
  for (const FunctionDetails& function : context.function_details) {
    if (!function.branch_hints.empty()) encode_branch_hints(functions, function.function, function.branch_hints);
  }
  if (functions.count != 0) write_custom(out, branch_hint_annotation, functions.bytes());
}

void write_customs(ByteWriter& out, const ModuleContext& context, SectionPlace place, bool after) {
  for (const CustomAnnotation& section : context.custom_sections)
    if (section.place == place && section.after == after)
      write_custom(out, section.name, std::as_bytes(std::span(section.content)));
}

/// A section of fields, with where they come from.
void write_fields(ByteWriter& out, SectionId id, const SectionWriter& section, TextPositions* positions) {
  write_vector(out, id, section);
  if (positions == nullptr || section.count == 0) return;
  const std::size_t begin = out.size() - section.items.size();
  for (const TextPoint& point : section.points) positions->add(begin + point.binary, point.text);
}

void write_start(ByteWriter& out, const ModuleContext& context, TextPositions* positions) {
  if (!context.start) return;
  if (positions != nullptr) positions->add(out.size(), context.start_field);
  ByteWriter content;
  content.unsigned_leb(*context.start);
  write_section(out, 8, content);
}

void write_data_count(ByteWriter& out, const ModuleContext& context) {
  if (!context.needs_data_count) return;
  ByteWriter content;
  content.unsigned_leb(context.data_section.count);
  write_section(out, 12, content);
}

void write_place(ByteWriter& out, const ModuleContext& context, SectionPlace place, TextPositions* positions) {
  switch (place) {
    case SectionPlace::type: return write_fields(out, 1, context.type_table.section(), positions);
    case SectionPlace::import: return write_fields(out, 2, context.import_section, positions);
    case SectionPlace::func: return write_fields(out, 3, context.function_section, positions);
    case SectionPlace::table: return write_fields(out, 4, context.table_section, positions);
    case SectionPlace::memory: return write_fields(out, 5, context.memory_section, positions);
    case SectionPlace::tag: return write_fields(out, 13, context.tag_section, positions);
    case SectionPlace::global: return write_fields(out, 6, context.global_section, positions);
    case SectionPlace::export_: return write_fields(out, 7, context.export_section, positions);
    case SectionPlace::start: return write_start(out, context, positions);
    case SectionPlace::elem: return write_fields(out, 9, context.element_section, positions);
    case SectionPlace::datacount: return write_data_count(out, context);
    case SectionPlace::code:
      write_branch_hints(out, context);
      return write_fields(out, 10, context.code_section, positions);
    case SectionPlace::data: return write_fields(out, 11, context.data_section, positions);
    case SectionPlace::last: return write_name_section(out, context);
    case SectionPlace::first:
    case SectionPlace::count_: return;
  }
}

}  // namespace

std::vector<std::byte> encode_module(const ModuleContext& context, TextPositions* positions) {
  ByteWriter out;
  const auto nowhere = [&] {
    if (positions != nullptr) positions->add_nowhere(out.size());
  };
  nowhere();
  out.raw(std::string_view("\0asm\1\0\0\0", 8));
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(SectionPlace::count_); ++i) {
    const auto place = static_cast<SectionPlace>(i);
    write_customs(out, context, place, false);
    write_place(out, context, place, positions);
    nowhere();
    write_customs(out, context, place, true);
  }
  return out.take();
}

}  // namespace witc::wasm
