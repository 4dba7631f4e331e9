#include "component/evaluator.hpp"

#include <algorithm>
#include <utility>

#include "component/section.hpp"

namespace witc::component {

namespace {

constexpr std::string_view section_names[] = {"custom",   "core module", "core instance", "core type", "component",
                                              "instance", "alias",       "type",          "canon",     "start",
                                              "import",   "export",      "value"};

}  // namespace

Expected<Plan> compile_plan(std::span<const std::byte> binary, const Features& features, const Limits& limits,
                            unsigned threads, FunctionBodies bodies) {
  return Evaluator(binary, features, limits, threads, bodies).run();
}

std::unexpected<Error> Evaluator::error(std::uint64_t at, std::string message, ErrorCode code) const {
  Location location;
  location.offset = at;
  for (const auto& part : path_) location.item += (location.item.empty() ? "" : " > ") + part;
  return fail(code, std::move(message), std::move(location));
}

std::unexpected<Error> Evaluator::gated(std::uint64_t at, std::string_view feature, std::string_view what) const {
  return error(at, std::string(what) + " needs the feature " + std::string(feature) + ", which is off",
               ErrorCode::unsupported_feature);
}

Expected<void> Evaluator::spend(std::uint64_t items) {
  spent_ += items;
  if (spent_ <= limits_.plan_items) return {};
  return error(0,
               "evaluating the component takes more than the limit of " + std::to_string(limits_.plan_items) + " items",
               ErrorCode::limit_exceeded);
}

Expected<std::string_view> Evaluator::name_of(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::string_view name, in.name());
  WITC_TRY(spend(name.size() / name_bytes_per_item));
  return name;
}

Expected<Plan> Evaluator::run() {
  plan_.component_instances = 0;
  auto exports = evaluate_component({ByteReader(binary_), nullptr, ""}, nullptr, nullptr, true);
  if (!exports) {
    // Errors of the byte reader know the offset only.
    if (exports.error().location.item.empty())
      for (const auto& part : path_)
        exports.error().location.item += (exports.error().location.item.empty() ? "" : " > ") + part;
    return std::unexpected(std::move(exports).error());
  }
  plan_.exports = plan_exports(**exports);
  return std::move(plan_);
}

Expected<void> Evaluator::preamble(ByteReader& in) {
  for (const std::uint8_t expected : {0x00, 0x61, 0x73, 0x6d}) {
    const std::uint64_t at = in.offset();
    auto byte = in.u8();
    if (!byte) return error(at, "unexpected end of input: magic header not detected", ErrorCode::malformed);
    if (*byte != expected) return error(at, "magic header not detected", ErrorCode::malformed);
  }
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t version, in.u32_fixed());
  if (version == 1) return error(at, "expected a component, found a core module", ErrorCode::malformed);
  if (version != 0x0001'000d)
    return error(at, "unknown component version or layer " + std::to_string(version), ErrorCode::malformed);
  return {};
}

Expected<Evaluator::InstancePtr> Evaluator::evaluate_component(const ComponentClosure& component,
                                                               const InstanceEntity* arguments, const Scope* caller,
                                                               bool is_root) {
  if (component.declared) {
    // Only a definition that is validated by itself, and the root, know a component by its type alone.
    if (caller && caller->instance.valid())
      return error(component.body.offset(), "instantiating an imported component is not possible in this version",
                   ErrorCode::unsupported_feature);
    WITC_TRY_ASSIGN(auto declared, declarators({component.body, component.scope, component.path}, {}, true, arguments));
    return std::make_shared<const InstanceEntity>(std::move(declared.externs.exports));
  }
  ByteReader in = component.body;
  const bool emits = is_root || (caller && caller->instance.valid());
  if (nesting_ >= limits_.nesting)
    return error(in.offset(), "components nested deeper than the limit of " + std::to_string(limits_.nesting),
                 ErrorCode::limit_exceeded);
  ++nesting_;
  Scope& scope = scopes_.emplace_back();
  scope.parent = component.scope;
  scope.depth = component.scope ? component.scope->depth + 1 : 0;
  scope.path = component.path;
  if (emits) {
    if (plan_.component_instances >= limits_.plan_instances)
      return error(in.offset(), "more component instances than the limit of " + std::to_string(limits_.plan_instances),
                   ErrorCode::limit_exceeded);
    scope.instance = ComponentInstanceId(plan_.component_instances++);
    plan_.parents.push_back(caller ? caller->instance : ComponentInstanceId());
    plan_.definitions.push_back(component.path);
  }
  Body body{scope, {}, arguments, is_root};
  WITC_TRY(preamble(in));
  while (!in.at_end()) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t id, in.u8());
    if (id >= std::size(section_names))
      return error(at, "malformed section id " + std::to_string(id), ErrorCode::malformed);
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(ByteReader content, in.sub(size));
    WITC_TRY(section(body, id, content));
    if (!content.at_end())
      return error(content.offset(), "section size mismatch in the " + std::string(section_names[id]) + " section",
                   ErrorCode::malformed);
  }
  --nesting_;
  if (is_root) {
    WITC_TRY_ASSIGN(plan_.type.imports, extern_items_of(body.externs.imports));
    WITC_TRY_ASSIGN(plan_.type.exports, extern_items_of(body.externs.exports.exports()));
  }
  return std::make_shared<const InstanceEntity>(std::move(body.externs.exports));
}

