#pragma once

#include <cstddef>
#include <cstdint>

#include "wasm/module.hpp"

// The memory that generated code and the runtime share. Generated code reaches everything through its first argument,
// a pointer to an InstanceHeader, at the offsets given here; nothing in generated code is an absolute address. How its
// functions are called is in native_signature.hpp.

namespace witc::codegen {

struct InstanceHeader;

/// 16 bytes that hold any core value; scalars in the low bytes.
union alignas(16) Cell {
  std::uint32_t i32;
  std::uint64_t i64;
  float f32;
  double f64;
  void* ref;  ///< funcref: a FuncRef; externref: an opaque pointer; null is null
  std::uint8_t v128[16];
};
static_assert(sizeof(Cell) == 16);

/// What a funcref value points to. Tables hold pointers to these.
struct FuncRef {
  const void* code = nullptr;   ///< the native entry; may be replaced by a better one at any time
  void* context = nullptr;      ///< its first argument: the callee's InstanceHeader, or a host function's own block
  std::uint32_t signature = 0;  ///< engine-wide id of its type; equal ids are equal types
  std::uint32_t reserved = 0;
};
static_assert(sizeof(FuncRef) == 24);

struct ImportedFunction {
  const void* code = nullptr;
  void* context = nullptr;
};

/// A linear memory. `base` never changes while the memory lives; `byte_length` grows.
struct MemoryRecord {
  std::byte* base = nullptr;
  std::uint64_t byte_length = 0;
};

struct TableRecord {
  void** elements = nullptr;  ///< FuncRef* or externref pointers; may move when the table grows
  std::uint64_t length = 0;
};

/// Per store; every context points to it.
struct StoreContext {
  std::uintptr_t stack_limit = 0;    ///< a prologue whose stack pointer is below traps: call_stack_exhausted
  Cell* results = nullptr;           ///< results 1… of the last multi-value call; room for 1,000
  void* activation = nullptr;        ///< the runtime's innermost entry into guest code
  void* exit_frame = nullptr;        ///< frame pointer of the entry stub through which guest code last called the host
  std::int64_t fuel = 0;             ///< counts up to 0; consumed only by code compiled for it
  std::uint64_t epoch_deadline = 0;
  void* store = nullptr;             ///< the runtime's store
};

/// Runtime functions that generated code calls with the C convention. Those that return bool report a trap with `false`:
/// the generated code then traps at its own address. Indices are raw immediates; sizes and addresses are zero-extended.
struct Builtins {
  /// Pages before growing, or -1.
  std::int64_t (*memory_grow)(InstanceHeader*, std::uint32_t memory, std::uint64_t delta_pages);
  bool (*memory_copy)(InstanceHeader*, std::uint32_t dst_memory, std::uint32_t src_memory, std::uint64_t dst, std::uint64_t src,
                      std::uint64_t count);
  bool (*memory_fill)(InstanceHeader*, std::uint32_t memory, std::uint64_t dst, std::uint32_t value, std::uint64_t count);
  bool (*memory_init)(InstanceHeader*, std::uint32_t memory, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                      std::uint32_t count);
  void (*data_drop)(InstanceHeader*, std::uint32_t segment);
  /// Elements before growing, or -1.
  std::int64_t (*table_grow)(InstanceHeader*, std::uint32_t table, void* value, std::uint64_t delta);
  bool (*table_copy)(InstanceHeader*, std::uint32_t dst_table, std::uint32_t src_table, std::uint64_t dst, std::uint64_t src,
                     std::uint64_t count);
  bool (*table_fill)(InstanceHeader*, std::uint32_t table, std::uint64_t dst, void* value, std::uint64_t count);
  bool (*table_init)(InstanceHeader*, std::uint32_t table, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                     std::uint32_t count);
  void (*elem_drop)(InstanceHeader*, std::uint32_t segment);
};

/// The fixed start of an instance context; the arrays that follow are described by ContextLayout.
struct InstanceHeader {
  StoreContext* store = nullptr;
  const void* const* functions = nullptr;     ///< native entries of the defined functions, by defined index; entries change
                                              ///< (first call compiles, later tiers replace), so load one at each call
  const Builtins* builtins = nullptr;
  const std::uint32_t* signatures = nullptr;  ///< engine-wide signature id by type index
  std::byte* memory0 = nullptr;               ///< base of memory 0, if there is one
  void* instance = nullptr;                   ///< the runtime's CoreInstance
};
inline constexpr std::size_t functions_offset = 8;  ///< lazy-compilation stubs rely on it
static_assert(offsetof(InstanceHeader, functions) == functions_offset);

/// Offsets from the InstanceHeader for one module. Both sides construct it from the same Module.
class ContextLayout {
 public:
  explicit ContextLayout(const wasm::Module& module)
      : imported_functions_(align16(sizeof(InstanceHeader))),
        memories_(imported_functions_ + module.imported_functions * sizeof(ImportedFunction)),
        tables_(memories_ + module.memories.size() * 2 * sizeof(void*)),
        imported_globals_(tables_ + module.tables.size() * sizeof(void*)),
        defined_globals_(align16(imported_globals_ + module.imported_globals * sizeof(void*))),
        func_refs_(defined_globals_ + (module.globals.size() - module.imported_globals) * sizeof(Cell)),
        size_(align16(func_refs_ + module.escaping_functions.size() * sizeof(FuncRef))),
        imported_global_count_(module.imported_globals) {}

  /// An ImportedFunction.
  std::size_t imported_function(std::uint32_t i) const { return imported_functions_ + i * sizeof(ImportedFunction); }
  /// A copy of the memory's base (std::byte*), which never changes after instantiation.
  std::size_t memory_base(std::uint32_t i) const { return memories_ + i * 2 * sizeof(void*); }
  /// A MemoryRecord*.
  std::size_t memory_record(std::uint32_t i) const { return memory_base(i) + sizeof(void*); }
  /// A TableRecord*.
  std::size_t table_record(std::uint32_t i) const { return tables_ + i * sizeof(void*); }
  /// For imported globals a Cell* (load it), for defined ones the Cell itself.
  bool global_is_indirect(std::uint32_t i) const { return i < imported_global_count_; }
  std::size_t global(std::uint32_t i) const {
    return global_is_indirect(i) ? imported_globals_ + i * sizeof(void*)
                                 : defined_globals_ + (i - imported_global_count_) * sizeof(Cell);
  }
  /// The FuncRef of the i-th entry of Module::escaping_functions.
  std::size_t func_ref(std::uint32_t escaping_index) const { return func_refs_ + escaping_index * sizeof(FuncRef); }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t align16(std::size_t n) { return (n + 15) & ~std::size_t{15}; }

  std::size_t imported_functions_;
  std::size_t memories_;
  std::size_t tables_;
  std::size_t imported_globals_;
  std::size_t defined_globals_;
  std::size_t func_refs_;
  std::size_t size_;
  std::uint32_t imported_global_count_;
};

}  // namespace witc::codegen
