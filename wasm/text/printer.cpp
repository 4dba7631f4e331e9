#include "wasm/text/printer.hpp"

#include <algorithm>

#include "wasm/decoder.hpp"
#include "wasm/text/annotations.hpp"
#include "wasm/text/instruction_printer.hpp"
#include "wasm/text/print_context.hpp"
#include "wasm/text/print_metadata.hpp"
#include "wasm/text/spelling.hpp"

namespace witc::wasm {

namespace {

const Identifiers no_locals;

/// The entry of an index in a list of pairs that is sorted by it, or null.
template <class List>
const auto* find_sorted(const List& list, std::uint32_t index) {
  const auto first = [](const auto& pair) { return pair.first; };
  const auto it = std::ranges::lower_bound(list, index, {}, first);
  return it == list.end() || it->first != index ? nullptr : &it->second;
}

/// Fields in the order of the binary's sections.
class ModulePrinter {
 public:
  ModulePrinter(const Module& module, std::span<const std::byte> binary, const PrintMetadata& metadata,
                const PrintOptions& options)
      : module_(module),
        binary_(binary),
        metadata_(metadata),
        context_(module, binary, metadata.names),
        max_bytes_(options.max_bytes),
        instructions_(out_, context_, options.max_bytes) {}

  Expected<ModuleText> print() {
    for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(SectionPlace::count_); ++i) {
      const auto place = static_cast<SectionPlace>(i);
      WITC_TRY(print_custom_sections(place, false));
      WITC_TRY(print_place(place));
      WITC_TRY(print_custom_sections(place, true));
    }
    return ModuleText{metadata_.names.module, std::move(out_)};
  }

 private:
  Expected<void> print_place(SectionPlace place) {
    switch (place) {
      case SectionPlace::type: return print_types();
      case SectionPlace::import: return print_all(module_.imports, 0, &ModulePrinter::print_import);
      case SectionPlace::table: return print_all(module_.tables, module_.imported_tables, &ModulePrinter::print_table);
      case SectionPlace::memory:
        return print_all(module_.memories, module_.imported_memories, &ModulePrinter::print_memory);
      case SectionPlace::tag: return print_all(module_.tags, module_.imported_tags, &ModulePrinter::print_tag);
      case SectionPlace::global:
        return print_all(module_.globals, module_.imported_globals, &ModulePrinter::print_global);
      case SectionPlace::export_: return print_all(module_.exports, 0, &ModulePrinter::print_export);
      case SectionPlace::start: return print_start();
      case SectionPlace::elem: return print_all(module_.elements, 0, &ModulePrinter::print_element);
      case SectionPlace::code:
        return print_all(module_.functions, module_.imported_functions, &ModulePrinter::print_function);
      case SectionPlace::data: return print_all(module_.data, 0, &ModulePrinter::print_data);
      case SectionPlace::first:
      case SectionPlace::func:
      case SectionPlace::datacount:
      case SectionPlace::last:
      case SectionPlace::count_: break;
    }
    return {};
  }

  template <class Items>
  Expected<void> print_all(const Items& items, std::uint32_t begin,
                           Expected<void> (ModulePrinter::*print)(std::uint32_t)) {
    for (std::uint32_t i = begin; i < items.size(); ++i) {
      WITC_TRY((this->*print)(i));
      WITC_TRY(check_size());
    }
    return {};
  }

  Expected<void> check_size() const {
    if (out_.size() <= max_bytes_) return {};
    return fail(ErrorCode::limit_exceeded,
                "the text of the module is longer than the limit of " + std::to_string(max_bytes_) + " bytes");
  }

  void begin_field(std::string_view keyword) {
    out_ += "\n  (";
    out_ += keyword;
  }

  Expected<void> print_custom_sections(SectionPlace place, bool after) {
    for (; next_custom_ < metadata_.places.size(); ++next_custom_) {
      if (next_custom_ == metadata_.names_section || next_custom_ == metadata_.hints_section) continue;
      if (metadata_.places[next_custom_].place != place || metadata_.places[next_custom_].after != after) return {};
      const CustomSection& section = module_.custom[next_custom_];
      begin_field("@custom ");
      text::append_name(out_, section.name);
      out_ += after ? " (after " : " (before ";
      out_ += to_string(place);
      out_ += ") ";
      text::append_bytes(out_, bytes(section.bytes));
      out_.push_back(')');
      WITC_TRY(check_size());
    }
    return {};
  }

  std::span<const std::byte> bytes(ByteRange range) const { return binary_.subspan(range.begin, range.size()); }

  // --- types

  /// Groups as the binary has them, and between them the types that are in none.
  Expected<void> print_types() {
    auto group = module_.recursion_groups.begin();
    std::uint32_t next = 0;
    while (next < module_.types.size() || group != module_.recursion_groups.end()) {
      if (group != module_.recursion_groups.end() && group->begin == next) {
        WITC_TRY(print_group(*group));
        next += group->size;
        ++group;
      } else {
        out_ += "\n  ";
        print_type(next++);
      }
      WITC_TRY(check_size());
    }
    return {};
  }

