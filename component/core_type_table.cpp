#include "component/core_type_table.hpp"

#include <utility>

#include "wasm/matching.hpp"
#include "wasm/recursion_group.hpp"
#include "wasm/type_validator.hpp"

namespace witc::component {

namespace {

void renumber(wasm::SubType& type, std::span<const std::uint32_t> numbers) {
  if (type.super) type.super = numbers[*type.super];
  for (auto& param : type.func.params) param = renumbered(param, numbers);
  for (auto& result : type.func.results) result = renumbered(result, numbers);
  for (auto& field : type.fields) field.storage.value = renumbered(field.storage.value, numbers);
}

}  // namespace

wasm::ValType renumbered(wasm::ValType type, std::span<const std::uint32_t> numbers) {
  if (type.is_ref() && type.ref.heap.is_defined())
    type.ref.heap = wasm::HeapType::defined(numbers[type.ref.heap.type_index()]);
  return type;
}

std::vector<std::uint32_t> CoreTypeTable::add(std::span<const wasm::SubType> types) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t begin = 0; begin < types.size(); begin += types[begin].group_size) {
    std::vector<wasm::SubType> group(types.begin() + begin, types.begin() + begin + types[begin].group_size);
    for (std::uint32_t i = 0; i < group.size(); ++i) numbers.push_back(size() + i);
    for (auto& type : group) renumber(type, numbers);
    const std::uint32_t first = intern(std::move(group)).first;
    for (std::uint32_t i = begin; i < numbers.size(); ++i) numbers[i] = first + (i - begin);
  }
  return numbers;
}

std::pair<std::uint32_t, bool> CoreTypeTable::intern(std::vector<wasm::SubType> group) {
  const std::uint32_t begin = size();
  for (auto& type : group) {
    type.group_begin = begin;
    type.group_size = static_cast<std::uint32_t>(group.size());
    type.canonical = size();
    types_.types.push_back(std::move(type));
  }
  const auto number = [](std::uint32_t known) { return known; };
  const auto [found, is_new] = groups_.try_emplace(wasm::recursion_group_key(types_.types, begin, number), begin);
  if (!is_new) types_.types.resize(begin);
  return {found->second, is_new};
}

Expected<std::uint32_t> CoreTypeTable::add_group(std::vector<wasm::SubType> group,
                                                 const wasm::ImplementationLimits& limits) {
  if (group.empty()) return size();
  const auto [begin, is_new] = intern(std::move(group));
  if (is_new) WITC_TRY(wasm::check_supertypes(types_, begin, limits));
  return begin;
}

std::uint32_t CoreTypeTable::add(const wasm::FuncType& type) {
  wasm::SubType sub;
  sub.func = type;
  return intern({std::move(sub)}).first;
}

bool CoreTypeTable::matches(wasm::ValType sub, wasm::ValType super) const { return wasm::matches(types_, sub, super); }

}  // namespace witc::component
