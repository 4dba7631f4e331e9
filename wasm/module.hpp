#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wasm/types.hpp"

// A decoded core module (core spec, syntax/modules). Index spaces are flat: imports first, then definitions.

namespace witc::wasm {

/// A half-open byte range of the binary the module was decoded from (offsets from the module's first byte).
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  constexpr std::uint32_t size() const { return end - begin; }
};

/// A constant expression, kept as its bytes including the final `end`; evaluated by ConstExprReader at instantiation.
struct ConstExpr {
  ByteRange body;
};

struct Import {
  std::string module;
  std::string name;
  ExternKind kind = ExternKind::func;
  std::uint32_t index = 0;  ///< in the index space of `kind`
};

struct Export {
  std::string name;
  ExternKind kind = ExternKind::func;
  std::uint32_t index = 0;
};

struct Global {
  GlobalType type;
  std::optional<ConstExpr> init;  ///< absent for imports
};

struct Table {
  TableType type;
  std::optional<ConstExpr> init;  ///< the 3.0 form with an initialiser; absent means null
};

/// Of a run of consecutive locals of one type, as the binary declares them.
struct LocalGroup {
  std::uint32_t count = 0;
  ValType type;
};

/// A defined function's code entry. `body` starts after the local declarations and includes the final `end`.
struct Code {
  std::vector<LocalGroup> locals;
  ByteRange body;
  std::uint32_t begin = 0;  ///< of its local declarations, from the module's first byte; code metadata counts from here
};

enum class SegmentMode : std::uint8_t { active, passive, declarative };

struct ElementSegment {
  SegmentMode mode = SegmentMode::passive;
  std::uint32_t table = 0;          ///< active only
  std::optional<ConstExpr> offset;  ///< active only
  ValType type = funcref;
  /// Function indices, or constant expressions where the segment uses the expression form.
  std::variant<std::vector<std::uint32_t>, std::vector<ConstExpr>> items;
  std::uint32_t size() const;
};

struct DataSegment {
  SegmentMode mode = SegmentMode::passive;
  std::uint32_t memory = 0;
  std::optional<ConstExpr> offset;
  ByteRange bytes;
};

/// Types that the binary declares as a recursion group, which may be of one type or none (binary/types: recursive
/// types). Types outside of these are groups by themselves.
struct RecursionGroup {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  bool operator==(const RecursionGroup&) const = default;
};

/// What is said about an `if` or `br_if` in the metadata.code.branch_hint section.
struct HintedBranch {
  std::uint32_t offset = 0;  ///< of the instruction, from the module's first byte
  bool likely = false;       ///< that its condition holds
};

struct CustomSection {
  std::string name;
  ByteRange bytes;
};

/// A decoded module. Holds ranges into the binary, not the bytes; whoever keeps the Module keeps the binary too.
struct Module {
  std::vector<SubType> types;
  std::vector<RecursionGroup> recursion_groups;  ///< in order
  std::vector<Import> imports;
  std::vector<std::uint32_t> functions;  ///< type index by function index, imports first
  std::vector<Table> tables;
  std::vector<MemoryType> memories;
  std::vector<Global> globals;
  std::vector<TagType> tags;
  std::vector<Export> exports;
  std::optional<std::uint32_t> start;
  std::vector<ElementSegment> elements;
  std::vector<DataSegment> data;
  std::vector<Code> code;  ///< of the defined functions, in order
  std::vector<CustomSection> custom;
  bool has_data_count = false;  ///< memory.init and data.drop need it

  std::uint32_t imported_functions = 0;
  std::uint32_t imported_tables = 0;
  std::uint32_t imported_memories = 0;
  std::uint32_t imported_globals = 0;
  std::uint32_t imported_tags = 0;

  /// Functions whose reference can be taken: exported, in an element segment, in a constant expression, or the target
  /// of ref.func (validation: refs). Sorted. An instance keeps a FuncRef for each.
  std::vector<std::uint32_t> escaping_functions;

  /// Sorted by offset. An invalid section of them is ignored.
  std::vector<HintedBranch> hinted_branches;

  /// Names by function index from the "name" custom section; empty where absent. Invalid name sections are ignored.
  std::vector<std::string> function_names;
  std::string name;

  const FuncType& function_type(std::uint32_t function) const { return types[functions[function]].func; }
  const FuncType& tag_type(std::uint32_t tag) const { return types[tags[tag].type_index].func; }
  bool is_imported_function(std::uint32_t function) const { return function < imported_functions; }
  const Export* find_export(std::string_view export_name) const;
  const HintedBranch* find_hinted_branch(std::uint64_t offset) const;
  /// The name of the name section, or of an export, or "func[N]" style; for backtraces.
  std::string display_name(std::uint32_t function) const;
};

}  // namespace witc::wasm
