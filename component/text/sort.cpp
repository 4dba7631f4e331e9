#include "component/text/sort.hpp"

namespace witc::component::text {

namespace {

constexpr std::array<SortInfo, sort_count> rows{{
    {Sort::core_func, true, 0x00, "func", "core func"},
    {Sort::core_table, true, 0x01, "table", "core table"},
    {Sort::core_memory, true, 0x02, "memory", "core memory"},
    {Sort::core_global, true, 0x03, "global", "core global"},
    {Sort::core_tag, true, 0x04, "tag", "core tag"},
    {Sort::core_type, true, 0x10, "type", "core type"},
    {Sort::core_module, true, 0x11, "module", "core module"},
    {Sort::core_instance, true, 0x12, "instance", "core instance"},
    {Sort::func, false, 0x01, "func", "func"},
    {Sort::value, false, 0x02, "value", "value"},
    {Sort::type, false, 0x03, "type", "type"},
    {Sort::component, false, 0x04, "component", "component"},
    {Sort::instance, false, 0x05, "instance", "instance"},
}};
static_assert([] {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].sort) != i) return false;
  return true;
}());

template <class Matches>
std::optional<Sort> find(bool is_core, Matches matches) {
  for (const SortInfo& row : rows)
    if (row.is_core == is_core && matches(row)) return row.sort;
  return std::nullopt;
}

}  // namespace

const SortInfo& info(Sort sort) { return rows[static_cast<std::size_t>(sort)]; }

std::optional<Sort> sort_of_keyword(bool is_core, std::string_view keyword) {
  return find(is_core, [&](const SortInfo& row) { return row.keyword == keyword; });
}

std::optional<Sort> sort_of_code(bool is_core, std::uint8_t code) {
  return find(is_core, [&](const SortInfo& row) { return row.code == code; });
}

void write_sort(ByteWriter& out, Sort sort) {
  const SortInfo& row = info(sort);
  if (row.is_core) out.u8(0x00);
  out.u8(row.code);
}

bool is_instance_export(Sort sort) { return !info(sort).is_core || sort == Sort::core_module; }

bool is_core_instance_export(Sort sort) { return sort <= Sort::core_tag; }

bool is_outer_alias(Sort sort) {
  return sort == Sort::core_module || sort == Sort::core_type || sort == Sort::type || sort == Sort::component;
}

}  // namespace witc::component::text
