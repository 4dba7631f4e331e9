#include "tests/support/module_builder.hpp"

#include <bit>

namespace witc::testing {

void ByteBuffer::u32(std::uint64_t value) {
  do {
    const auto low = static_cast<std::uint8_t>(value & 0x7f);
    value >>= 7;
    u8(static_cast<std::uint8_t>(low | (value ? 0x80 : 0)));
  } while (value);
}

void ByteBuffer::s64(std::int64_t value) {
  for (;;) {
    const auto low = static_cast<std::uint8_t>(value & 0x7f);
    value >>= 7;
    const bool done = (value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40));
    u8(static_cast<std::uint8_t>(low | (done ? 0 : 0x80)));
    if (done) return;
  }
}

void ByteBuffer::fixed(std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
}

void ByteBuffer::append(std::string_view raw) {
  for (const char c : raw) u8(static_cast<std::uint8_t>(c));
}

void ByteBuffer::name(std::string_view text) {
  u32(text.size());
  append(text);
}

void ByteBuffer::sized(const ByteBuffer& other) {
  u32(other.size());
  append(other);
}

std::uint32_t FunctionBuilder::local(wasm::ValType type) {
  locals_.push_back(type);
  return params_ + static_cast<std::uint32_t>(locals_.size()) - 1;
}

FunctionBuilder& FunctionBuilder::op(Opcode opcode) {
  const auto& row = wasm::info(opcode);
  if (row.prefix != 0) {
    body_.u8(row.prefix);
    body_.u32(row.code);
  } else {
    body_.u8(static_cast<std::uint8_t>(row.code));
  }
  return *this;
}

FunctionBuilder& FunctionBuilder::op(Opcode opcode, std::uint32_t index) {
  op(opcode);
  body_.u32(index);
  return *this;
}

FunctionBuilder& FunctionBuilder::op(Opcode opcode, std::uint32_t index, std::uint32_t index2) {
  op(opcode, index);
  body_.u32(index2);
  return *this;
}

FunctionBuilder& FunctionBuilder::lane(Opcode opcode, std::uint8_t lane) {
  op(opcode);
  body_.u8(lane);
  return *this;
}

FunctionBuilder& FunctionBuilder::i32(std::int32_t value) {
  op(Opcode::i32_const);
  body_.s64(value);
  return *this;
}

FunctionBuilder& FunctionBuilder::i64(std::int64_t value) {
  op(Opcode::i64_const);
  body_.s64(value);
  return *this;
}

FunctionBuilder& FunctionBuilder::f32(float value) {
  op(Opcode::f32_const);
  body_.fixed(std::bit_cast<std::uint32_t>(value), 4);
  return *this;
}

FunctionBuilder& FunctionBuilder::f64(double value) {
  op(Opcode::f64_const);
  body_.fixed(std::bit_cast<std::uint64_t>(value), 8);
  return *this;
}

FunctionBuilder& FunctionBuilder::v128(std::uint64_t low, std::uint64_t high) {
  op(Opcode::v128_const);
  body_.fixed(low, 8);
  body_.fixed(high, 8);
  return *this;
}

FunctionBuilder& FunctionBuilder::access(Opcode opcode, std::uint64_t offset, std::uint32_t memory) {
  const auto& row = wasm::info(opcode);
  const unsigned align =
      row.family == wasm::Family::atomic ? static_cast<unsigned>(std::countr_zero(row.access_bytes)) : 0;
  return access(opcode, wasm::MemArg{memory, align, offset});
}

FunctionBuilder& FunctionBuilder::access(Opcode opcode, const wasm::MemArg& memarg) {
  op(opcode);
  body_.u32(memarg.align | (memarg.memory == 0 ? 0 : 0x40));
  if (memarg.memory != 0) body_.u32(memarg.memory);
  body_.u32(memarg.offset);
  return *this;
}

FunctionBuilder& FunctionBuilder::structured(Opcode opcode, std::optional<wasm::ValType> result) {
  op(opcode);
  if (result)
    ModuleBuilder::value_type(body_, *result);
  else
    body_.u8(0x40);
  return *this;
}

FunctionBuilder& FunctionBuilder::structured(Opcode opcode, std::uint32_t type) {
  op(opcode);
  body_.s64(type);
  return *this;
}

FunctionBuilder& FunctionBuilder::br_table(std::span<const std::uint32_t> labels) {
  op(Opcode::br_table);
  body_.u32(labels.size() - 1);
  for (const auto label : labels) body_.u32(label);
  return *this;
}

