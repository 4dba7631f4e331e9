#include "wasm/text/print_context.hpp"

#include <string_view>

namespace witc::wasm {

namespace {

std::uint32_t count_of(const auto& items) { return static_cast<std::uint32_t>(items.size()); }

void append_limits(std::string& out, const Limits& limits) {
  if (limits.address == AddressType::i64) out += "i64 ";
  out += std::to_string(limits.min);
  if (limits.max) out += " " + std::to_string(*limits.max);
}

void append_types(std::string& out, const PrintContext& context, std::string_view keyword,
                  std::span<const ValType> types) {
  if (types.empty()) return;
  out += " (";
  out += keyword;
  for (const ValType& type : types) {
    out.push_back(' ');
    append_type(out, context, type);
  }
  out.push_back(')');
}

}  // namespace

PrintContext::PrintContext(const Module& module, std::span<const std::byte> binary, const ModuleNames& names)
    : module(module),
      binary(binary),
      names(names),
      types(names.types, count_of(module.types)),
      functions(names.functions, count_of(module.functions)),
      tables(names.tables, count_of(module.tables)),
      memories(names.memories, count_of(module.memories)),
      globals(names.globals, count_of(module.globals)),
      tags(names.tags, count_of(module.tags)),
      elements(names.elements, count_of(module.elements)),
      data(names.data, count_of(module.data)) {
  for (const auto& [type, map] : names.fields)
    if (type < module.types.size() && module.types[type].kind == CompositeKind::struct_)
      fields.try_emplace(type, map, count_of(module.types[type].fields));
}

const Identifiers& PrintContext::space(ExternKind kind) const {
  switch (kind) {
    case ExternKind::func: return functions;
    case ExternKind::table: return tables;
    case ExternKind::memory: return memories;
    case ExternKind::global: return globals;
    case ExternKind::tag: break;
  }
  return tags;
}

const FuncType* PrintContext::function_type(std::uint32_t type_index) const {
  if (type_index >= module.types.size() || module.types[type_index].kind != CompositeKind::func) return nullptr;
  return &module.types[type_index].func;
}

void append_type(std::string& out, const PrintContext& context, HeapType type) {
  if (type.is_defined())
    context.types.append_use(out, type.type_index());
  else
    out += to_string(type);
}

void append_type(std::string& out, const PrintContext& context, const ValType& type) {
  if (!type.is_ref() || !type.ref.heap.is_defined()) {
    out += to_string(type);
    return;
  }
  out += type.ref.nullable ? "(ref null " : "(ref ";
  append_type(out, context, type.ref.heap);
  out.push_back(')');
}

void append_type(std::string& out, const PrintContext& context, const FieldType& type) {
  if (type.is_mutable) out += "(mut ";
  if (type.storage.is_packed())
    out += to_string(type.storage);
  else
    append_type(out, context, type.storage.value);
  if (type.is_mutable) out.push_back(')');
}

void append_type(std::string& out, const PrintContext& context, const GlobalType& type) {
  if (type.is_mutable) out += "(mut ";
  append_type(out, context, type.type);
  if (type.is_mutable) out.push_back(')');
}

void append_type(std::string& out, const PrintContext& context, const TableType& type) {
  append_limits(out, type.limits);
  out.push_back(' ');
  append_type(out, context, type.element);
}

void append_type(std::string& out, const MemoryType& type) {
  append_limits(out, type.limits);
  if (type.shared) out += " shared";
  if (type.page_size_log2 != 16) out += " (pagesize " + std::to_string(std::uint64_t{1} << type.page_size_log2) + ")";
}

void append_type(std::string& out, const PrintContext& context, const SubType& type, const Identifiers& fields) {
  const bool is_sub = type.super || !type.is_final;
  if (is_sub) {
    out += type.is_final ? " (sub final" : " (sub";
    if (type.super) {
      out.push_back(' ');
      context.types.append_use(out, *type.super);
    }
  }
  out += " (";
  out += to_string(type.kind);
  switch (type.kind) {
    case CompositeKind::func: append_signature(out, context, type.func, {}); break;
    case CompositeKind::struct_:
      for (std::uint32_t i = 0; i < type.fields.size(); ++i) {
        out += " (field";
        fields.append_binding(out, i);
        out.push_back(' ');
        append_type(out, context, type.fields[i]);
        out.push_back(')');
      }
      break;
    case CompositeKind::array:
      out.push_back(' ');
      append_type(out, context, type.fields[0]);
      break;
  }
  out += is_sub ? "))" : ")";
}

void append_signature(std::string& out, const PrintContext& context, const FuncType& type, const Identifiers& locals) {
  for (std::uint32_t i = 0; i < type.params.size();) {
    if (locals.has(i)) {
      out += " (param";
      locals.append_binding(out, i);
      out.push_back(' ');
      append_type(out, context, type.params[i++]);
      out.push_back(')');
      continue;
    }
    const std::uint32_t begin = i;
    while (i < type.params.size() && !locals.has(i)) ++i;
    append_types(out, context, "param", std::span(type.params).subspan(begin, i - begin));
  }
  append_types(out, context, "result", type.results);
}

void append_type_use(std::string& out, const PrintContext& context, std::uint32_t type_index,
                     const Identifiers& locals) {
  out += " (type ";
  context.types.append_use(out, type_index);
  out.push_back(')');
  if (const FuncType* type = context.function_type(type_index)) append_signature(out, context, *type, locals);
}

}  // namespace witc::wasm
