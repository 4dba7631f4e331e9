#include "tests/conformance/module_difference.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "support/byte_reader.hpp"
#include "wasm/decoder.hpp"
#include "wasm/instruction.hpp"
#include "wasm/name_section.hpp"
#include "wasm/text/branch_hints.hpp"

namespace witc::testing {

namespace {

using namespace wasm;
using Bytes = std::span<const std::byte>;

bool same(const Instruction& a, const Instruction& b) {
  return a.opcode == b.opcode && a.index == b.index && a.index2 == b.index2 && a.bits == b.bits && a.lane == b.lane &&
         a.memarg == b.memarg && a.block == b.block && a.bytes == b.bytes && a.labels == b.labels &&
         a.types == b.types && a.catches == b.catches;
}

bool same_types(const SubType& a, const SubType& b) {
  return a.kind == b.kind && a.is_final == b.is_final && a.super == b.super && a.func == b.func &&
         a.fields == b.fields && a.group_begin == b.group_begin && a.group_size == b.group_size;
}

std::vector<ValType> locals_of(const Code& code) {
  std::vector<ValType> types;
  for (const LocalGroup& group : code.locals) types.insert(types.end(), group.count, group.type);
  return types;
}

bool same_groups(const Code& a, const Code& b) {
  return std::ranges::equal(a.locals, b.locals, [](const LocalGroup& left, const LocalGroup& right) {
    return left.count == right.count && left.type == right.type;
  });
}

struct Section {
  std::uint8_t id = 0;
  Bytes content;
  bool operator==(const Section& other) const { return id == other.id && std::ranges::equal(content, other.content); }
};

constexpr std::array section_names{"custom", "type",  "import",  "function", "table", "memory",     "global",
                                   "export", "start", "element", "code",     "data",  "data count", "tag"};

std::vector<Section> sections_of(Bytes binary) {
  std::vector<Section> sections;
  for (ByteReader in(binary.subspan(8)); !in.at_end();) {
    Section section;
    section.id = *in.u8();
    section.content = *in.bytes(*in.u32());
    sections.push_back(section);
  }
  return sections;
}

/// Whether a section that is a vector has no items.
bool is_empty(const Section& section) {
  return section.id != 0 && section.id != 8 && section.id != 12 && section.content.size() >= 1 &&
         *ByteReader(section.content).u32() == 0;
}

template <class Map>
void keep(Map& map, auto condition) {
  std::erase_if(map, [&](const auto& entry) { return !condition(entry); });
}

std::size_t count_locals(const Module& module, std::uint32_t function) {
  std::size_t count = 0;
  if (!module.is_imported_function(function))
    for (const LocalGroup& group : module.code[function - module.imported_functions].locals) count += group.count;
  const std::uint32_t type = module.functions[function];
  return count + (type < module.types.size() ? module.types[type].func.params.size() : 0);
}

/// Blocks of a function, which are what has a label.
std::size_t count_labels(const Code& code, Bytes binary) {
  InstructionReader reader{ByteReader(binary.subspan(code.body.begin, code.body.size())), all_features};
  std::size_t count = 0;
  for (Instruction in; !reader.at_end() && reader.next(in);) {
    const Immediates immediates = info(in.opcode).immediates;
    count += immediates == Immediates::block_type || immediates == Immediates::try_table;
  }
  return count;
}

/// Names that text can say.
ModuleNames expressible(ModuleNames names, const Module& module, Bytes binary) {
  const auto below = [](std::size_t count) { return [count](const auto& entry) { return entry.first < count; }; };
  keep(names.functions, below(module.functions.size()));
  keep(names.types, below(module.types.size()));
  keep(names.tables, below(module.tables.size()));
  keep(names.memories, below(module.memories.size()));
  keep(names.globals, below(module.globals.size()));
  keep(names.elements, below(module.elements.size()));
  keep(names.data, below(module.data.size()));
  keep(names.tags, below(module.tags.size()));
  keep(names.locals, below(module.functions.size()));
  for (auto& [function, locals] : names.locals) keep(locals, below(count_locals(module, function)));
  keep(names.labels, [&](const auto& entry) {
    return entry.first < module.functions.size() && !module.is_imported_function(entry.first);
  });
  for (auto& [function, labels] : names.labels) {
    keep(labels, below(count_labels(module.code[function - module.imported_functions], binary)));
    keep(labels, [](const auto& entry) { return !entry.second.empty(); });
  }
  keep(names.fields, [&](const auto& entry) {
    return entry.first < module.types.size() && module.types[entry.first].kind == CompositeKind::struct_;
  });
  for (auto& [type, fields] : names.fields) keep(fields, below(module.types[type].fields.size()));
  const auto has_items = [](const auto& entry) { return !entry.second.empty(); };
  keep(names.locals, has_items);
  keep(names.labels, has_items);
  keep(names.fields, has_items);
  return names;
}

class Comparison {
 public:
  Comparison(Bytes a, Bytes b, const Module& left, const Module& right) : a_(a), b_(b), left_(left), right_(right) {}