Expected<void> Evaluator::section(Body& body, std::uint8_t id, ByteReader& in) {
  const auto each = [&](auto read_one) -> Expected<void> {
    const std::string_view what = section_names[id];
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.items_per_space, what));
    for (std::uint32_t i = 0; i < count; ++i) {
      path_.push_back(std::string(what) + " " + std::to_string(i));
      WITC_TRY(spend());
      WITC_TRY(read_one());
      path_.pop_back();
    }
    return {};
  };
  switch (static_cast<Section>(id)) {
    case Section::custom: {
      WITC_TRY(in.name());
      return in.skip(in.remaining());
    }
    case Section::core_module: return core_module_section(body, in);
    case Section::core_instance: return each([&] { return core_instance(body, in); });
    case Section::core_type: return each([&] { return core_type_definition(body.scope, in); });
    case Section::component: return component_section(body, in);
    case Section::instance: return each([&] { return instance(body, in); });
    case Section::alias: return each([&] { return alias(body.scope, in, false); });
    case Section::type: return each([&] { return type_definition(body.scope, in, true); });
    case Section::canon: return each([&] { return canon(body, in); });
    case Section::import: return each([&] { return import(body, in); });
    case Section::export_: return each([&] { return export_item(body, in); });
    default: return gated(in.offset(), "cm-values", "a " + std::string(section_names[id]) + " section");
  }
}

Expected<void> Evaluator::core_module_section(Body& body, ByteReader& in) {
  path_.push_back("core module " + std::to_string(body.modules));
  if (body.modules++ >= limits_.modules)
    return error(in.offset(), "more core modules than the limit of " + std::to_string(limits_.modules),
                 ErrorCode::limit_exceeded);
  WITC_TRY_ASSIGN(auto module, load_module(body, in));
  WITC_TRY(in.skip(in.remaining()));
  body.scope.core_modules.push_back(std::move(module));
  path_.pop_back();
  return {};
}

Expected<void> Evaluator::component_section(Body& body, ByteReader& in) {
  const std::string name = "component " + std::to_string(body.components);
  if (body.components++ >= limits_.components)
    return error(in.offset(), "more components than the limit of " + std::to_string(limits_.components),
                 ErrorCode::limit_exceeded);
  ComponentClosure closure{in, &body.scope, body.scope.path.empty() ? name : body.scope.path + " > " + name};
  if (validated_components_.insert(in.offset()).second) {
    path_.push_back(name);
    WITC_TRY(evaluate_component(closure, nullptr, nullptr, false));
    path_.pop_back();
  }
  WITC_TRY(in.skip(in.remaining()));
  body.scope.components.push_back(std::move(closure));
  return {};
}

Expected<void> Evaluator::core_instance(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (body.scope.core_instances.size() >= limits_.instances)
    return error(at, "more core instances than the limit of " + std::to_string(limits_.instances),
                 ErrorCode::limit_exceeded);
  if (form == 0x00) return instantiate_core(body, in);
  if (form == 0x01) return bundle_core(body, in);
  return error(at, "malformed core instance " + std::to_string(form), ErrorCode::malformed);
}