void ModuleBuilder::value_type(ByteBuffer& out, wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32: return out.u8(0x7f);
    case wasm::ValKind::i64: return out.u8(0x7e);
    case wasm::ValKind::f32: return out.u8(0x7d);
    case wasm::ValKind::f64: return out.u8(0x7c);
    case wasm::ValKind::v128: return out.u8(0x7b);
    case wasm::ValKind::ref:
      if (type.ref.heap == wasm::HeapType::exn) return out.u8(0x69);
      return out.u8(type == wasm::funcref ? 0x70 : 0x6f);
  }
}

void ModuleBuilder::limits(ByteBuffer& out, std::uint32_t min, std::optional<std::uint32_t> max) {
  out.u8(max ? 1 : 0);
  out.u32(min);
  if (max) out.u32(*max);
}

void ModuleBuilder::limits(ByteBuffer& out, const wasm::Limits& limits, std::uint8_t flags) {
  out.u8(static_cast<std::uint8_t>(flags | (limits.max ? 1 : 0) | (limits.address == wasm::AddressType::i64 ? 4 : 0)));
  out.u32(limits.min);
  if (limits.max) out.u32(*limits.max);
}

void ModuleBuilder::memory_type(ByteBuffer& out, const wasm::MemoryType& type) {
  const bool custom = std::uint64_t{1} << type.page_size_log2 != wasm::page_size;
  limits(out, type.limits, static_cast<std::uint8_t>((type.shared ? 2 : 0) | (custom ? 8 : 0)));
  if (custom) out.u32(type.page_size_log2);
}

std::uint32_t ModuleBuilder::type(const Types& params, const Types& results) {
  for (std::uint32_t i = 0; i < types_.size(); ++i)
    if (types_[i].first == params && types_[i].second == results) return i;
  types_.emplace_back(params, results);
  return static_cast<std::uint32_t>(types_.size()) - 1;
}

std::uint32_t ModuleBuilder::import_function(std::string_view module, std::string_view name, const Types& params,
                                             const Types& results) {
  imports_.content.name(module);
  imports_.content.name(name);
  imports_.content.u8(0);
  imports_.content.u32(type(params, results));
  ++imports_.count;
  return imported_functions_++;
}

FunctionBuilder& ModuleBuilder::function(const Types& params, const Types& results) {
  const auto index = imported_functions_ + static_cast<std::uint32_t>(functions_.size());
  functions_.emplace_back(new FunctionBuilder(index, type(params, results), static_cast<std::uint32_t>(params.size())));
  return *functions_.back();
}

std::uint32_t ModuleBuilder::memory(std::uint32_t min, std::optional<std::uint32_t> max) {
  limits(memories_.content, min, max);
  return imported_memories_ + memories_.count++;
}

std::uint32_t ModuleBuilder::memory(const wasm::MemoryType& type) {
  memory_type(memories_.content, type);
  return imported_memories_ + memories_.count++;
}

std::uint32_t ModuleBuilder::import_memory(std::string_view module, std::string_view name,
                                           const wasm::MemoryType& type) {
  imports_.content.name(module);
  imports_.content.name(name);
  imports_.content.u8(2);
  memory_type(imports_.content, type);
  ++imports_.count;
  return imported_memories_++;
}

std::uint32_t ModuleBuilder::table(const wasm::TableType& type) {
  value_type(tables_.content, type.element);
  limits(tables_.content, type.limits, 0);
  return tables_.count++;
}

std::uint32_t ModuleBuilder::table(std::uint32_t min, std::optional<std::uint32_t> max, wasm::ValType element) {
  value_type(tables_.content, element);
  limits(tables_.content, min, max);
  return tables_.count++;
}

std::uint32_t ModuleBuilder::global(std::int32_t value, bool is_mutable) {
  value_type(globals_.content, wasm::i32);
  globals_.content.u8(is_mutable ? 1 : 0);
  globals_.content.u8(0x41);
  globals_.content.s64(value);
  globals_.content.u8(0x0b);
  return globals_.count++;
}

std::uint32_t ModuleBuilder::global(wasm::ValType type, std::uint64_t low, std::uint64_t high) {
  auto& out = globals_.content;
  value_type(out, type);
  out.u8(1);
  switch (type.kind) {
    case wasm::ValKind::i32:
      out.u8(0x41);
      out.s64(static_cast<std::int32_t>(low));
      break;
    case wasm::ValKind::i64:
      out.u8(0x42);
      out.s64(static_cast<std::int64_t>(low));
      break;
    case wasm::ValKind::f32:
      out.u8(0x43);
      out.fixed(low, 4);
      break;
    case wasm::ValKind::f64:
      out.u8(0x44);
      out.fixed(low, 8);
      break;
    case wasm::ValKind::v128:
      out.u8(0xfd);
      out.u8(0x0c);
      out.fixed(low, 8);
      out.fixed(high, 8);
      break;
    case wasm::ValKind::ref:
      out.u8(0xd0);
      value_type(out, type);
      break;
  }
  out.u8(0x0b);
  return globals_.count++;
}