  ModuleDifference run() {
    compare_types();
    compare_index_spaces();
    compare_segments();
    compare_code();
    compare_custom();
    if (result_.changed.empty()) find_reasons();
    return std::move(result_);
  }

 private:
  void expect(bool is_same, const std::string& what) {
    if (!is_same && result_.changed.empty()) result_.changed = what;
  }

  template <class T>
  void expect_each(const std::vector<T>& left, const std::vector<T>& right, const std::string& what, auto is_same) {
    expect(left.size() == right.size(), "the number of " + what);
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
      expect(is_same(left[i], right[i]), what + " " + std::to_string(i));
  }

  static Bytes part(Bytes binary, ByteRange range) { return binary.subspan(range.begin, range.size()); }

  /// Instruction by instruction, as numbers may be written in several ways.
  bool same_instructions(ByteRange left, ByteRange right) const {
    InstructionReader left_reader{ByteReader(part(a_, left)), all_features};
    InstructionReader right_reader{ByteReader(part(b_, right)), all_features};
    while (!left_reader.at_end()) {
      Instruction x, y;
      if (right_reader.at_end() || !left_reader.next(x) || !right_reader.next(y) || !same(x, y)) return false;
    }
    return right_reader.at_end();
  }
  bool same_expressions(const std::optional<ConstExpr>& left, const std::optional<ConstExpr>& right) const {
    if (!left || !right) return left.has_value() == right.has_value();
    return same_instructions(left->body, right->body);
  }

  void compare_types() {
    expect(left_.recursion_groups == right_.recursion_groups, "recursion groups");
    expect_each(left_.types, right_.types, "type", same_types);
  }

  void compare_index_spaces() {
    expect_each(left_.imports, right_.imports, "import", [](const Import& x, const Import& y) {
      return x.module == y.module && x.name == y.name && x.kind == y.kind && x.index == y.index;
    });
    expect(left_.functions == right_.functions, "functions");
    expect_each(left_.tables, right_.tables, "table",
                [&](const Table& x, const Table& y) { return x.type == y.type && same_expressions(x.init, y.init); });
    expect(left_.memories == right_.memories, "memories");
    expect(left_.tags == right_.tags, "tags");
    expect_each(left_.globals, right_.globals, "global",
                [&](const Global& x, const Global& y) { return x.type == y.type && same_expressions(x.init, y.init); });
    expect_each(left_.exports, right_.exports, "export", [](const Export& x, const Export& y) {
      return x.name == y.name && x.kind == y.kind && x.index == y.index;
    });
    expect(left_.start == right_.start, "start");
  }

  bool same_elements(const ElementSegment& x, const ElementSegment& y) const {
    if (x.mode != y.mode || x.table != y.table || !same_expressions(x.offset, y.offset) || x.type != y.type ||
        x.items.index() != y.items.index())
      return false;
    if (x.items.index() == 0) return std::get<0>(x.items) == std::get<0>(y.items);
    return std::ranges::equal(
        std::get<1>(x.items), std::get<1>(y.items),
        [&](const ConstExpr& left, const ConstExpr& right) { return same_instructions(left.body, right.body); });
  }

  void compare_segments() {
    expect_each(left_.elements, right_.elements, "element segment",
                [&](const ElementSegment& x, const ElementSegment& y) { return same_elements(x, y); });
    expect_each(left_.data, right_.data, "data segment", [&](const DataSegment& x, const DataSegment& y) {
      return x.mode == y.mode && x.memory == y.memory && same_expressions(x.offset, y.offset) &&
             std::ranges::equal(part(a_, x.bytes), part(b_, y.bytes));
    });
    expect(left_.has_data_count || !right_.has_data_count, "a data count that was not there");
  }

  void compare_code() {
    expect_each(left_.code, right_.code, "function", [&](const Code& x, const Code& y) {
      return locals_of(x) == locals_of(y) && same_instructions(x.body, y.body);
    });
  }

  /// The section that is read as names, if any.
  static std::optional<std::size_t> names_section(const Module& module, Bytes binary) {
    const auto it = std::ranges::find(module.custom, "name", &CustomSection::name);
    if (std::ranges::count(module.custom, "name", &CustomSection::name) != 1) return std::nullopt;
    const auto names = read_names(part(binary, it->bytes));
    if (!names || names->empty()) return std::nullopt;
    return static_cast<std::size_t>(it - module.custom.begin());
  }
  static ModuleNames names_of(const Module& module, Bytes binary, std::optional<std::size_t> section) {
    if (!section) return {};
    return expressible(*read_names(part(binary, module.custom[*section].bytes)), module, binary);
  }

