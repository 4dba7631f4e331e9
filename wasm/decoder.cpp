// binary/modules: sections in their order, each checked to end where its size says. Function bodies and constant
// expressions are located; what is inside them is the validator's.

#include "wasm/decoder.hpp"

#include <array>
#include <string>
#include <utility>

#include "support/byte_reader.hpp"
#include "wasm/binary_types.hpp"
#include "wasm/branch_hints.hpp"
#include "wasm/instruction.hpp"
#include "wasm/name_section.hpp"

namespace witc::wasm {

namespace {

constexpr std::array<std::uint8_t, 4> magic{0x00, 0x61, 0x73, 0x6d};
constexpr std::size_t preamble_size = 8;

enum class SectionId : std::uint8_t {
  custom,
  type,
  import,
  function,
  table,
  memory,
  global,
  export_,
  start,
  element,
  code,
  data,
  data_count,
  tag
};

/// binary/modules: the order in which sections must come, by id; custom sections may stand anywhere.
constexpr std::array<std::uint8_t, 14> section_order{0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

constexpr std::array<std::string_view, 14> section_names{"custom", "type",   "import",     "function", "table",
                                                         "memory", "global", "export",     "start",    "element",
                                                         "code",   "data",   "data count", "tag"};

class Decoder {
 public:
  Decoder(std::span<const std::byte> binary, const Features& features, const ImplementationLimits& limits,
          std::uint64_t base)
      : reader_(binary, base), binary_(binary), features_(features), limits_(limits), base_(base) {}

  Expected<Module> run() {
    WITC_TRY(preamble());
    std::uint8_t last = 0;
    while (!reader_.at_end()) WITC_TRY(section(last));
    if (module_.functions.size() - module_.imported_functions != module_.code.size())
      return reader_.error("function and code section have inconsistent lengths");
    if (data_count_ && *data_count_ != module_.data.size())
      return reader_.error("data count and data section have inconsistent lengths");
    module_.has_data_count = data_count_.has_value();
    read_name_section(module_, binary_, names_);
    if (branch_hints_.size() != 0) read_hinted_branches(module_, binary_, branch_hints_);
    return std::move(module_);
  }

 private:
  Expected<void> preamble() {
    for (const std::uint8_t expected : magic) {
      const std::uint64_t at = reader_.offset();
      auto byte = reader_.u8();
      if (!byte || *byte != expected)
        return reader_.error_at(
            at, reader_.at_end() && !byte ? "unexpected end: magic header not detected" : "magic header not detected");
    }
    const std::uint64_t at = reader_.offset();
    WITC_TRY_ASSIGN(const std::uint32_t version, reader_.u32_fixed());
    if (version == 0x0001'000d) return reader_.error_at(at, "expected a core module, found a component");
    if (version != 1) return reader_.error_at(at, "unknown binary version " + std::to_string(version) + ", expected 1");
    return {};
  }

  Expected<void> section(std::uint8_t& last) {
    const std::uint64_t at = reader_.offset();
    WITC_TRY_ASSIGN(const std::uint8_t id, reader_.u8());
    if (id >= section_order.size()) return reader_.error_at(at, "malformed section id " + std::to_string(id));
    WITC_TRY_ASSIGN(const std::uint32_t size, reader_.u32());
    WITC_TRY_ASSIGN(ByteReader content, reader_.sub(size));
    if (id != 0) {
      if (section_order[id] <= last)
        return reader_.error_at(at,
                                "unexpected " + std::string(section_names[id]) + " section: out of order or duplicate");
      last = section_order[id];
    }
    WITC_TRY(contents(static_cast<SectionId>(id), content, at));
    if (!content.at_end())
      return content.error("section size mismatch: " + std::to_string(content.remaining()) + " bytes left in the " +
                           std::string(section_names[id]) + " section");
    return {};
  }

  Expected<void> contents(SectionId id, ByteReader& in, std::uint64_t at) {
    switch (id) {
      case SectionId::custom: return custom(in);
      case SectionId::type: return each(in, limits_.types, "types", [&] { return recursion_group(in); });
      case SectionId::import: return each(in, limits_.imports, "imports", [&] { return import(in); });
      case SectionId::function: return each(in, limits_.functions, "functions", [&] { return function(in); });
      case SectionId::table: return each(in, limits_.tables, "tables", [&] { return table(in); });
      case SectionId::memory: return each(in, limits_.memories, "memories", [&] { return memory(in); });
      case SectionId::global: return each(in, limits_.globals, "globals", [&] { return global(in); });
      case SectionId::export_: return each(in, limits_.exports, "exports", [&] { return export_item(in); });
      case SectionId::element:
        return each(in, limits_.element_segments, "element segments", [&] { return element(in); });
      case SectionId::code: return code_section(in);
      case SectionId::data: return each(in, limits_.data_segments, "data segments", [&] { return data(in); });
      case SectionId::start: {
        WITC_TRY_ASSIGN(module_.start, in.u32());
        return {};
      }
      case SectionId::data_count: {
        if (!features_.has(Feature::bulk_memory))
          return feature_required(at, Feature::bulk_memory, "a data count section");
        WITC_TRY_ASSIGN(data_count_, in.u32());
        return {};
      }
      case SectionId::tag:
        if (!features_.has(Feature::exceptions)) return feature_required(at, Feature::exceptions, "a tag section");
        return each(in, limits_.tags, "tags", [&] { return tag(in); });
    }
    return {};
  }

  template <class F>
  Expected<void> each(ByteReader& in, std::uint32_t limit, std::string_view what, F read_one) {
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limit, what));
    for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(read_one());
    return {};
  }

  std::uint32_t local_offset(const ByteReader& in) const { return static_cast<std::uint32_t>(in.offset() - base_); }

  Expected<std::string> name(ByteReader& in) {
    WITC_TRY_ASSIGN(const std::string_view text, in.name(limits_.name_bytes));
    return std::string(text);
  }

  Expected<void> custom(ByteReader& in) {
    WITC_TRY_ASSIGN(std::string section_name, name(in));
    const std::uint32_t begin = local_offset(in);
    const ByteRange range{begin, begin + static_cast<std::uint32_t>(in.remaining())};
    if (section_name == "name" && names_.size() == 0) names_ = range;
    if (section_name == branch_hint_section) branch_hints_ = range;
    module_.custom.push_back({std::move(section_name), range});
    return in.skip(in.remaining());
  }

  /// binary/types: a recursion group, or one type that is a group of its own.
  Expected<void> recursion_group(ByteReader& in) {
    constexpr std::uint8_t rec = 0x4e;
    const auto begin = static_cast<std::uint32_t>(module_.types.size());
    WITC_TRY_ASSIGN(const std::uint8_t first, in.peek());
    const bool is_declared = first == rec;
    if (is_declared) {
      if (!features_.has(Feature::gc)) return feature_required(in.offset(), Feature::gc, "a recursion group");
      WITC_TRY(in.skip(1));
      WITC_TRY(each(in, limits_.types, "types in a recursion group", [&] { return sub_type(in); }));
    } else {
      WITC_TRY(sub_type(in));
    }
    const auto end = static_cast<std::uint32_t>(module_.types.size());
    if (end > limits_.types) return over_limit(in.offset(), end, "types", limits_.types);
    if (is_declared) module_.recursion_groups.push_back({begin, end - begin});
    for (std::uint32_t i = begin; i < end; ++i) {
      module_.types[i].group_begin = begin;
      module_.types[i].group_size = end - begin;
      module_.types[i].canonical = i;
    }
    return {};
  }

  Expected<void> sub_type(ByteReader& in) {
    WITC_TRY_ASSIGN(SubType type, read_sub_type(in, features_, limits_));
    module_.types.push_back(std::move(type));
    return {};
  }

  Expected<void> tag(ByteReader& in) {
    WITC_TRY_ASSIGN(const TagType type, read_tag_type(in, features_));
    module_.tags.push_back(type);
    return {};
  }

  Expected<void> import(ByteReader& in) {
    Import item;
    WITC_TRY_ASSIGN(item.module, name(in));
    WITC_TRY_ASSIGN(item.name, name(in));
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
    if (kind > 4) return in.error_at(at, "malformed import kind " + std::to_string(kind));
    item.kind = static_cast<ExternKind>(kind);
    switch (item.kind) {
      case ExternKind::func: {
        item.index = module_.imported_functions++;
        WITC_TRY_ASSIGN(const std::uint32_t type_index, in.u32());
        module_.functions.push_back(type_index);
        break;
      }
      case ExternKind::table: {
        item.index = module_.imported_tables++;
        WITC_TRY_ASSIGN(const TableType type, read_table_type(in, features_));
        module_.tables.push_back({type, std::nullopt});
        break;
      }
      case ExternKind::memory: {
        item.index = module_.imported_memories++;
        WITC_TRY_ASSIGN(const MemoryType type, read_memory_type(in, features_));
        module_.memories.push_back(type);
        break;
      }
      case ExternKind::global: {
        item.index = module_.imported_globals++;
        WITC_TRY_ASSIGN(const GlobalType type, read_global_type(in, features_));
        module_.globals.push_back({type, std::nullopt});
        break;
      }
      case ExternKind::tag: {
        item.index = module_.imported_tags++;
        WITC_TRY_ASSIGN(const TagType type, read_tag_type(in, features_));
        module_.tags.push_back(type);
        break;
      }
    }
    module_.imports.push_back(std::move(item));
    return {};
  }

  Expected<void> function(ByteReader& in) {
    WITC_TRY_ASSIGN(const std::uint32_t type_index, in.u32());
    module_.functions.push_back(type_index);
    return {};
  }

  Expected<void> table(ByteReader& in) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t first, in.peek());
    Table table;
    if (first == 0x40) {
      if (!features_.has(Feature::function_references))
        return feature_required(at, Feature::function_references, "a table with an initialiser");
      WITC_TRY(in.skip(1));
      WITC_TRY_ASSIGN(const std::uint8_t zero, in.u8());
      if (zero != 0) return in.error_at(at, "malformed table");
      WITC_TRY_ASSIGN(table.type, read_table_type(in, features_));
      WITC_TRY_ASSIGN(table.init, const_expr(in));
    } else {
      WITC_TRY_ASSIGN(table.type, read_table_type(in, features_));
    }
    module_.tables.push_back(table);
    return {};
  }

