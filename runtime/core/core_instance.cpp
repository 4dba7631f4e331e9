#include "runtime/core/core_instance.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "runtime/core/store_state.hpp"

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
  header_->types = compiled_->types().data();
  header_->instance = this;
}

Expected<Outcome<CoreInstance*>> CoreInstance::instantiate(StoreState& store, std::shared_ptr<CompiledModule> module,
                                                           std::span<const CoreExtern> imports) {
  WITC_TRY(store.admit_instance());
  CoreInstance* self = store.adopt(std::unique_ptr<CoreInstance>(new CoreInstance(store, std::move(module))));
  self->bind_imports(imports);
  self->make_func_refs();
  self->make_tags();
  WITC_TRY(self->make_memories());
  WITC_TRY(self->make_globals());
  WITC_TRY(self->make_tables());
  WITC_TRY(self->load_element_segments());
  self->dropped_data_.resize(self->module().data.size());
  WITC_TRY_ASSIGN(auto outcome, self->run_active_segments());
  if (!outcome) return Outcome<CoreInstance*>(std::unexpected(outcome.error()));
  return Outcome<CoreInstance*>(self);
}

void CoreInstance::bind_imports(std::span<const CoreExtern> imports) {
  const auto& layout = compiled_->layout();
  for (std::size_t i = 0; i < imports.size(); ++i) {
    const std::uint32_t index = module().imports[i].index;
    if (const auto* function = std::get_if<codegen::FuncRef*>(&imports[i])) {
      at<codegen::ImportedFunction>(layout.imported_function(index)) = {(*function)->code, (*function)->context};
      imported_types_.push_back((*function)->type);
    } else if (const auto* table = std::get_if<Table*>(&imports[i])) {
      tables_.push_back(*table);
      at<codegen::TableRecord*>(layout.table_record(index)) = (*table)->record();
    } else if (const auto* memory = std::get_if<Memory*>(&imports[i])) {
      memories_.push_back(*memory);
      if ((*memory)->type().shared) store_->share(**memory);
    } else if (const auto* tag = std::get_if<Tag*>(&imports[i])) {
      at<Tag*>(layout.tag(index)) = *tag;
    } else {
      at<codegen::Cell*>(layout.global(index)) = std::get<GlobalRef>(imports[i]).cell;
    }
  }
}

codegen::FuncRef CoreInstance::make_func_ref(std::uint32_t function) {
  codegen::FuncRef ref;
  if (module().is_imported_function(function)) {
    ref.type = imported_types_[function];
    const auto& imported = at<codegen::ImportedFunction>(compiled_->layout().imported_function(function));
    ref.code = imported.code;
    ref.context = imported.context;
  } else {
    ref.type = compiled_->types()[module().functions[function]];
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
    WITC_TRY_ASSIGN(Memory * memory, store_->make_memory(module().memories[i]));
    memories_.push_back(memory);
  }
  for (std::uint32_t i = 0; i < memories_.size(); ++i) {
    at<std::byte*>(layout.memory_base(i)) = memories_[i]->base();
    at<codegen::MemoryRecord*>(layout.memory_record(i)) = memories_[i]->record();
  }
  if (!memories_.empty()) header_->memory0 = memories_[0]->base();
  return {};
}

void CoreInstance::make_tags() {
  for (std::uint32_t i = module().imported_tags; i < module().tags.size(); ++i)
    at<Tag*>(compiled_->layout().tag(i)) =
        store_->adopt(std::make_unique<Tag>(Tag{&type(module().tags[i].type_index)}));
}

Expected<void> CoreInstance::make_globals() {
  for (std::uint32_t i = module().imported_globals; i < module().globals.size(); ++i) {
    WITC_TRY_ASSIGN(at<codegen::Cell>(compiled_->layout().global(i)), evaluate(*module().globals[i].init));
  }
  return {};
}

Expected<void> CoreInstance::make_tables() {
  for (std::uint32_t i = module().imported_tables; i < module().tables.size(); ++i) {
    const auto& definition = module().tables[i];
    codegen::Cell initial{};
    if (definition.init) {
      WITC_TRY_ASSIGN(initial, evaluate(*definition.init));
    }
    wasm::TableType table_type = definition.type;
    table_type.element = with_registry_numbers(table_type.element, compiled_->types());
    WITC_TRY_ASSIGN(Table * table, store_->make_table(table_type, initial.ref));
    tables_.push_back(table);
    at<codegen::TableRecord*>(compiled_->layout().table_record(i)) = tables_.back()->record();
  }
  return {};
}

