#include "runtime/core/table.hpp"

#include <algorithm>
#include <string>

namespace witc::runtime {

Expected<std::unique_ptr<Table>> Table::make(const wasm::TableType& type, void* initial, std::uint64_t limit) {
  if (type.limits.min > limit)
    return fail(ErrorCode::limit_exceeded, "table of " + std::to_string(type.limits.min) +
                                               " elements is larger than the limit of " + std::to_string(limit));
  std::unique_ptr<Table> table(new Table(type, limit));
  table->grow(type.limits.min, initial);
  return table;
}

bool Table::may_grow(std::uint64_t delta) const {
  const std::uint64_t maximum = std::min(type_.limits.max.value_or(limit_), limit_);
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
