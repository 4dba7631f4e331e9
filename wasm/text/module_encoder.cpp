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

void write_vector(ByteWriter& out, SectionId id, std::uint32_t count, const ByteWriter& items) {
  if (count == 0) return;
  ByteWriter content;
  content.unsigned_leb(count);
  content.raw(items.bytes());
  write_section(out, id, content);
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

void write_place(ByteWriter& out, const ModuleContext& context, SectionPlace place) {
  switch (place) {
    case SectionPlace::type: return write_vector(out, 1, context.type_table.groups(), context.type_table.section());
    case SectionPlace::import: return write_vector(out, 2, context.import_section);
    case SectionPlace::func: return write_vector(out, 3, context.function_section);
    case SectionPlace::table: return write_vector(out, 4, context.table_section);
    case SectionPlace::memory: return write_vector(out, 5, context.memory_section);
    case SectionPlace::tag: return write_vector(out, 13, context.tag_section);
    case SectionPlace::global: return write_vector(out, 6, context.global_section);
    case SectionPlace::export_: return write_vector(out, 7, context.export_section);
    case SectionPlace::start: {
      if (!context.start) return;
      ByteWriter content;
      content.unsigned_leb(*context.start);
      return write_section(out, 8, content);
    }
    case SectionPlace::elem: return write_vector(out, 9, context.element_section);
    case SectionPlace::datacount: {
      if (!context.needs_data_count) return;
      ByteWriter content;
      content.unsigned_leb(context.data_section.count);
      return write_section(out, 12, content);
    }
    case SectionPlace::code: write_branch_hints(out, context); return write_vector(out, 10, context.code_section);
    case SectionPlace::data: return write_vector(out, 11, context.data_section);
    case SectionPlace::last: return write_name_section(out, context);
    case SectionPlace::first:
    case SectionPlace::count_: return;
  }
}

}  // namespace

std::vector<std::byte> encode_module(const ModuleContext& context) {
  ByteWriter out;
  out.raw(std::string_view("\0asm\1\0\0\0", 8));
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(SectionPlace::count_); ++i) {
    const auto place = static_cast<SectionPlace>(i);
    write_customs(out, context, place, false);
    write_place(out, context, place);
    write_customs(out, context, place, true);
  }
  return out.take();
}

}  // namespace witc::wasm
