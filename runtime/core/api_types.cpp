// Types as embedders write them (witc/core/types.hpp), to the runtime's and back.

#include <algorithm>
#include <string>

#include "runtime/core/api.hpp"
#include "wasm/limits.hpp"

namespace witc {

namespace runtime {

namespace {

constexpr std::uint32_t first_abstract = wasm::HeapType::func;
static_assert(first_abstract + static_cast<std::uint32_t>(core::HeapKind::exn) == wasm::HeapType::exn);
static_assert(first_abstract + static_cast<std::uint32_t>(core::HeapKind::noexn) == wasm::HeapType::noexn);
static_assert(static_cast<int>(core::ValType::Kind::ref) == static_cast<int>(wasm::ValKind::ref));

wasm::Limits limits_of(std::uint64_t min, std::optional<std::uint64_t> max, bool is_64) {
  return {.min = min, .max = max, .address = is_64 ? wasm::AddressType::i64 : wasm::AddressType::i32};
}

constexpr std::uint64_t max_table_size(const core::TableType& type) {
  return type.is_64 ? ~std::uint64_t{0} : ~std::uint32_t{0};
}

std::unexpected<Error> invalid(std::string what) { return fail(ErrorCode::invalid, std::move(what)); }

}  // namespace

wasm::ValType to_wasm(core::ValType type) {
  if (!type.is_ref()) return static_cast<wasm::ValKind>(type.kind());
  const auto heap = type.heap() == core::HeapKind::defined
                        ? wasm::HeapType::defined(type.number())
                        : wasm::HeapType(static_cast<wasm::HeapType::Abstract>(
                              first_abstract + static_cast<std::uint32_t>(type.heap())));
  return wasm::RefType{heap, type.is_nullable()};
}

core::ValType from_wasm(wasm::ValType type) {
  if (!type.is_ref()) return static_cast<core::ValType::Kind>(type.kind);
  const wasm::HeapType heap = type.ref.heap;
  if (heap.is_defined()) return core::ValType::defined_ref(heap.type_index(), type.ref.nullable);
  return core::ValType::ref(static_cast<core::HeapKind>(heap.abstract() - first_abstract), type.ref.nullable);
}

wasm::FuncType to_wasm(const core::FuncType& type) {
  wasm::FuncType result;
  for (const auto param : type.params) result.params.push_back(to_wasm(param));
  for (const auto value : type.results) result.results.push_back(to_wasm(value));
  return result;
}

core::FuncType from_wasm(const wasm::FuncType& type) {
  core::FuncType result;
  for (const auto param : type.params) result.params.push_back(from_wasm(param));
  for (const auto value : type.results) result.results.push_back(from_wasm(value));
  return result;
}

wasm::MemoryType to_wasm(const core::MemoryType& type) {
  return {limits_of(type.min_pages, type.max_pages, type.is_64), type.shared, type.page_size_log2};
}

core::MemoryType from_wasm(const wasm::MemoryType& type) {
  return {type.limits.min, type.limits.max, type.limits.address == wasm::AddressType::i64, type.shared,
          type.page_size_log2};
}

wasm::TableType to_wasm(const core::TableType& type) {
  return {to_wasm(type.element), limits_of(type.min, type.max, type.is_64)};
}

core::TableType from_wasm(const wasm::TableType& type) {
  return {from_wasm(type.element), type.limits.min, type.limits.max, type.limits.address == wasm::AddressType::i64};
}

core::GlobalType from_wasm(const wasm::GlobalType& type) { return {from_wasm(type.type), type.is_mutable}; }

// What a host writes may be no type.

Expected<void> check_type(const TypeRegistry& types, core::ValType type) {
  if (!type.is_ref() || type.heap() != core::HeapKind::defined || types.contains(type.number())) return {};
  return invalid("no type of the engine has the number " + std::to_string(type.number()));
}

Expected<void> check_type(const TypeRegistry& types, const core::FuncType& type) {
  constexpr wasm::ImplementationLimits most;
  if (type.params.size() > most.params || type.results.size() > most.results)
    return fail(ErrorCode::limit_exceeded, "a function type of " + std::to_string(type.params.size()) +
                                               " parameters and " + std::to_string(type.results.size()) +
                                               " results; of each there may be " + std::to_string(most.params));
  for (const auto param : type.params) WITC_TRY(check_type(types, param));
  for (const auto result : type.results) WITC_TRY(check_type(types, result));
  return {};
}

Expected<void> check_type(const core::MemoryType& type) {
  const unsigned address_bits = type.is_64 ? 64 : 32;
  if (type.page_size_log2 != 16 && type.page_size_log2 != 0)
    return invalid("memory type: pages are of 65536 bytes or of one");
  if (type.shared && !type.max_pages) return invalid("memory type: a shared memory needs a maximum");
  const std::uint64_t most = type.page_size_log2 == 0 && type.is_64
                                 ? ~std::uint64_t{0}
                                 : std::uint64_t{1} << (address_bits - type.page_size_log2);
  if (type.min_pages > most || type.max_pages.value_or(0) > most)
    return invalid("memory type: more pages than addresses reach");
  if (type.max_pages && *type.max_pages < type.min_pages)
    return invalid("memory type: the maximum is below the minimum");
  return {};
}

Expected<void> check_type(const TypeRegistry& types, const core::TableType& type) {
  if (!type.element.is_ref()) return invalid("table type: elements are references");
  WITC_TRY(check_type(types, type.element));
  if (type.min > max_table_size(type) || type.max.value_or(0) > max_table_size(type))
    return invalid("table type: more elements than indices reach");
  if (type.max && *type.max < type.min) return invalid("table type: the maximum is below the minimum");
  return {};
}

}  // namespace runtime

namespace core {

std::string to_string(ValType type) { return wasm::to_string(runtime::to_wasm(type)); }
std::string to_string(const FuncType& type) { return wasm::to_string(runtime::to_wasm(type)); }

std::string_view kind_name(const ExternType& type) {
  constexpr std::string_view names[] = {"func", "table", "memory", "global", "tag"};
  return names[type.index()];
}

}  // namespace core

}  // namespace witc
