#include "wasm/type_validator.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "wasm/matching.hpp"

namespace witc::wasm {

namespace {

std::unexpected<Error> error(std::string message, std::uint32_t type, ErrorCode code = ErrorCode::invalid) {
  Location location;
  location.item = "type " + std::to_string(type);
  return fail(code, std::move(message), std::move(location));
}

/// Types that the type `i` refers to must come before `end`, its supertype before itself.
Expected<void> check_indices(const Module& module, std::uint32_t i, std::uint32_t end) {
  const SubType& type = module.types[i];
  if (type.super && *type.super >= i) return error("unknown type " + std::to_string(*type.super) + " as supertype", i);
  std::optional<std::uint32_t> unknown;
  const auto look_at = [&](ValType value) {
    if (!value.is_ref() || !value.ref.heap.is_defined() || value.ref.heap.type_index() < end) return;
    if (!unknown) unknown = value.ref.heap.type_index();
  };
  for (const auto& param : type.func.params) look_at(param);
  for (const auto& result : type.func.results) look_at(result);
  for (const auto& field : type.fields) look_at(field.storage.value);
  if (unknown) return error("unknown type " + std::to_string(*unknown), i);
  return {};
}

Expected<void> check_depth(const Module& module, std::uint32_t i, std::uint32_t limit) {
  std::uint32_t depth = 0;
  for (auto super = module.types[i].super; super && depth <= limit; super = module.types[*super].super) ++depth;
  if (depth <= limit) return {};
  return error("a chain of supertypes longer than the limit of " + std::to_string(limit), i, ErrorCode::limit_exceeded);
}

Expected<void> check_supertype(const Module& module, std::uint32_t i) {
  const SubType& type = module.types[i];
  if (!type.super) return {};
  const SubType& super = module.types[*type.super];
  if (super.is_final) return error("sub type: its supertype " + std::to_string(*type.super) + " is final", i);
  if (!composite_matches(module, type, super))
    return error("sub type does not match its supertype " + std::to_string(*type.super), i);
  return {};
}

std::optional<std::string> problem_of(const Limits& range, std::uint64_t maximum, std::string_view unit) {
  const auto too_large = [&](std::uint64_t value) {
    return "size of " + std::to_string(value) + " " + std::string(unit) + " must be at most " + std::to_string(maximum);
  };
  if (range.min > maximum) return too_large(range.min);
  if (!range.max) return std::nullopt;
  if (*range.max > maximum) return too_large(*range.max);
  if (*range.max < range.min) return "size minimum must not be greater than maximum";
  return std::nullopt;
}

}  // namespace

Expected<void> check_type_indices(const Module& module, std::uint32_t begin, const Features& features) {
  const std::uint32_t end = begin + module.types[begin].group_size;
  // Without recursion groups a type does not even see itself.
  for (std::uint32_t i = begin; i < end; ++i) WITC_TRY(check_indices(module, i, features.has(Feature::gc) ? end : i));
  return {};
}

Expected<void> check_supertypes(const Module& module, std::uint32_t begin, const ImplementationLimits& limits) {
  const std::uint32_t end = begin + module.types[begin].group_size;
  // All depths first: comparing types walks the chains of any type in the group.
  for (std::uint32_t i = begin; i < end; ++i) WITC_TRY(check_depth(module, i, limits.subtype_depth));
  for (std::uint32_t i = begin; i < end; ++i) WITC_TRY(check_supertype(module, i));
  return {};
}

std::optional<std::string> problem_of(const MemoryType& memory) {
  if (memory.page_size_log2 != 16 && memory.page_size_log2 != 0) return "invalid custom page size";
  const unsigned address_bits = memory.limits.address == AddressType::i64 ? 64 : 32;
  // Small pages: a memory of all addresses would have a size that its address type cannot say.
  const std::uint64_t maximum = memory.page_size_log2 == 0 ? ~std::uint64_t{0} >> (64 - address_bits)
                                                           : std::uint64_t{1} << (address_bits - memory.page_size_log2);
  return problem_of(memory.limits, maximum, "pages");
}

std::optional<std::string> problem_of(const TableType& table) {
  const std::uint64_t maximum = table.limits.address == AddressType::i64 ? ~std::uint64_t{0} : 0xffff'ffff;
  return problem_of(table.limits, maximum, "elements");
}

}  // namespace witc::wasm
