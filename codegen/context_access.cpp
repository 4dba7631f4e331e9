#include "codegen/context_access.hpp"

namespace witc::codegen {

llvm::Value* ContextAccess::at(llvm::Value* base, std::size_t offset) {
  return offset == 0 ? base : builder_.CreateConstGEP1_64(builder_.getInt8Ty(), base, offset);
}

llvm::Value* ContextAccess::load(llvm::Type* type, llvm::Value* address, AccessKind kind) {
  auto* load = builder_.CreateLoad(type, address);
  load->setMetadata(llvm::LLVMContext::MD_tbaa, ir_.access_tag(kind));
  return load;
}

llvm::Value* ContextAccess::load_invariant(llvm::Type* type, llvm::Value* address) {
  auto* load = llvm::cast<llvm::LoadInst>(this->load(type, address, AccessKind::context));
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, ir_.empty_node);
  return load;
}

void ContextAccess::store(llvm::Value* value, llvm::Value* address, AccessKind kind) {
  // Volatile: what was written before a trap can be seen after it, so no store may move past a memory access or vanish.
  builder_.CreateStore(value, address, /*isVolatile=*/true)
      ->setMetadata(llvm::LLVMContext::MD_tbaa, ir_.access_tag(kind));
}

llvm::Value* ContextAccess::function_entry(std::uint32_t defined) {
  auto* entries = header_field(offsetof(InstanceHeader, functions));
  return load(ir_.pointer, at(entries, defined * sizeof(void*)), AccessKind::context);
}

ContextAccess::Callee ContextAccess::imported_function(std::uint32_t index) {
  const std::size_t record = layout_.imported_function(index);
  // The code of an import changes like that of any function; its context does not.
  auto* code = load(ir_.pointer, at(context_, record + offsetof(ImportedFunction, code)), AccessKind::context);
  return {code, header_field(record + offsetof(ImportedFunction, context))};
}

ContextAccess::Callee ContextAccess::func_ref_target(llvm::Value* func_ref) {
  auto* code = load(ir_.pointer, at(func_ref, offsetof(FuncRef, code)), AccessKind::context);
  return {code, load_invariant(ir_.pointer, at(func_ref, offsetof(FuncRef, context)))};
}

llvm::Value* ContextAccess::func_ref_type(llvm::Value* func_ref) {
  return load_invariant(ir_.pointer, at(func_ref, offsetof(FuncRef, type)));
}

llvm::Value* ContextAccess::type_descriptor(std::uint32_t type_index) {
  auto* types = header_field(offsetof(InstanceHeader, types));
  return load_invariant(ir_.pointer, at(types, type_index * sizeof(void*)));
}

llvm::Value* ContextAccess::own_func_ref(std::uint32_t escaping_index) {
  return at(context_, layout_.func_ref(escaping_index));
}

llvm::Value* ContextAccess::builtin(std::size_t offset) {
  auto* builtins = header_field(offsetof(InstanceHeader, builtins));
  return load_invariant(ir_.pointer, at(builtins, offset));
}

llvm::Value* ContextAccess::stack_limit() {
  auto* store = header_field(offsetof(InstanceHeader, store));
  // Not invariant: each activation sets it.
  return load(builder_.getInt64Ty(), at(store, offsetof(StoreContext, stack_limit)), AccessKind::context);
}

llvm::Value* ContextAccess::store_field(std::size_t offset) {
  return at(header_field(offsetof(InstanceHeader, store)), offset);
}

llvm::Value* ContextAccess::result_cell(std::uint32_t index) {
  auto* store = header_field(offsetof(InstanceHeader, store));
  auto* cells = load_invariant(ir_.pointer, at(store, offsetof(StoreContext, results)));
  return at(cells, (index - 1) * sizeof(Cell));
}

llvm::Value* ContextAccess::global_address(std::uint32_t index) {
  const std::size_t offset = layout_.global(index);
  return layout_.global_is_indirect(index) ? header_field(offset) : at(context_, offset);
}

llvm::Value* ContextAccess::memory_base(std::uint32_t memory, llvm::Instruction* entry) {
  auto& base = memory_bases_[memory];
  if (!base) {
    const llvm::IRBuilder<>::InsertPointGuard guard(builder_);
    builder_.SetInsertPoint(entry);
    base = header_field(memory == 0 ? offsetof(InstanceHeader, memory0) : layout_.memory_base(memory));
  }
  return base;
}

llvm::Value* ContextAccess::memory_byte_length(std::uint32_t memory, bool shared) {
  auto* record = header_field(layout_.memory_record(memory));
  auto* length = load(builder_.getInt64Ty(), at(record, offsetof(MemoryRecord, byte_length)), AccessKind::context);
  if (shared) llvm::cast<llvm::LoadInst>(length)->setAtomic(llvm::AtomicOrdering::SequentiallyConsistent);
  return length;
}

llvm::Value* ContextAccess::table_elements(std::uint32_t table) {
  auto* record = header_field(layout_.table_record(table));
  return load(ir_.pointer, at(record, offsetof(TableRecord, elements)), AccessKind::context);
}

llvm::Value* ContextAccess::table_length(std::uint32_t table) {
  auto* record = header_field(layout_.table_record(table));
  return load(builder_.getInt64Ty(), at(record, offsetof(TableRecord, length)), AccessKind::context);
}

}  // namespace witc::codegen
