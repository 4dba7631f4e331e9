#pragma once

#include <atomic>
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
  std::uint8_t v128[16];  ///< first, so that Cell{} is all zeros and not only as far as a smaller member goes
  std::uint32_t i32;
  std::uint64_t i64;
  float f32;
  double f64;
  void* ref;  ///< funcref: a FuncRef; externref: an opaque pointer; null is null
};
static_assert(sizeof(Cell) == 16);

/// The engine-wide identity of a core type: equal types share one object. Followed by what only the runtime sees.
struct TypeDescriptor {
  const TypeDescriptor* const* ancestors = nullptr;  ///< supertypes from the root down to the type itself
  std::uint32_t depth = 0;                           ///< index of the type itself in `ancestors`
  std::uint32_t kind = 0;                            ///< wasm::CompositeKind, or one of those below
};
/// `ancestors` has at least so many entries (null where there is none): a cast to a type less deep needs no depth
/// check.
inline constexpr std::uint32_t min_ancestors = 8;

/// What a funcref value points to. Tables hold pointers to these.
struct FuncRef {
  const void* code = nullptr;  ///< the native entry; may be replaced by a better one at any time
  void* context = nullptr;     ///< its first argument: the callee's InstanceHeader, or a host function's own block
  const TypeDescriptor* type = nullptr;
};
static_assert(sizeof(FuncRef) == 24);

struct ImportedFunction {
  const void* code = nullptr;
  void* context = nullptr;
};

/// A linear memory. `base` never changes while the memory lives; `byte_length` grows, of a shared memory at any time.
struct MemoryRecord {
  std::byte* base = nullptr;
  std::uint64_t byte_length = 0;
};

struct TableRecord {
  void** elements = nullptr;  ///< FuncRef* or externref pointers; may move when the table grows
  std::uint64_t length = 0;
};

static_assert(sizeof(std::atomic<std::uint64_t>) == 8 && std::atomic<std::uint64_t>::is_always_lock_free);

/// Per store; every context points to it.
struct StoreContext {
  std::uintptr_t stack_limit = 0;  ///< a prologue whose stack pointer is below traps: call_stack_exhausted
  Cell* results = nullptr;         ///< results 1… of the last multi-value call; room for 1,000
  void* activation = nullptr;      ///< the runtime's innermost entry into guest code
  void* exit_frame = nullptr;      ///< frame pointer of the entry stub through which guest code last called the host
  std::int64_t fuel = -1;          ///< counts up: -1 - what is left; used up when 0 or more. By code compiled for it
  std::uint64_t epoch_deadline = UINT64_MAX;          ///< code compiled for it goes on while the epoch is less
  const std::atomic<std::uint64_t>* epoch = nullptr;  ///< the engine's; any thread may increment it
  void* exception = nullptr;                          ///< the exception that a landing pad is to handle
  void* store = nullptr;                              ///< the runtime's store
};

enum class ArrayStatus : std::uint32_t { ok, array_out_of_bounds, segment_out_of_bounds, heap_full };

/// Runtime functions that generated code calls with the C convention. Those that return bool report a trap with
/// `false`: the generated code then traps at its own address. Indices are raw immediates; sizes and addresses are
/// zero-extended.
struct Builtins {
  /// Pages before growing, or -1.
  std::int64_t (*memory_grow)(InstanceHeader*, std::uint32_t memory, std::uint64_t delta_pages);
  bool (*memory_copy)(InstanceHeader*, std::uint32_t dst_memory, std::uint32_t src_memory, std::uint64_t dst,
                      std::uint64_t src, std::uint64_t count);
  bool (*memory_fill)(InstanceHeader*, std::uint32_t memory, std::uint64_t dst, std::uint32_t value,
                      std::uint64_t count);
  bool (*memory_init)(InstanceHeader*, std::uint32_t memory, std::uint32_t segment, std::uint64_t dst,
                      std::uint32_t src, std::uint32_t count);
  void (*data_drop)(InstanceHeader*, std::uint32_t segment);
  /// Elements before growing, or -1.
  std::int64_t (*table_grow)(InstanceHeader*, std::uint32_t table, void* value, std::uint64_t delta);
  bool (*table_copy)(InstanceHeader*, std::uint32_t dst_table, std::uint32_t src_table, std::uint64_t dst,
                     std::uint64_t src, std::uint64_t count);
  bool (*table_fill)(InstanceHeader*, std::uint32_t table, std::uint64_t dst, void* value, std::uint64_t count);
  bool (*table_init)(InstanceHeader*, std::uint32_t table, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                     std::uint32_t count);
  void (*elem_drop)(InstanceHeader*, std::uint32_t segment);