std::uint32_t ModuleBuilder::tag(const Types& params) {
  tags_.content.u8(0);
  tags_.content.u32(type(params, {}));
  return tags_.count++;
}

void ModuleBuilder::export_item(std::string_view name, wasm::ExternKind kind, std::uint32_t index) {
  exports_.content.name(name);
  exports_.content.u8(static_cast<std::uint8_t>(kind));
  exports_.content.u32(index);
  ++exports_.count;
}

namespace {

ByteBuffer constant(wasm::Opcode opcode, std::int64_t value) {
  ByteBuffer out;
  out.u8(static_cast<std::uint8_t>(wasm::info(opcode).code));
  out.s64(value);
  out.u8(0x0b);
  return out;
}

}  // namespace

void ModuleBuilder::active_elements(std::uint32_t table, std::uint32_t offset,
                                    const std::vector<std::uint32_t>& functions) {
  active_elements(table, constant(wasm::Opcode::i32_const, static_cast<std::int32_t>(offset)), functions);
}

void ModuleBuilder::active_elements64(std::uint32_t table, std::uint64_t offset,
                                      const std::vector<std::uint32_t>& functions) {
  active_elements(table, constant(wasm::Opcode::i64_const, std::bit_cast<std::int64_t>(offset)), functions);
}

void ModuleBuilder::active_elements(std::uint32_t table, const ByteBuffer& offset,
                                    const std::vector<std::uint32_t>& functions) {
  auto& out = elements_.content;
  out.u32(2);
  out.u32(table);
  out.append(offset);
  out.u8(0);
  out.u32(functions.size());
  for (const auto function : functions) out.u32(function);
  ++elements_.count;
}

std::uint32_t ModuleBuilder::passive_elements(const std::vector<std::uint32_t>& functions) {
  auto& out = elements_.content;
  out.u32(1);
  out.u8(0);
  out.u32(functions.size());
  for (const auto function : functions) out.u32(function);
  return elements_.count++;
}

void ModuleBuilder::active_data(std::uint32_t offset, std::string_view bytes) {
  active_data(constant(wasm::Opcode::i32_const, static_cast<std::int32_t>(offset)), bytes);
}

void ModuleBuilder::active_data64(std::uint64_t offset, std::string_view bytes) {
  active_data(constant(wasm::Opcode::i64_const, std::bit_cast<std::int64_t>(offset)), bytes);
}

void ModuleBuilder::active_data(const ByteBuffer& offset, std::string_view bytes) {
  data_.content.u32(0);
  data_.content.append(offset);
  data_.content.name(bytes);
  ++data_.count;
}

std::uint32_t ModuleBuilder::passive_data(std::string_view bytes) {
  data_.content.u32(1);
  data_.content.name(bytes);
  return data_.count++;
}

std::vector<std::byte> ModuleBuilder::build() const {
  ByteBuffer out;
  out.append(std::string_view("\0asm\1\0\0\0", 8));
  const auto section = [&](std::uint8_t id, const Section& contents) {
    if (contents.count == 0) return;
    ByteBuffer body;
    body.u32(contents.count);
    body.append(contents.content);
    out.u8(id);
    out.sized(body);
  };

  Section types, functions, code;
  for (const auto& [params, results] : types_) {
    types.content.u8(0x60);
    for (const auto* list : {&params, &results}) {
      types.content.u32(list->size());
      for (const auto& type : *list) value_type(types.content, type);
    }
    ++types.count;
  }
  for (const auto& function : functions_) {
    functions.content.u32(function->type_);
    ++functions.count;
    ByteBuffer body;
    body.u32(function->locals_.size());
    for (const auto& type : function->locals_) {
      body.u32(1);
      value_type(body, type);
    }
    body.append(function->body_);
    code.content.sized(body);
    ++code.count;
  }

  section(1, types);
  section(2, imports_);
  section(3, functions);
  section(4, tables_);
  section(5, memories_);
  section(13, tags_);
  section(6, globals_);
  section(7, exports_);
  if (start_) {
    ByteBuffer body;
    body.u32(*start_);
    out.u8(8);
    out.sized(body);
  }
  section(9, elements_);
  if (data_.count) {
    ByteBuffer body;
    body.u32(data_.count);
    out.u8(12);
    out.sized(body);
  }
  section(10, code);
  section(11, data_);
  if (!names_.empty()) {
    ByteBuffer map;
    map.u32(names_.size());
    for (const auto& [index, text] : names_) {
      map.u32(index);
      map.name(text);
    }
    ByteBuffer body;
    body.name("name");
    body.u8(1);
    body.sized(map);
    out.u8(0);
    out.sized(body);
  }
  return out.bytes();
}

}  // namespace witc::testing