Expected<void> Evaluator::instantiate_core(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t module_index, in.u32());
  WITC_TRY(check_index(body.scope.core_modules, module_index, "core module", at));
  const auto module = body.scope.core_modules[module_index];
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.arguments, "instantiation arguments"));
  std::map<std::string, std::shared_ptr<const CoreInstanceEntity>, std::less<>> arguments;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t argument_at = in.offset();
    WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
    WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
    if (sort != 0x12)
      return error(argument_at, "a core instantiation argument must be an instance", ErrorCode::malformed);
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    WITC_TRY(check_index(body.scope.core_instances, index, "core instance", argument_at));
    if (!arguments.emplace(std::string(name), body.scope.core_instances[index]).second)
      return error(argument_at, "duplicate argument \"" + std::string(name) + "\"");
  }

  InstantiateModule step;
  for (const auto& wanted : module->imports) {
    WITC_TRY(spend());
    const std::string full = "\"" + wanted.module + "\" \"" + wanted.name + "\"";
    const auto argument = arguments.find(wanted.module);
    if (argument == arguments.end()) return error(at, "missing argument for the import " + full);
    const auto item = argument->second->exports.find(wanted.name);
    if (item == argument->second->exports.end()) return error(at, "the argument has no export for the import " + full);
    if (auto mismatch = core_mismatch(wanted.type, item->second.type, plan_.core_types))
      return error(at, "type mismatch for the import " + full + ": " + *mismatch);
    if (body.emits()) step.arguments.push_back(*item->second.definition);
  }

  CoreInstanceEntity instance;
  const CoreInstanceId id(plan_.core_instances);
  for (const auto& [name, type] : module->exports) {
    WITC_TRY(spend(1 + name.size() / name_bytes_per_item));
    CoreItem item{type, std::nullopt};
    if (body.emits()) item.definition = CoreExport{id, name, item.kind()};
    instance.exports.emplace(name, std::move(item));
  }
  if (body.emits()) {
    if (plan_.core_instances >= limits_.plan_instances)
      return error(at, "more core instances than the limit of " + std::to_string(limits_.plan_instances),
                   ErrorCode::limit_exceeded);
    ++plan_.core_instances;
    step.module = *module->source;
    step.instance = body.scope.instance;
    plan_.steps.push_back(std::move(step));
  }
  body.scope.core_instances.push_back(std::make_shared<const CoreInstanceEntity>(std::move(instance)));
  return {};
}

Expected<void> Evaluator::bundle_core(Body& body, ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.arguments, "core exports"));
  CoreInstanceEntity instance;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
    WITC_TRY_ASSIGN(CoreItem item, core_item_of_sort(body.scope, in));
    if (!instance.exports.emplace(std::string(name), std::move(item)).second)
      return error(at, "duplicate export name \"" + std::string(name) + "\"");
  }
  body.scope.core_instances.push_back(std::make_shared<const CoreInstanceEntity>(std::move(instance)));
  return {};
}

Expected<void> Evaluator::instance(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (body.scope.instances.size() >= limits_.instances)
    return error(at, "more instances than the limit of " + std::to_string(limits_.instances),
                 ErrorCode::limit_exceeded);
  if (form > 1) return error(at, "malformed instance " + std::to_string(form), ErrorCode::malformed);
  std::optional<ComponentClosure> component;
  if (form == 0x00) {
    WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
    WITC_TRY(check_index(body.scope.components, index, "component", at));
    component = body.scope.components[index];
  }
  WITC_TRY_ASSIGN(const std::uint32_t count,
                  in.count(limits_.arguments, form == 0 ? "instantiation arguments" : "exports"));
  InstanceEntity items;
  UniqueNames argument_names;
  ExternNames export_names(ExternNames::Of::bundle);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t item_at = in.offset();
    ExternName name;
    if (component) {
      WITC_TRY_ASSIGN(const std::string_view text, name_of(in));
      name.name = text;
    } else {
      WITC_TRY_ASSIGN(name, extern_name(in));
    }
    WITC_TRY_ASSIGN(Entity entity, entity_of_sort(body.scope, in));
    NamedEntity item{std::move(name.name), std::move(entity), std::move(name.attributes)};
    if (component && !argument_names.insert(item.name))
      return error(item_at, "argument name \"" + item.name + "\" conflicts with an earlier one");
    if (const auto problem = component ? std::nullopt : export_names.add(item, plan_.types))
      return error(item_at, "export " + *problem);
    items.add(std::move(item));
  }
  if (!component) {
    WITC_TRY(check_depth(items, at));
    body.scope.instances.push_back(std::make_shared<const InstanceEntity>(std::move(items)));
    return {};
  }
  // In a definition that is validated by itself, what it instantiates is evaluated abstractly too.
  path_.push_back(component->path);
  WITC_TRY_ASSIGN(auto made, evaluate_component(*component, &items, &body.scope, false));
  path_.pop_back();
  body.scope.instances.push_back(std::move(made));
  return {};
}

