#include "wasm/module.hpp"

#include <algorithm>

namespace witc::wasm {

std::uint32_t ElementSegment::size() const {
  return std::visit([](const auto& list) { return static_cast<std::uint32_t>(list.size()); }, items);
}

const Export* Module::find_export(std::string_view export_name) const {
  const auto it = std::find_if(exports.begin(), exports.end(), [&](const Export& e) { return e.name == export_name; });
  return it == exports.end() ? nullptr : &*it;
}

std::string Module::display_name(std::uint32_t function) const {
  if (function < function_names.size() && !function_names[function].empty()) return function_names[function];
  for (const auto& item : exports)
    if (item.kind == ExternKind::func && item.index == function) return item.name;
  return "func[" + std::to_string(function) + "]";
}

}  // namespace witc::wasm