  Expected<void> memory(ByteReader& in) {
    WITC_TRY_ASSIGN(const MemoryType type, read_memory_type(in, features_));
    module_.memories.push_back(type);
    return {};
  }

  Expected<void> global(ByteReader& in) {
    Global global;
    WITC_TRY_ASSIGN(global.type, read_global_type(in, features_));
    WITC_TRY_ASSIGN(global.init, const_expr(in));
    module_.globals.push_back(global);
    return {};
  }

  Expected<void> export_item(ByteReader& in) {
    Export item;
    WITC_TRY_ASSIGN(item.name, name(in));
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
    if (kind > 4) return in.error_at(at, "malformed export kind " + std::to_string(kind));
    item.kind = static_cast<ExternKind>(kind);
    WITC_TRY_ASSIGN(item.index, in.u32());
    module_.exports.push_back(std::move(item));
    return {};
  }

  /// Finds the end of a constant expression: it has no blocks, so the first `end` closes it.
  Expected<ConstExpr> const_expr(ByteReader& in) {
    const std::uint32_t begin = local_offset(in);
    InstructionReader instructions(ByteReader(in.rest(), in.offset()), features_);
    Instruction instruction;
    do {
      WITC_TRY(instructions.next(instruction));
    } while (instruction.opcode != Opcode::end);
    WITC_TRY(in.skip(static_cast<std::size_t>(instructions.offset() - in.offset())));
    return ConstExpr{{begin, local_offset(in)}};
  }