Expected<void> Evaluator::import(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(ExternName named, extern_name(in));
  const std::string& name = named.name;
  Given given;
  if (body.is_root) {
    given.path = ImportPath{static_cast<std::uint32_t>(body.externs.imports.size()), {}};
  } else if (body.arguments) {
    given.argument = body.arguments->find(name);
    if (!given.argument) return error(at, "missing argument for the import \"" + name + "\"");
  }
  path_.back() = "import \"" + name + "\"";
  WITC_TRY_ASSIGN(Entity entity, evaluate_extern(body.scope, in, given, name));
  WITC_TRY(add_entity(body.scope, entity, in));
  return add_import(body.externs, {name, std::move(entity), std::move(named.attributes)}, !body.arguments, at);
}

Expected<void> Evaluator::export_item(Body& body, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(ExternName named, extern_name(in));
  const std::string& name = named.name;
  path_.back() = "export \"" + name + "\"";
  WITC_TRY_ASSIGN(Entity entity, entity_of_sort(body.scope, in));
  WITC_TRY_ASSIGN(const std::uint8_t ascribed, in.u8());
  if (ascribed > 1) return error(in.offset() - 1, "malformed export", ErrorCode::malformed);
  if (ascribed == 1) {
    // The ascription is a supertype: what is exported must fit, and is then seen as that.
    const Given given{.argument = &entity, .ascribes = true};
    WITC_TRY_ASSIGN(entity, evaluate_extern(body.scope, in, given, name));
  }
  if (const auto* type = std::get_if<TypeEntity>(&entity)) {
    WITC_TRY_ASSIGN(TypeEntity named_type, name_type(*type, name, at));
    entity = std::move(named_type);
  }
  WITC_TRY(add_entity(body.scope, entity, in));
  return add_export(body.externs, {name, std::move(entity), std::move(named.attributes)}, !body.arguments, at);
}

Expected<bool> Evaluator::admit(VisibleTypes& visible, const Entity& entity) {
  const auto* type = std::get_if<TypeEntity>(&entity);
  const auto* closure = type ? std::get_if<InstanceTypeClosure>(type) : nullptr;
  if (!closure) return visible.admit(entity, plan_.types);
  WITC_TRY_ASSIGN(auto instance, evaluate_instance_type(*closure, {}));
  return visible.admit(Entity(std::move(instance)), plan_.types);
}

Expected<void> Evaluator::add_import(Externs& externs, NamedEntity item, bool checks_visibility, std::uint64_t at) {
  if (const auto problem = externs.import_names.add(item, plan_.types)) return error(at, "import " + *problem);
  if (checks_visibility) {
    WITC_TRY_ASSIGN(const bool may_import, admit(externs.imported, item.entity));
    if (!may_import) return error(at, "import \"" + item.name + "\" mentions a type that no import has introduced");
    WITC_TRY(admit(externs.visible, item.entity));
  }
  externs.imports.push_back(std::move(item));
  return {};
}

Expected<void> Evaluator::add_export(Externs& externs, NamedEntity item, bool checks_visibility, std::uint64_t at) {
  if (const auto problem = externs.export_names.add(item, plan_.types)) return error(at, "export " + *problem);
  if (checks_visibility) {
    WITC_TRY_ASSIGN(const bool may_export, admit(externs.visible, item.entity));
    if (!may_export)
      return error(at, "export \"" + item.name + "\" mentions a type that no import or export has introduced");
  }
  externs.exports.add(std::move(item));
  return check_depth(externs.exports, at);
}

Expected<void> Evaluator::check_depth(const InstanceEntity& instance, std::uint64_t at) const {
  if (instance.depth() <= limits_.type_depth) return {};
  return error(at, "instances are nested deeper than the limit of " + std::to_string(limits_.type_depth),
               ErrorCode::limit_exceeded);
}

std::vector<Export> Evaluator::plan_exports(const InstanceEntity& instance) {
  std::vector<Export> exports;
  for (const auto& [name, entity, attributes] : instance.exports()) {
    Export item{name, ExportedComponent{}};
    if (const auto* function = std::get_if<FunctionEntity>(&entity)) {
      item.item = ExportedFunction{*function->id};
    } else if (const auto* nested = std::get_if<InstancePtr>(&entity)) {
      item.item = ExportedInstance{plan_exports(**nested)};
    } else if (const auto* module = std::get_if<std::shared_ptr<const CoreModuleEntity>>(&entity)) {
      item.item = ExportedModule{*(*module)->source};
    } else if (const auto* type = std::get_if<TypeEntity>(&entity)) {
      if (const auto* resource = std::get_if<types::ResourceId>(type)) item.item = ExportedType{{*resource}};
      if (const auto* value = std::get_if<types::ValType>(type)) item.item = ExportedType{{value->defined()}};
    }
    exports.push_back(std::move(item));
  }
  return exports;
}

}  // namespace witc::component
