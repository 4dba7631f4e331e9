#include "component/core_shapes.hpp"

#include <map>
#include <span>
#include <string_view>

namespace witc::component {

namespace {

CoreItemType type_of(const wasm::Module& module, wasm::ExternKind kind, std::uint32_t index,
                     std::span<const std::uint32_t> numbers) {
  switch (kind) {
    case wasm::ExternKind::table: {
      wasm::TableType type = module.tables[index].type;
      type.element = renumbered(type.element, numbers);
      return type;
    }
    case wasm::ExternKind::memory: return module.memories[index];
    case wasm::ExternKind::global: {
      wasm::GlobalType type = module.globals[index].type;
      type.type = renumbered(type.type, numbers);
      return type;
    }
    case wasm::ExternKind::tag: return CoreTagType{numbers[module.tags[index].type_index]};
    case wasm::ExternKind::func: break;
  }
  return CoreFuncType{numbers[module.functions[index]]};
}

// valid/matching: external types

struct Match {
  const CoreTypeTable& types;

  static bool limits(const wasm::Limits& wanted, const wasm::Limits& found) {
    if (wanted.address != found.address || found.min < wanted.min) return false;
    return !wanted.max || (found.max && *found.max <= *wanted.max);
  }

  bool operator()(const CoreFuncType& wanted, const CoreFuncType& found) const {
    const auto reference = [](const CoreFuncType& type) {
      return wasm::ValType(wasm::RefType{wasm::HeapType::defined(type.number), false});
    };
    return types.matches(reference(found), reference(wanted));
  }
  bool operator()(const wasm::TableType& wanted, const wasm::TableType& found) const {
    return wanted.element == found.element && limits(wanted.limits, found.limits);
  }
  bool operator()(const wasm::MemoryType& wanted, const wasm::MemoryType& found) const {
    return wanted.shared == found.shared && wanted.page_size_log2 == found.page_size_log2 &&
           limits(wanted.limits, found.limits);
  }
  bool operator()(const wasm::GlobalType& wanted, const wasm::GlobalType& found) const {
    if (wanted.is_mutable || found.is_mutable) return wanted == found;
    return types.matches(found.type, wanted.type);
  }
  bool operator()(const CoreTagType& wanted, const CoreTagType& found) const { return wanted == found; }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

CoreModuleShape shape_of(const wasm::Module& module, CoreTypeTable& types) {
  const auto numbers = types.add(module.types);
  CoreModuleShape shape;
  for (const auto& item : module.imports)
    shape.imports.push_back({item.module, item.name, type_of(module, item.kind, item.index, numbers)});
  for (const auto& item : module.exports)
    shape.exports.emplace_back(item.name, type_of(module, item.kind, item.index, numbers));
  return shape;
}

std::optional<std::string> core_mismatch(const CoreItemType& wanted, const CoreItemType& found,
                                         const CoreTypeTable& types) {
  if (wanted.index() != found.index())
    return "expected a " + std::string(to_string(static_cast<wasm::ExternKind>(wanted.index()))) + ", found a " +
           std::string(to_string(static_cast<wasm::ExternKind>(found.index())));
  if (std::visit(Match{types}, wanted, found)) return std::nullopt;
  if (const auto* function = std::get_if<CoreFuncType>(&wanted))
    return "expected " + to_string(types[function->number].func) + ", found " +
           to_string(types[std::get<CoreFuncType>(found).number].func);
  return "incompatible types";
}

std::optional<std::string> core_mismatch(const CoreModuleShape& wanted, const CoreModuleShape& found,
                                         const CoreTypeTable& types) {
  std::map<std::pair<std::string_view, std::string_view>, const CoreItemType*> imports;
  for (const auto& item : wanted.imports)
    imports.emplace(std::pair<std::string_view, std::string_view>(item.module, item.name), &item.type);
  for (const auto& item : found.imports) {
    const std::string name = "the import \"" + item.module + "\" \"" + item.name + "\"";
    const auto offered = imports.find({item.module, item.name});
    if (offered == imports.end()) return name + " is not in the type";
    if (const auto difference = core_mismatch(item.type, *offered->second, types)) return name + ": " + *difference;
  }
  std::map<std::string_view, const CoreItemType*> exports;
  for (const auto& [name, type] : found.exports) exports.emplace(name, &type);
  for (const auto& [name, type] : wanted.exports) {
    const auto given = exports.find(name);
    if (given == exports.end()) return "the export \"" + name + "\" is missing";
    if (const auto difference = core_mismatch(type, *given->second, types))
      return "the export \"" + name + "\": " + *difference;
  }
  return std::nullopt;
}

}  // namespace witc::component