  // Collected objects; see object_layout.hpp. Null means that the heap is full. Fields are zero.
  void* (*allocate_struct)(InstanceHeader*, std::uint32_t type);
  void* (*allocate_array)(InstanceHeader*, std::uint32_t type, std::uint32_t length);
  void* (*allocate_exception)(InstanceHeader*, std::uint32_t tag);
  // Ranges of arrays, none of them null. A value to fill with is in StoreContext::results[0]; what array_new_* have
  // made is there too. The results are ArrayStatus.
  std::uint32_t (*array_new_data)(InstanceHeader*, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                                  std::uint32_t count);
  std::uint32_t (*array_new_elem)(InstanceHeader*, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                                  std::uint32_t count);
  std::uint32_t (*array_init_data)(InstanceHeader*, void* array, std::uint32_t segment, std::uint32_t to,
                                   std::uint32_t from, std::uint32_t count);
  std::uint32_t (*array_init_elem)(InstanceHeader*, void* array, std::uint32_t segment, std::uint32_t to,
                                   std::uint32_t from, std::uint32_t count);
  std::uint32_t (*array_fill)(InstanceHeader*, void* array, std::uint32_t begin, std::uint32_t count);
  std::uint32_t (*array_copy)(InstanceHeader*, void* to_array, std::uint32_t to, void* from_array, std::uint32_t from,
                              std::uint32_t count);
  /// Hands the exception to the innermost handler on the stack. Does not return.
  void (*throw_exception)(InstanceHeader*, void* exception);
  /// Addresses are checked. 0: notified, 1: the value is not the expected one, 2: timed out. The timeout is in
  /// nanoseconds, negative for none.
  std::uint32_t (*memory_atomic_wait32)(InstanceHeader*, std::uint32_t memory, std::uint64_t address,
                                        std::uint32_t expected, std::int64_t timeout);
  std::uint32_t (*memory_atomic_wait64)(InstanceHeader*, std::uint32_t memory, std::uint64_t address,
                                        std::uint64_t expected, std::int64_t timeout);
  /// The number of threads that it woke.
  std::uint32_t (*memory_atomic_notify)(InstanceHeader*, std::uint32_t memory, std::uint64_t address,
                                        std::uint32_t count);
  // Called by code compiled for it, with LLVM's preserve_mostcc: no general-purpose register but r11 changes. They come
  // back when the guest may go on, and leave it otherwise.
  void (*fuel_exhausted)(InstanceHeader*);
  void (*epoch_reached)(InstanceHeader*);
  /// Leaves guest code; called by what is compiled with CompileOptions::calls_on_trap. Does not return.
  void (*raise_trap)(InstanceHeader*, std::uint32_t code);
};

/// The fixed start of an instance context; the arrays that follow are described by ContextLayout.
struct InstanceHeader {
  StoreContext* store = nullptr;
  const void* const* functions =
      nullptr;  ///< native entries of the defined functions, by defined index; entries change
                ///< (first call compiles, later tiers replace), so load one at each call
  const Builtins* builtins = nullptr;
  const TypeDescriptor* const* types = nullptr;  ///< by type index
  std::byte* memory0 = nullptr;                  ///< base of memory 0, if there is one
  void* instance = nullptr;                      ///< the runtime's CoreInstance
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
        tags_(func_refs_ + module.escaping_functions.size() * sizeof(FuncRef)),
        size_(align16(tags_ + module.tags.size() * sizeof(void*))),
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
  /// The address that is the tag's identity (execution/runtime: tag instances).
  std::size_t tag(std::uint32_t i) const { return tags_ + i * sizeof(void*); }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t align16(std::size_t n) { return (n + 15) & ~std::size_t{15}; }

  std::size_t imported_functions_;
  std::size_t memories_;
  std::size_t tables_;
  std::size_t imported_globals_;
  std::size_t defined_globals_;
  std::size_t func_refs_;
  std::size_t tags_;
  std::size_t size_;
  std::uint32_t imported_global_count_;
};

}  // namespace witc::codegen