  Expected<void> print_group(const RecursionGroup& group) {
    begin_field("rec");
    for (std::uint32_t i = group.begin; i < group.begin + group.size; ++i) {
      out_ += "\n    ";
      print_type(i);
      WITC_TRY(check_size());
    }
    out_ += group.size == 0 ? ")" : "\n  )";
    return {};
  }

  void print_type(std::uint32_t index) {
    const auto names = context_.fields.find(index);
    out_ += "(type";
    context_.types.append_definition(out_, index);
    append_type(out_, context_, module_.types[index], names == context_.fields.end() ? no_locals : names->second);
    out_.push_back(')');
  }

  // --- imports and exports

  Expected<void> print_import(std::uint32_t index) {
    const Import& import = module_.imports[index];
    begin_field("import ");
    text::append_name(out_, import.module);
    out_.push_back(' ');
    text::append_name(out_, import.name);
    out_ += " (";
    out_ += to_string(import.kind);
    context_.space(import.kind).append_definition(out_, import.index);
    switch (import.kind) {
      case ExternKind::func:
        append_type_use(out_, context_, module_.functions[import.index], locals_of(import.index));
        break;
      case ExternKind::table: append_after_space(module_.tables[import.index].type); break;
      case ExternKind::memory: WITC_TRY(print_memory_type(import.index)); break;
      case ExternKind::global: append_after_space(module_.globals[import.index].type); break;
      case ExternKind::tag: append_type_use(out_, context_, module_.tags[import.index].type_index, no_locals); break;
    }
    out_ += "))";
    return {};
  }

  template <class Type>
  void append_after_space(const Type& type) {
    out_.push_back(' ');
    append_type(out_, context_, type);
  }

  Expected<void> print_export(std::uint32_t index) {
    const Export& item = module_.exports[index];
    begin_field("export ");
    text::append_name(out_, item.name);
    out_ += " (";
    out_ += to_string(item.kind);
    out_.push_back(' ');
    context_.space(item.kind).append_use(out_, item.index);
    out_ += "))";
    return {};
  }

  Expected<void> print_start() {
    if (!module_.start) return {};
    begin_field("start ");
    context_.functions.append_use(out_, *module_.start);
    out_.push_back(')');
    return {};
  }

  // --- tables, memories, tags, globals

  Expected<void> print_table(std::uint32_t index) {
    const Table& table = module_.tables[index];
    begin_field("table");
    context_.tables.append_definition(out_, index);
    append_after_space(table.type);
    if (table.init) {
      const std::size_t begin = out_.size();
      WITC_TRY(instructions_.print_constant(*table.init));
      if (out_.size() == begin) return no_text("a table whose initialiser has no instructions", table.init->body.begin);
    }
    out_.push_back(')');
    return {};
  }

  Expected<void> print_memory(std::uint32_t index) {
    begin_field("memory");
    context_.memories.append_definition(out_, index);
    WITC_TRY(print_memory_type(index));
    out_.push_back(')');
    return {};
  }

  /// The text format has page sizes of 32 bits.
  Expected<void> print_memory_type(std::uint32_t index) {
    const MemoryType& type = module_.memories[index];
    if (type.page_size_log2 > 31)
      return no_text("a page size of 2^" + std::to_string(type.page_size_log2), std::nullopt);
    out_.push_back(' ');
    append_type(out_, type);
    return {};
  }

  Expected<void> print_tag(std::uint32_t index) {
    begin_field("tag");
    context_.tags.append_definition(out_, index);
    append_type_use(out_, context_, module_.tags[index].type_index, no_locals);
    out_.push_back(')');
    return {};
  }

  Expected<void> print_global(std::uint32_t index) {
    const Global& global = module_.globals[index];
    begin_field("global");
    context_.globals.append_definition(out_, index);
    append_after_space(global.type);
    WITC_TRY(instructions_.print_constant(*global.init));
    out_.push_back(')');
    return {};
  }

  // --- functions

  std::uint32_t count_params(std::uint32_t function) const {
    const FuncType* type = context_.function_type(module_.functions[function]);
    return type ? static_cast<std::uint32_t>(type->params.size()) : 0;
  }

  Identifiers locals_of(std::uint32_t function) const {
    const NameMap* names = find_sorted(metadata_.names.locals, function);
    if (names == nullptr) return {};
    std::uint32_t count = count_params(function);
    if (!module_.is_imported_function(function))
      for (const LocalGroup& group : module_.code[function - module_.imported_functions].locals) count += group.count;
    return Identifiers(*names, count);
  }

