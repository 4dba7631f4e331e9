#include "runtime/code/type_registry.hpp"

#include <algorithm>
#include <utility>

#include "codegen/object_layout.hpp"
#include "wasm/matching.hpp"
#include "wasm/recursion_group.hpp"

namespace witc::runtime {

namespace {

wasm::ValType renumbered(wasm::ValType type, const std::vector<std::uint32_t>& numbers) {
  if (type.is_ref() && type.ref.heap.is_defined())
    type.ref.heap = wasm::HeapType::defined(numbers[type.ref.heap.type_index()]);
  return type;
}

}  // namespace

std::vector<const codegen::TypeDescriptor*> TypeRegistry::register_types(std::span<const wasm::SubType> types) {
  std::vector<std::uint32_t> numbers(types.size());
  std::vector<const codegen::TypeDescriptor*> result(types.size());
  std::lock_guard lock(mutex_);
  for (std::uint32_t begin = 0; begin < types.size(); begin += types[begin].group_size) {
    const std::uint32_t first = intern(types, begin, numbers);
    for (std::uint32_t i = 0; i < types[begin].group_size; ++i) {
      numbers[begin + i] = first + i;
      result[begin + i] = &types_[first + i];
    }
  }
  return result;
}

std::uint32_t TypeRegistry::intern(std::span<const wasm::SubType> types, std::uint32_t begin,
                                   const std::vector<std::uint32_t>& numbers) {
  const auto number = [&](std::uint32_t type_index) { return numbers[type_index]; };
  const auto next = static_cast<std::uint32_t>(types_.size());
  const auto [group, is_new] = groups_.try_emplace(wasm::recursion_group_key(types, begin, number), next);
  if (!is_new) return group->second;
  std::vector<std::uint32_t> with_members(numbers);
  for (std::uint32_t i = 0; i < types[begin].group_size; ++i) with_members[begin + i] = next + i;
  for (const auto& type : types.subspan(begin, types[begin].group_size)) add(type, with_members);
  return next;
}

void TypeRegistry::add(const wasm::SubType& type, const std::vector<std::uint32_t>& numbers) {
  RegisteredType& added = types_.emplace_back();
  added.number = static_cast<std::uint32_t>(types_.size() - 1);
  added.type = type;
  added.kind = static_cast<std::uint32_t>(type.kind);
  for (auto& param : added.type.func.params) param = renumbered(param, numbers);
  for (auto& result : added.type.func.results) result = renumbered(result, numbers);
  for (auto& field : added.type.fields) field.storage.value = renumbered(field.storage.value, numbers);
  if (type.kind == wasm::CompositeKind::func) {
    added.native.emplace(added.type.func);
  } else if (type.kind == wasm::CompositeKind::struct_) {
    added.object_bytes = codegen::lay_out_fields(added.type, [&](std::uint32_t i, std::uint32_t offset) {
      if (added.type.fields[i].storage.value.is_ref()) added.reference_offsets.push_back(offset);
    });
  } else if (type.kind == wasm::CompositeKind::array) {
    added.element_bytes = added.type.fields.front().storage.bytes();
    added.has_reference_elements = added.type.fields.front().storage.value.is_ref();
  }
  if (type.super) {
    const RegisteredType& super = types_[numbers[*type.super]];
    added.type.super = super.number;
    added.depth = super.depth + 1;
    added.ancestor_table.assign(super.ancestor_table.begin(), super.ancestor_table.begin() + super.depth + 1);
  }
  added.ancestor_table.push_back(&added);
  added.ancestor_table.resize(std::max<std::size_t>(added.ancestor_table.size(), codegen::min_ancestors));
  added.ancestors = added.ancestor_table.data();
}

const RegisteredType& TypeRegistry::function_type(const wasm::FuncType& type) {
  // As the last type of a module whose other types are those it refers to.
  std::vector<std::uint32_t> numbers;
  wasm::SubType sub;
  sub.func = type;
  for (auto* values : {&sub.func.params, &sub.func.results})
    for (auto& value : *values) {
      if (!value.is_ref() || !value.ref.heap.is_defined()) continue;
      numbers.push_back(value.ref.heap.type_index());
      value.ref.heap = wasm::HeapType::defined(static_cast<std::uint32_t>(numbers.size() - 1));
    }
  const auto index = static_cast<std::uint32_t>(numbers.size());
  numbers.push_back(0);
  std::vector<wasm::SubType> types(index);
  types.push_back(std::move(sub));
  std::lock_guard lock(mutex_);
  return types_[intern(types, index, numbers)];
}

bool TypeRegistry::contains(std::uint32_t number) const {
  std::lock_guard lock(mutex_);
  return number < types_.size();
}

const RegisteredType& TypeRegistry::operator[](std::uint32_t number) const {
  std::lock_guard lock(mutex_);
  return types_[number];
}

bool TypeRegistry::matches(wasm::ValType sub, wasm::ValType super) const {
  if (sub == super) return true;
  if (!sub.is_ref() || !super.is_ref() || (sub.ref.nullable && !super.ref.nullable)) return false;
  const wasm::HeapType from = sub.ref.heap;
  const wasm::HeapType to = super.ref.heap;
  if (from.is_defined() && to.is_defined()) return is_subtype(&(*this)[from.type_index()], &(*this)[to.type_index()]);
  // What is left needs only the kind of a defined type, so a module of the one type serves.
  wasm::Module scratch;
  const auto localise = [&](wasm::HeapType heap) {
    if (!heap.is_defined()) return heap;
    scratch.types.push_back((*this)[heap.type_index()].type);
    return wasm::HeapType::defined(0);
  };
  const wasm::HeapType local_from = localise(from);
  return wasm::matches(scratch, local_from, localise(to));
}

wasm::ValType with_registry_numbers(wasm::ValType type, std::span<const codegen::TypeDescriptor* const> types) {
  if (type.is_ref() && type.ref.heap.is_defined())
    type.ref.heap = wasm::HeapType::defined(registered(types[type.ref.heap.type_index()]).number);
  return type;
}

}  // namespace witc::runtime
