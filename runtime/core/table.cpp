#include "runtime/core/table.hpp"

#include <algorithm>
#include <string>

namespace witc::runtime {

namespace {
constexpr std::uint64_t max_elements = wasm::ImplementationLimits{}.table_elements;
}

Expected<std::unique_ptr<Table>> Table::make(const wasm::TableType& type, void* initial) {
  if (type.limits.min > max_elements)
    return fail(ErrorCode::limit_exceeded, "table of " + std::to_string(type.limits.min) +
                                               " elements is larger than the limit of " + std::to_string(max_elements));
  std::unique_ptr<Table> table(new Table(type));
  table->grow(type.limits.min, initial);
  return table;
}

bool Table::may_grow(std::uint64_t delta) const {
  const std::uint64_t maximum = std::min({type_.limits.max.value_or(max_elements), max_elements, limit_});
  return delta <= maximum && elements_.size() <= maximum - delta;
}

std::int64_t Table::grow(std::uint64_t delta, void* value) {
  const std::uint64_t before = elements_.size();
  if (!may_grow(delta)) return -1;
  elements_.resize(before + delta, value);
  record_ = {elements_.data(), elements_.size()};
  return static_cast<std::int64_t>(before);
}

}  // namespace witc::runtime