  Expected<void> print_function(std::uint32_t index) {
    const Code& code = module_.code[index - module_.imported_functions];
    const Identifiers locals = locals_of(index);
    begin_field("func");
    context_.functions.append_definition(out_, index);
    append_type_use(out_, context_, module_.functions[index], locals);
    const std::size_t header = out_.size();
    print_locals(code, count_params(index), locals);
    static const NameMap no_labels;
    const NameMap* labels = find_sorted(metadata_.names.labels, index);
    auto printed = instructions_.print_body(code, locals, labels ? *labels : no_labels, hints_of(index));
    if (!printed) {
      printed.error().location.item = "func " + std::to_string(index);
      return printed;
    }
    out_ += out_.size() == header ? ")" : "\n  )";
    return {};
  }

  /// All on one line.
  void print_locals(const Code& code, std::uint32_t first, const Identifiers& locals) {
    bool is_first = true, is_open = false;
    const auto close = [&] {
      if (is_open) out_.push_back(')');
      is_open = false;
    };
    const auto open = [&] {
      out_ += is_first ? "\n    (local" : " (local";
      is_first = false;
      is_open = true;
    };
    std::uint32_t index = first;
    for (const LocalGroup& group : code.locals) {
      for (std::uint32_t i = 0; i < group.count; ++i, ++index) {
        const bool is_named = locals.has(index);
        if (is_named) close();
        if (!is_open) open();
        locals.append_binding(out_, index);
        append_after_space(group.type);
        if (is_named) close();
      }
    }
    close();
  }

  std::span<const BranchHint> hints_of(std::uint32_t function) const {
    const auto it = std::ranges::lower_bound(metadata_.hints, function, {}, &FunctionHints::function);
    if (it == metadata_.hints.end() || it->function != function) return {};
    return it->hints;
  }

  // --- segments

  Expected<void> print_element(std::uint32_t index) {
    const ElementSegment& segment = module_.elements[index];
    begin_field("elem");
    context_.elements.append_definition(out_, index);
    if (segment.mode == SegmentMode::declarative) out_ += " declare";
    if (segment.mode == SegmentMode::active) {
      print_target(ExternKind::table, segment.table);
      WITC_TRY(instructions_.print_folded_constant(*segment.offset, "offset"));
    }
    if (const auto* functions = std::get_if<std::vector<std::uint32_t>>(&segment.items)) {
      out_ += " func";
      for (const std::uint32_t function : *functions) {
        out_.push_back(' ');
        context_.functions.append_use(out_, function);
        WITC_TRY(check_size());
      }
    } else {
      append_after_space(segment.type);
      for (const ConstExpr& item : std::get<std::vector<ConstExpr>>(segment.items))
        WITC_TRY(instructions_.print_folded_constant(item, "item"));
    }
    out_.push_back(')');
    return {};
  }

  Expected<void> print_data(std::uint32_t index) {
    const DataSegment& segment = module_.data[index];
    begin_field("data");
    context_.data.append_definition(out_, index);
    if (segment.mode == SegmentMode::active) {
      print_target(ExternKind::memory, segment.memory);
      WITC_TRY(instructions_.print_folded_constant(*segment.offset, "offset"));
    }
    out_.push_back(' ');
    text::append_bytes(out_, bytes(segment.bytes));
    out_.push_back(')');
    return {};
  }

  /// The table or memory of an active segment, where it is not the first.
  void print_target(ExternKind kind, std::uint32_t index) {
    if (index == 0) return;
    out_ += " (";
    out_ += to_string(kind);
    out_.push_back(' ');
    context_.space(kind).append_use(out_, index);
    out_.push_back(')');
  }

  static std::unexpected<Error> no_text(const std::string& what, std::optional<std::uint64_t> offset) {
    Location location;
    location.offset = offset;
    return fail(ErrorCode::malformed, what + " cannot be written as text", std::move(location));
  }

  const Module& module_;
  std::span<const std::byte> binary_;
  const PrintMetadata& metadata_;
  const PrintContext context_;
  const std::size_t max_bytes_;
  std::size_t next_custom_ = 0;
  std::string out_;
  InstructionPrinter instructions_;
};

}  // namespace

Expected<ModuleText> print_module_fields(std::span<const std::byte> binary, const PrintOptions& options) {
  WITC_TRY_ASSIGN(const Module module, decode(binary, all_features));
  const PrintMetadata metadata = read_metadata(module, binary);
  return ModulePrinter(module, binary, metadata, options).print();
}

Expected<std::string> print_module(std::span<const std::byte> binary, const PrintOptions& options) {
  if (is_component(binary)) return fail(ErrorCode::unsupported_feature, "expected a core module, found a component");
  WITC_TRY_ASSIGN(const ModuleText module, print_module_fields(binary, options));
  std::string out = "(module";
  if (module.name && module.name->empty()) out += " (@name \"\")";
  if (module.name && !module.name->empty()) {
    out.push_back(' ');
    text::append_identifier(out, *module.name);
  }
  out += module.fields;
  out += module.fields.empty() ? ")\n" : "\n)\n";
  return out;
}

}  // namespace witc::wasm
