#include "cli/inspect/wiring.hpp"

#include <algorithm>
#include <variant>

namespace witc::cli {

namespace {

std::string describe(const wasm::Limits& limits) {
  std::string text = std::to_string(limits.min);
  if (limits.max != limits.min) text += ".." + (limits.max ? std::to_string(*limits.max) : std::string());
  return text;
}

std::string describe(const wasm::MemoryType& memory) {
  std::string text = "memory " + describe(memory.limits) + " pages";
  if (memory.page_size_log2 != 16) text += " of " + std::to_string(memory.bytes(1)) + " bytes";
  if (memory.limits.address == wasm::AddressType::i64) text += ", 64-bit";
  if (memory.shared) text += ", shared";
  return text;
}

std::string describe(const wasm::TableType& table) {
  const bool is_64 = table.limits.address == wasm::AddressType::i64;
  return "table " + describe(table.limits) + " " + to_string(table.element) + (is_64 ? ", 64-bit" : "");
}

std::string describe(const wasm::GlobalType& global) {
  return global.is_mutable ? "global (mut " + to_string(global.type) + ")" : "global " + to_string(global.type);
}

/// Without the parentheses around it.
std::string describe(const wasm::FuncType& type) {
  const std::string text = to_string(type);
  return text.substr(1, text.size() - 2);
}

Source lowered(const component::Plan& plan, component::FunctionId id) {
  const auto& source = plan.functions[id].source;
  if (const auto* imported = std::get_if<component::ImportedFunction>(&source))
    return {.kind = Source::Kind::lowered_import, .name = to_string(plan, imported->path)};
  const auto& lifted = std::get<component::LiftedFunction>(source);
  Source definition{.kind = Source::Kind::lowered_definition,
                    .name = "canonical definition",
                    .component_instance = lifted.options.instance.index()};
  // One step, not the chain of them that may be there.
  if (const auto* core = std::get_if<component::CoreExport>(&lifted.core)) {
    definition.name = core->name;
    definition.core_instance = core->instance.index();
  }
  return definition;
}

struct TrampolineSource {
  const component::Plan& plan;

  Source operator()(const component::Lower& lower) const { return lowered(plan, lower.function); }
  Source operator()(const component::ResourceNew& action) const { return builtin("resource.new", action.resource); }
  Source operator()(const component::ResourceRep& action) const { return builtin("resource.rep", action.resource); }
  Source operator()(const component::ResourceDrop& action) const { return builtin("resource.drop", action.resource); }
  Source operator()(const auto& other) const {
    Source source{.kind = Source::Kind::builtin, .name = "built-in"};
    if constexpr (requires { source.name = other.name; }) source.name = other.name;
    return source;
  }

 private:
  Source builtin(std::string_view name, types::ResourceId resource) const {
    return {.kind = Source::Kind::builtin, .name = std::string(name), .resource = plan.types.resources[resource].name};
  }
};

std::string core_export(std::uint32_t instance, std::string_view name) {
  return "core instance " + std::to_string(instance) + " " + std::string(name);
}

}  // namespace

std::string describe(const wasm::Module& module, wasm::ExternKind kind, std::uint32_t index) {
  switch (kind) {
    case wasm::ExternKind::func: return describe(module.function_type(index));
    case wasm::ExternKind::table: return describe(module.tables[index].type);
    case wasm::ExternKind::memory: return describe(module.memories[index]);
    case wasm::ExternKind::global: return describe(module.globals[index].type);
    case wasm::ExternKind::tag: break;
  }
  return "tag" + describe(module.tag_type(index)).substr(4);
}

std::string Source::text() const {
  switch (kind) {
    case Kind::core_export: return core_export(*core_instance, name);
    case Kind::lowered_import: return "lower " + name;
    case Kind::lowered_definition:
      return "lower (lift " + (core_instance ? core_export(*core_instance, name) : name) + ")";
    case Kind::builtin: break;
  }
  return resource.empty() ? name : name + " " + resource;
}

std::string Source::group() const {
  switch (kind) {
    case Kind::core_export: return "of core instance " + std::to_string(*core_instance);
    case Kind::lowered_import: return "lowered from imports";
    case Kind::lowered_definition: return "lowered from component instance " + std::to_string(*component_instance);
    case Kind::builtin: break;
  }
  return name;
}

Source source_of(const component::Plan& plan, const component::CoreDef& definition) {
  if (const auto* item = std::get_if<component::CoreExport>(&definition))
    return {.kind = Source::Kind::core_export, .name = item->name, .core_instance = item->instance.index()};
  return std::visit(TrampolineSource{plan}, plan.trampolines[std::get<component::TrampolineId>(definition)].action);
}

std::string to_string(const component::Plan& plan, const component::ImportPath& path) {
  std::string text = plan.type.imports[path.import].name;
  for (const auto& name : path.exports) text += "#" + name;
  return text;
}

std::vector<Argument> arguments_of(const component::Plan& plan, const component::InstantiateModule& step) {
  std::vector<Argument> arguments;
  const auto add_all = [&](const auto& imports) {
    for (std::size_t i = 0; i < std::min(step.arguments.size(), imports.size()); ++i)
      arguments.push_back({imports[i].module, imports[i].name, source_of(plan, step.arguments[i])});
  };
  if (const auto* imported = std::get_if<component::ImportedModuleId>(&step.module))
    add_all(plan.imported_modules[*imported].type.imports);
  else
    add_all(plan.modules[std::get<component::CoreModuleId>(step.module)].module.imports);
  return arguments;
}

ModuleNames::ModuleNames(const ComponentContents& contents, const component::Plan& plan) : plan_(plan) {
  for (const auto& module : plan.modules) by_offset_.emplace(module.offset, &module);
  add(contents);
}

void ModuleNames::add(const ComponentContents& contents) {
  for (std::size_t i = 0; i < contents.modules.size(); ++i)
    names_.emplace(contents.modules[i],
                   contents.path + (contents.path.empty() ? "" : " > ") + "core module " + std::to_string(i));
  for (const auto& nested : contents.components) add(nested);
}

std::string ModuleNames::text(const component::InstantiateModule& step) const {
  if (const auto* imported = std::get_if<component::ImportedModuleId>(&step.module))
    return "imported core module " + to_string(plan_, plan_.imported_modules[*imported].path);
  const auto& module = plan_.modules[std::get<component::CoreModuleId>(step.module)];
  const auto found = names_.find(module.offset);
  return found == names_.end() ? module.path : found->second;
}

const component::CoreModule* ModuleNames::at(std::uint64_t offset) const {
  const auto found = by_offset_.find(offset);
  return found == by_offset_.end() ? nullptr : found->second;
}

std::vector<const component::InstantiateModule*> core_instances(const component::Plan& plan) {
  std::vector<const component::InstantiateModule*> instances;
  for (const auto& step : plan.steps)
    if (const auto* instantiation = std::get_if<component::InstantiateModule>(&step))
      instances.push_back(instantiation);
  return instances;
}

}  // namespace witc::cli
