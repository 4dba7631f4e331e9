#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "codegen/context_layout.hpp"
#include "runtime/code/compiled_module.hpp"
#include "runtime/core/memory.hpp"
#include "runtime/core/table.hpp"
#include "runtime/gc/heap.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

class StoreState;

/// A global's place and type; type indices are numbers of the engine's registry.
struct GlobalRef {
  codegen::Cell* cell = nullptr;
  wasm::GlobalType type;
};

/// What an import is given and an export gives (core spec, execution/runtime: external values). The store owns what
/// these point to, so they are valid as long as it lives. Only a shared memory may be given to an instance of another
/// store, one of the same engine.
using CoreExtern = std::variant<codegen::FuncRef*, Table*, Memory*, GlobalRef, Tag*>;

/// An instance of a core module: the context block that generated code sees, and what it owns.
class CoreInstance {
 public:
  /// Allocates and initialises (core spec, execution/modules: instantiation) up to but without the start function.
  /// `imports` are in the module's import order and of the right types: the component plan or the core linker saw to
  /// that. Errors are the host's (no memory left); a trap is the guest's (a segment out of bounds).
  static Expected<Outcome<CoreInstance*>> instantiate(StoreState& store, std::shared_ptr<CompiledModule> module,
                                                      std::span<const CoreExtern> imports);

  /// What is left of instantiation: calls the start function, if there is one.
  Outcome<> run_start();

  CompiledModule& compiled() { return *compiled_; }
  const wasm::Module& module() const { return compiled_->module(); }
  codegen::InstanceHeader* header() { return header_; }
  StoreState& store() { return *store_; }

  /// The export of that name, or nothing.
  std::optional<CoreExtern> find_export(std::string_view name);
  CoreExtern item(wasm::ExternKind kind, std::uint32_t index);

  codegen::FuncRef* func_ref(std::uint32_t function);    ///< of an escaping function
  codegen::FuncRef& start_function() { return start_; }  ///< when the module has one
  Memory* memory(std::uint32_t index) { return memories_[index]; }
  Table* table(std::uint32_t index) { return tables_[index]; }
  GlobalRef global(std::uint32_t index);
  Tag* tag(std::uint32_t index) { return at<Tag*>(compiled_->layout().tag(index)); }
  /// The registered type of a type index.
  const RegisteredType& type(std::uint32_t index) const { return registered(compiled_->types()[index]); }
  /// Everything the instance itself refers to.
  void visit_roots(RootVisitor& visitor);

  // Bulk operations of the specification; false means a trap (out of bounds).
  bool memory_init(std::uint32_t memory, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                   std::uint32_t count);
  bool table_init(std::uint32_t table, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                  std::uint32_t count);
  void data_drop(std::uint32_t segment) { dropped_data_[segment] = true; }
  void elem_drop(std::uint32_t segment) { elements_[segment].clear(); }
  /// What is left of a segment: nothing once it is dropped.
  std::span<const std::byte> data_segment(std::uint32_t segment) const;
  std::span<void* const> element_segment(std::uint32_t segment) const { return elements_[segment]; }

  /// The FuncRef of a defined function that was just compiled gets the direct address.
  void refresh_func_ref(std::uint32_t defined, const void* code);

 private:
  CoreInstance(StoreState& store, std::shared_ptr<CompiledModule> module);
  void bind_imports(std::span<const CoreExtern> imports);
  codegen::FuncRef make_func_ref(std::uint32_t function);
  void make_func_refs();
  Expected<void> make_memories();
  Expected<void> make_tables();
  void make_tags();
  Expected<void> make_globals();
  Expected<void> load_element_segments();
  Expected<Outcome<>> run_active_segments();
  std::uint32_t map_memory_images();

  template <class T>
  T& at(std::size_t offset) {
    return *reinterpret_cast<T*>(block_.get() + offset);
  }
  /// execution/modules: evaluation of constant expressions. Fails when the collected heap is full.
  Expected<codegen::Cell> evaluate(const wasm::ConstExpr& expression);
  /// The offset of an active segment.
  Expected<std::uint64_t> evaluate_address(const wasm::ConstExpr& expression, const wasm::Limits& limits);

  struct FreeBlock {
    void operator()(std::byte* block) const;
  };

  StoreState* store_;
  std::shared_ptr<CompiledModule> compiled_;
  std::unique_ptr<std::byte, FreeBlock> block_;
  codegen::InstanceHeader* header_ = nullptr;
  std::vector<Memory*> memories_;
  std::vector<Table*> tables_;
  std::vector<const codegen::TypeDescriptor*> imported_types_;  ///< of imported functions: what they really are
  std::vector<std::vector<void*>> elements_;                    ///< evaluated element segments; empty once dropped
  std::vector<bool> dropped_data_;
  codegen::FuncRef start_;
};

/// The runtime functions generated code calls.
const codegen::Builtins& builtins();

}  // namespace witc::runtime