Expected<std::uint64_t> CoreInstance::evaluate_address(const wasm::ConstExpr& expression, const wasm::Limits& limits) {
  WITC_TRY_ASSIGN(const codegen::Cell value, evaluate(expression));
  return limits.address == wasm::AddressType::i64 ? value.i64 : value.i32;
}

Expected<void> CoreInstance::load_element_segments() {
  elements_.reserve(module().elements.size());
  for (const auto& segment : module().elements) {
    auto& items = elements_.emplace_back();
    items.reserve(segment.size());
    if (const auto* functions = std::get_if<std::vector<std::uint32_t>>(&segment.items)) {
      for (const std::uint32_t function : *functions) items.push_back(func_ref(function));
    } else {
      for (const auto& expression : std::get<std::vector<wasm::ConstExpr>>(segment.items)) {
        WITC_TRY_ASSIGN(const codegen::Cell item, evaluate(expression));
        items.push_back(item.ref);
      }
    }
  }
  return {};
}

Expected<Outcome<>> CoreInstance::run_active_segments() {
  for (std::uint32_t i = 0; i < module().elements.size(); ++i) {
    const auto& segment = module().elements[i];
    if (segment.mode == wasm::SegmentMode::active) {
      WITC_TRY_ASSIGN(const std::uint64_t offset,
                      evaluate_address(*segment.offset, module().tables[segment.table].type.limits));
      if (!table_init(segment.table, i, offset, 0, segment.size()))
        return Outcome<>(
            std::unexpected(Trap(TrapCode::out_of_bounds_table_access, "out of bounds table access: element segment " +
                                                                           std::to_string(i) + " does not fit")));
    }
    if (segment.mode != wasm::SegmentMode::passive) elem_drop(i);
  }
  const std::uint32_t mapped = map_memory_images();
  for (std::uint32_t i = 0; i < module().data.size(); ++i) {
    const auto& segment = module().data[i];
    if (segment.mode != wasm::SegmentMode::active) continue;
    if (i < mapped) {
      data_drop(i);
      continue;
    }
    WITC_TRY_ASSIGN(const std::uint64_t offset,
                    evaluate_address(*segment.offset, module().memories[segment.memory].limits));
    if (!memory_init(segment.memory, i, offset, 0, segment.bytes.size()))
      return Outcome<>(
          std::unexpected(Trap(TrapCode::out_of_bounds_memory_access,
                               "out of bounds memory access: data segment " + std::to_string(i) + " does not fit")));
    data_drop(i);
  }
  return Outcome<>();
}

Outcome<> CoreInstance::run_start() {
  if (!module().start) return {};
  return store_->call(start_, {}, {});
}

/// How many data segments that made superfluous. Where the system refuses, all are copied over what was mapped.
std::uint32_t CoreInstance::map_memory_images() {
  const MemoryImages* images = compiled_->memory_images();
  if (!images) return 0;
  for (const auto& image : images->images())
    if (!image.map(memories_[image.memory]->base())) return 0;
  return images->segments();
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
    case wasm::ExternKind::tag: return tag(index);
    case wasm::ExternKind::func: break;
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
  wasm::GlobalType type = module().globals[index].type;
  type.type = with_registry_numbers(type.type, compiled_->types());
  return {cell, type};
}

std::span<const std::byte> CoreInstance::data_segment(std::uint32_t segment) const {
  if (dropped_data_[segment]) return {};
  const wasm::ByteRange range = module().data[segment].bytes;
  return compiled_->binary().subspan(range.begin, range.size());
}

void CoreInstance::visit_roots(RootVisitor& visitor) {
  for (std::uint32_t i = module().imported_globals; i < module().globals.size(); ++i)
    if (module().globals[i].type.type.is_ref()) visitor.reference(global(i).cell->ref);
  for (const auto& segment : elements_)
    for (void* item : segment) visitor.reference(item);
}

void CoreInstance::refresh_func_ref(std::uint32_t defined, const void* code) {
  if (auto* ref = func_ref(module().imported_functions + defined)) ref->code = code;
}

bool CoreInstance::memory_init(std::uint32_t memory, std::uint32_t segment, std::uint64_t dst, std::uint32_t src,
                               std::uint32_t count) {
  const auto bytes = data_segment(segment);
  Memory& target = *memories_[memory];
  if (src > bytes.size() || count > bytes.size() - src) return false;
  if (dst > target.size() || count > target.size() - dst) return false;
  if (count != 0) std::memcpy(target.base() + dst, bytes.data() + src, count);
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
