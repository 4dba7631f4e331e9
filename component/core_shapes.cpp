#include "component/core_shapes.hpp"

#include <map>
#include <string_view>

namespace witc::component {

namespace {

CoreItemType type_of(const wasm::Module& module, wasm::ExternKind kind, std::uint32_t index) {
  switch (kind) {
    case wasm::ExternKind::table: return module.tables[index].type;
    case wasm::ExternKind::memory: return module.memories[index];
    case wasm::ExternKind::global: return module.globals[index].type;
    case wasm::ExternKind::tag: return CoreTagType{module.types[module.tags[index].type_index].func};
    case wasm::ExternKind::func: break;
  }
  return module.function_type(index);
}

/// valid/matching: limits.
bool limits_match(const wasm::Limits& wanted, const wasm::Limits& found) {
  if (wanted.address != found.address || found.min < wanted.min) return false;
  return !wanted.max || (found.max && *found.max <= *wanted.max);
}

}  // namespace

CoreModuleShape shape_of(const wasm::Module& module) {
  CoreModuleShape shape;
  for (const auto& item : module.imports)
    shape.imports.push_back({item.module, item.name, type_of(module, item.kind, item.index)});
  for (const auto& item : module.exports) shape.exports.emplace_back(item.name, type_of(module, item.kind, item.index));
  return shape;
}

std::optional<std::string> core_mismatch(const CoreItemType& wanted, const CoreItemType& found) {
  if (wanted.index() != found.index())
    return "expected a " + std::string(to_string(static_cast<wasm::ExternKind>(wanted.index()))) + ", found a " +
           std::string(to_string(static_cast<wasm::ExternKind>(found.index())));
  if (const auto* function = std::get_if<wasm::FuncType>(&wanted)) {
    const auto& given = std::get<wasm::FuncType>(found);
    if (*function == given) return std::nullopt;
    return "expected " + to_string(*function) + ", found " + to_string(given);
  }
  bool matches = false;
  if (const auto* table = std::get_if<wasm::TableType>(&wanted)) {
    const auto& given = std::get<wasm::TableType>(found);
    matches = table->element == given.element && limits_match(table->limits, given.limits);
  } else if (const auto* memory = std::get_if<wasm::MemoryType>(&wanted)) {
    const auto& given = std::get<wasm::MemoryType>(found);
    matches = memory->shared == given.shared && memory->page_size_log2 == given.page_size_log2 &&
              limits_match(memory->limits, given.limits);
  } else {
    matches = wanted == found;
  }
  return matches ? std::nullopt : std::optional<std::string>("incompatible types");
}

std::optional<std::string> core_mismatch(const CoreModuleShape& wanted, const CoreModuleShape& found) {
  std::map<std::pair<std::string_view, std::string_view>, const CoreItemType*> imports;
  for (const auto& item : wanted.imports)
    imports.emplace(std::pair<std::string_view, std::string_view>(item.module, item.name), &item.type);
  for (const auto& item : found.imports) {
    const std::string name = "the import \"" + item.module + "\" \"" + item.name + "\"";
    const auto offered = imports.find({item.module, item.name});
    if (offered == imports.end()) return name + " is not in the type";
    if (const auto difference = core_mismatch(item.type, *offered->second)) return name + ": " + *difference;
  }
  std::map<std::string_view, const CoreItemType*> exports;
  for (const auto& [name, type] : found.exports) exports.emplace(name, &type);
  for (const auto& [name, type] : wanted.exports) {
    const auto given = exports.find(name);
    if (given == exports.end()) return "the export \"" + name + "\" is missing";
    if (const auto difference = core_mismatch(type, *given->second))
      return "the export \"" + name + "\": " + *difference;
  }
  return std::nullopt;
}

}  // namespace witc::component