  /// binary/modules: element section. Bit 0: passive or declarative; bit 1: explicit index or declarative; bit 2:
  /// expressions.
  Expected<void> element(ByteReader& in) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint32_t flags, in.u32());
    if (flags > 7) return in.error_at(at, "malformed elements segment kind " + std::to_string(flags));
    if ((flags & ~2u) != 0 && !features_.has(Feature::bulk_memory))
      return feature_required(at, Feature::bulk_memory, "this element segment");
    const bool not_active = flags & 1;
    const bool explicit_form = flags & 2;
    const bool expressions = flags & 4;
    ElementSegment segment;
    segment.mode = !not_active ? SegmentMode::active : explicit_form ? SegmentMode::declarative : SegmentMode::passive;
    if (!not_active) {
      if (explicit_form) {
        WITC_TRY_ASSIGN(segment.table, in.u32());
      }
      WITC_TRY_ASSIGN(segment.offset, const_expr(in));
    }
    segment.type = RefType{HeapType::func, expressions};  // where nothing else is said
    if (not_active || explicit_form) WITC_TRY(element_type(in, expressions, segment));
    if (expressions) {
      auto& items = segment.items.emplace<std::vector<ConstExpr>>();
      WITC_TRY(each(in, limits_.segment_elements, "elements", [&]() -> Expected<void> {
        WITC_TRY_ASSIGN(const ConstExpr item, const_expr(in));
        items.push_back(item);
        return {};
      }));
    } else {
      auto& items = std::get<std::vector<std::uint32_t>>(segment.items);
      WITC_TRY(each(in, limits_.segment_elements, "elements", [&]() -> Expected<void> {
        WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
        items.push_back(index);
        return {};
      }));
    }
    module_.elements.push_back(std::move(segment));
    return {};
  }

  Expected<void> element_type(ByteReader& in, bool expressions, ElementSegment& segment) {
    if (expressions) {
      WITC_TRY_ASSIGN(segment.type, read_ref_type(in, features_));
      return {};
    }
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
    if (kind != 0) return in.error_at(at, "malformed element kind " + std::to_string(kind));
    return {};
  }

  Expected<void> code_section(ByteReader& in) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.functions, "function bodies"));
    if (count != module_.functions.size() - module_.imported_functions)
      return in.error_at(at, "function and code section have inconsistent lengths");
    module_.code.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(code(in));
    return {};
  }

  Expected<void> code(ByteReader& in) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    if (size > limits_.function_bytes) return over_limit(at, size, "bytes of function body", limits_.function_bytes);
    WITC_TRY_ASSIGN(ByteReader body, in.sub(size));
    Code code;
    code.begin = local_offset(body);
    std::uint64_t locals = 0;
    WITC_TRY(each(body, limits_.locals, "groups of locals", [&]() -> Expected<void> {
      const std::uint64_t group_at = body.offset();
      LocalGroup group;
      WITC_TRY_ASSIGN(group.count, body.u32());
      locals += group.count;
      if (locals > 0xffff'ffff) return body.error_at(group_at, "too many locals");
      if (locals > limits_.locals) return over_limit(group_at, locals, "locals", limits_.locals);
      WITC_TRY_ASSIGN(group.type, read_val_type(body, features_));
      code.locals.push_back(group);
      return {};
    }));
    const std::uint32_t begin = local_offset(body);
    code.body = {begin, begin + static_cast<std::uint32_t>(body.remaining())};
    module_.code.push_back(std::move(code));
    return {};
  }

  Expected<void> data(ByteReader& in) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint32_t flags, in.u32());
    if (flags > 2) return in.error_at(at, "malformed data segment kind " + std::to_string(flags));
    if (flags == 1 && !features_.has(Feature::bulk_memory))
      return feature_required(at, Feature::bulk_memory, "a passive data segment");
    DataSegment segment;
    segment.mode = flags == 1 ? SegmentMode::passive : SegmentMode::active;
    if (flags == 2) {
      WITC_TRY_ASSIGN(segment.memory, in.u32());
    }
    if (flags != 1) {
      WITC_TRY_ASSIGN(segment.offset, const_expr(in));
    }
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    const std::uint32_t begin = local_offset(in);
    WITC_TRY(in.skip(size));
    segment.bytes = {begin, begin + size};
    module_.data.push_back(std::move(segment));
    return {};
  }

  std::unexpected<Error> over_limit(std::uint64_t at, std::uint64_t found, std::string_view what,
                                    std::uint64_t limit) const {
    Location location;
    location.offset = at;
    return fail(ErrorCode::limit_exceeded,
                std::to_string(found) + " " + std::string(what) + ", more than the limit of " + std::to_string(limit),
                std::move(location));
  }

  ByteReader reader_;
  std::span<const std::byte> binary_;
  const Features& features_;
  const ImplementationLimits& limits_;
  std::uint64_t base_;
  Module module_;
  std::optional<std::uint32_t> data_count_;
  ByteRange names_;
  ByteRange branch_hints_;
};

bool has_preamble(std::span<const std::byte> binary, std::uint8_t layer) {
  if (binary.size() < preamble_size) return false;
  for (std::size_t i = 0; i < magic.size(); ++i)
    if (std::to_integer<std::uint8_t>(binary[i]) != magic[i]) return false;
  return std::to_integer<std::uint8_t>(binary[6]) == layer && std::to_integer<std::uint8_t>(binary[7]) == 0;
}

}  // namespace

Expected<Module> decode(std::span<const std::byte> binary, const Features& features, const ImplementationLimits& limits,
                        std::uint64_t base) {
  if (binary.size() > 0xffff'ffff) return fail(ErrorCode::limit_exceeded, "a module larger than 4 GiB");
  return Decoder(binary, features, limits, base).run();
}

bool is_core_module(std::span<const std::byte> binary) { return has_preamble(binary, 0); }
bool is_component(std::span<const std::byte> binary) { return has_preamble(binary, 1); }

}  // namespace witc::wasm