  void compare_custom() {
    const auto left_names = names_section(left_, a_), right_names = names_section(right_, b_);
    expect(names_of(left_, a_, left_names) == names_of(right_, b_, right_names), "names");
    std::vector<const CustomSection*> left, right;
    for (std::size_t i = 0; i < left_.custom.size(); ++i)
      if (i != left_names) left.push_back(&left_.custom[i]);
    for (std::size_t i = 0; i < right_.custom.size(); ++i)
      if (i != right_names) right.push_back(&right_.custom[i]);
    expect(left.size() == right.size(), "the number of custom sections");
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
      expect(left[i]->name == right[i]->name && same_contents(*left[i], *right[i]), "custom section " + left[i]->name);
  }

  bool same_contents(const CustomSection& left, const CustomSection& right) {
    if (std::ranges::equal(part(a_, left.bytes), part(b_, right.bytes))) return true;
    if (left.name != "metadata.code.branch_hint") return false;
    const auto x = read_branch_hints(left_, a_, left.bytes), y = read_branch_hints(right_, b_, right.bytes);
    if (!x || !y || !std::ranges::equal(*x, *y, [&](const FunctionHints& first, const FunctionHints& second) {
          return first.function == second.function && hinted(left_, a_, first) == hinted(right_, b_, second);
        }))
      return false;
    result_.reasons.insert("branch hints count from other local groups");
    return true;
  }

  /// Hints by how many instructions are before them.
  static std::vector<std::pair<std::size_t, std::uint8_t>> hinted(const Module& module, Bytes binary,
                                                                  const FunctionHints& function) {
    const Code& code = module.code[function.function - module.imported_functions];
    InstructionReader reader{ByteReader(part(binary, code.body), code.body.begin), all_features};
    std::vector<std::pair<std::size_t, std::uint8_t>> result;
    auto hint = function.hints.begin();
    Instruction in;
    for (std::size_t i = 0; hint != function.hints.end() && !reader.at_end() && reader.next(in); ++i)
      if (in.offset == code.begin + std::uint64_t{hint->offset}) result.emplace_back(i, (hint++)->likely);
    return result;
  }

  void find_reasons() {
    auto left = sections_of(a_), right = sections_of(b_);
    if (left_.has_data_count && !right_.has_data_count) {
      result_.reasons.insert("data count that nothing needs");
      std::erase_if(left, [](const Section& section) { return section.id == 12; });
    }
    if (std::erase_if(left, is_empty) != 0) result_.reasons.insert("section without items");
    const auto is_names = [](const Section& section) {
      return section.id == 0 && *ByteReader(section.content).name() == "name";
    };
    if (std::ranges::find_if(left, is_names) != left.end() && left != right && names_section(left_, a_).has_value()) {
      const auto x = std::ranges::find_if(left, is_names), y = std::ranges::find_if(right, is_names);
      if (y == right.end() || !(*x == *y)) result_.reasons.insert("names in another form, or of nothing");
      if (y == right.end() || x - left.begin() != y - right.begin()) result_.reasons.insert("name section not last");
      left.erase(x);
      if (y != right.end()) right.erase(y);
    }
    for (std::size_t i = 0; i < std::min(left_.code.size(), right_.code.size()); ++i)
      if (!same_groups(left_.code[i], right_.code[i])) result_.reasons.insert("neighbouring groups of equal locals");
    const auto ids = [](const std::vector<Section>& sections) {
      std::vector<std::uint8_t> result;
      for (const Section& section : sections) result.push_back(section.id);
      return result;
    };
    if (ids(left) != ids(right)) {
      result_.changed = "the order of sections";
      return;
    }
    for (std::size_t i = 0; i < left.size(); ++i)
      if (!(left[i] == right[i]) && left[i].id != 0)
        result_.reasons.insert(std::string("longer form in the ") + section_names[left[i].id] + " section");
    // What is left are the sizes of sections, and nothing else.
    if (result_.reasons.empty()) result_.reasons.insert("longer form of a section's size or name");
  }

  Bytes a_, b_;
  const Module &left_, &right_;
  ModuleDifference result_;
};

}  // namespace

ModuleDifference compare_modules(Bytes original, Bytes again) {
  const auto left = decode(original, all_features), right = decode(again, all_features);
  if (!left) return {"the original does not decode: " + left.error().message, {}};
  if (!right) return {"the result does not decode: " + right.error().message, {}};
  return Comparison(original, again, *left, *right).run();
}

}  // namespace witc::testing
