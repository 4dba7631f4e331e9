#include "runtime/core/core_instance.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "runtime/core/store_state.hpp"
#include "wasm/const_expr.hpp"

namespace witc::runtime {

namespace {
constexpr std::align_val_t block_alignment{16};
}

void CoreInstance::FreeBlock::operator()(std::byte* block) const { ::operator delete(block, block_alignment); }

CoreInstance::CoreInstance(StoreState& store, std::shared_ptr<CompiledModule> module)
    : store_(&store), compiled_(std::move(module)) {
  const std::size_t size = compiled_->layout().size();
  block_.reset(static_cast<std::byte*>(::operator new(size, block_alignment)));
  std::memset(block_.get(), 0, size);
  header_ = new (block_.get()) codegen::InstanceHeader;
  header_->store = store.context();
  header_->functions = compiled_->functions();
  header_->builtins = &builtins();
  header_->signatures = compiled_->signatures().data();
  header_->instance = this;
}

Expected<Outcome<CoreInstance*>> CoreInstance::instantiate(StoreState& store, std::shared_ptr<CompiledModule> module,
                                                           std::span<const CoreExtern> imports) {
  CoreInstance* self = store.adopt(std::unique_ptr<CoreInstance>(new CoreInstance(store, std::move(module))));
  self->bind_imports(imports);
  self->make_func_refs();
  WITC_TRY(self->make_memories());
  self->make_globals();
  WITC_TRY(self->make_tables());
  self->load_element_segments();
  self->dropped_data_.resize(self->module().data.size());
  if (auto outcome = self->run_active_segments(); !outcome) return Outcome<CoreInstance*>(std::unexpected(outcome.error()));
  return Outcome<CoreInstance*>(self);
}

void CoreInstance::bind_imports(std::span<const CoreExtern> imports) {
  const auto& layout = compiled_->layout();
  for (std::size_t i = 0; i < imports.size(); ++i) {
    const std::uint32_t index = module().imports[i].index;
    if (const auto* function = std::get_if<codegen::FuncRef*>(&imports[i])) {
      at<codegen::ImportedFunction>(layout.imported_function(index)) = {(*function)->code, (*function)->context};
    } else if (const auto* table = std::get_if<Table*>(&imports[i])) {
      tables_.push_back(*table);
      at<codegen::TableRecord*>(layout.table_record(index)) = (*table)->record();
    } else if (const auto* memory = std::get_if<Memory*>(&imports[i])) {
      memories_.push_back(*memory);
    } else {
      at<codegen::Cell*>(layout.global(index)) = std::get<GlobalRef>(imports[i]).cell;
    }
  }
}

codegen::FuncRef CoreInstance::make_func_ref(std::uint32_t function) {
  codegen::FuncRef ref;
  ref.signature = compiled_->signatures()[module().functions[function]];
  if (module().is_imported_function(function)) {
    const auto& imported = at<codegen::ImportedFunction>(compiled_->layout().imported_function(function));
    ref.code = imported.code;
    ref.context = imported.context;
  } else {
    ref.code = compiled_->entry(function - module().imported_functions);
    ref.context = header_;
  }
  return ref;
}

void CoreInstance::make_func_refs() {
  const auto& escaping = module().escaping_functions;
  for (std::uint32_t i = 0; i < escaping.size(); ++i)
    new (block_.get() + compiled_->layout().func_ref(i)) codegen::FuncRef(make_func_ref(escaping[i]));
  if (module().start) start_ = make_func_ref(*module().start);
}

Expected<void> CoreInstance::make_memories() {
  const auto& layout = compiled_->layout();
  for (std::uint32_t i = module().imported_memories; i < module().memories.size(); ++i) {
    WITC_TRY_ASSIGN(auto memory, Memory::make(module().memories[i], store_->engine().config));
    memories_.push_back(store_->adopt(std::move(memory)));
  }
  for (std::uint32_t i = 0; i < memories_.size(); ++i) {
    at<std::byte*>(layout.memory_base(i)) = memories_[i]->base();
    at<codegen::MemoryRecord*>(layout.memory_record(i)) = memories_[i]->record();
  }
  if (!memories_.empty()) header_->memory0 = memories_[0]->base();
  return {};
}

void CoreInstance::make_globals() {
  for (std::uint32_t i = module().imported_globals; i < module().globals.size(); ++i)
    at<codegen::Cell>(compiled_->layout().global(i)) = evaluate(*module().globals[i].init);
}

Expected<void> CoreInstance::make_tables() {
  for (std::uint32_t i = module().imported_tables; i < module().tables.size(); ++i) {
    const auto& definition = module().tables[i];
    void* initial = definition.init ? evaluate(*definition.init).ref : nullptr;
    WITC_TRY_ASSIGN(auto table, Table::make(definition.type, initial));
    tables_.push_back(store_->adopt(std::move(table)));
    at<codegen::TableRecord*>(compiled_->layout().table_record(i)) = tables_.back()->record();
  }
  return {};
}

codegen::Cell CoreInstance::evaluate(const wasm::ConstExpr& expression) {
  return wasm::evaluate_const_expr<codegen::Cell>(
      expression, compiled_->binary(), [this](std::uint32_t index) { return *global(index).cell; },
      [this](std::uint32_t index) {
        codegen::Cell cell{};
        cell.ref = func_ref(index);
        return cell;
      });
}

void CoreInstance::load_element_segments() {
  elements_.reserve(module().elements.size());
  for (const auto& segment : module().elements) {
    auto& items = elements_.emplace_back();
    items.reserve(segment.size());
    if (const auto* functions = std::get_if<std::vector<std::uint32_t>>(&segment.items)) {
      for (const std::uint32_t function : *functions) items.push_back(func_ref(function));
    } else {
      for (const auto& expression : std::get<std::vector<wasm::ConstExpr>>(segment.items))
        items.push_back(evaluate(expression).ref);
    }
  }
}

Outcome<> CoreInstance::run_active_segments() {
  for (std::uint32_t i = 0; i < module().elements.size(); ++i) {
    const auto& segment = module().elements[i];
    if (segment.mode == wasm::SegmentMode::active) {
      const std::uint64_t offset = evaluate(*segment.offset).i32;
      if (!table_init(segment.table, i, offset, 0, segment.size()))
        return std::unexpected(Trap(TrapCode::out_of_bounds_table_access,
                                    "out of bounds table access: element segment " + std::to_string(i) + " does not fit"));
    }
    if (segment.mode != wasm::SegmentMode::passive) elem_drop(i);
  }
  for (std::uint32_t i = 0; i < module().data.size(); ++i) {
    const auto& segment = module().data[i];
    if (segment.mode != wasm::SegmentMode::active) continue;
    const std::uint64_t offset = evaluate(*segment.offset).i32;
    if (!memory_init(segment.memory, i, offset, 0, segment.bytes.size()))
      return std::unexpected(Trap(TrapCode::out_of_bounds_memory_access,
                                  "out of bounds memory access: data segment " + std::to_string(i) + " does not fit"));
    data_drop(i);
  }
  return {};
}

std::optional<CoreExtern> CoreInstance::find_export(std::string_view name) {
  const wasm::Export* found = module().find_export(name);
  if (!found) return std::nullopt;
  return item(found->kind, found->index);
}

CoreExtern CoreInstance::item(wasm::ExternKind kind, std::uint32_t index) {
  switch (kind) {
    case wasm::ExternKind::table: return tables_[index];
    case wasm::ExternKind::memory: return memories_[index];
    case wasm::ExternKind::global: return global(index);
    case wasm::ExternKind::func:
    case wasm::ExternKind::tag: break;
  }
  return func_ref(index);
}

codegen::FuncRef* CoreInstance::func_ref(std::uint32_t function) {
  const auto& escaping = module().escaping_functions;
  const auto it = std::lower_bound(escaping.begin(), escaping.end(), function);
  if (it == escaping.end() || *it != function) return nullptr;
  return &at<codegen::FuncRef>(compiled_->layout().func_ref(static_cast<std::uint32_t>(it - escaping.begin())));
}

GlobalRef CoreInstance::global(std::uint32_t index) {
  const auto& layout = compiled_->layout();
  codegen::Cell* cell = layout.global_is_indirect(index) ? at<codegen::Cell*>(layout.global(index))
                                                         : &at<codegen::Cell>(layout.global(index));
  return {cell, module().globals[index].type};
}

void CoreInstance::refresh_func_ref(std::uint32_t defined, const void* code) {
  if (auto* ref = func_ref(module().imported_functions + defined)) ref->code = code;
}

bool CoreInstance::memory_init(std::uint32_t memory, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                               std::uint32_t count) {
  const wasm::ByteRange range = module().data[segment].bytes;
  const std::uint32_t available = dropped_data_[segment] ? 0 : range.size();
  Memory& target = *memories_[memory];
  if (src > available || count > available - src) return false;
  if (dst > target.size() || count > target.size() - dst) return false;
  if (count != 0) std::memcpy(target.base() + dst, compiled_->binary().data() + range.begin + src, count);
  return true;
}

bool CoreInstance::table_init(std::uint32_t table, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                              std::uint32_t count) {
  const auto& items = elements_[segment];
  Table& target = *tables_[table];
  if (src > items.size() || count > items.size() - src) return false;
  if (!target.contains(dst, count)) return false;
  for (std::uint32_t i = 0; i < count; ++i) target[dst + i] = items[src + i];
  return true;
}

}  // namespace witc::runtime
