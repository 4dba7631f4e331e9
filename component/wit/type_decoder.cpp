#include "component/wit/type_decoder.hpp"

#include <utility>

#include "types/equal.hpp"
#include "types/references.hpp"

namespace witc::component {

namespace {

std::unexpected<Error> disagreement(std::string_view name) {
  return fail(ErrorCode::invalid, "the type \"" + std::string(name) + "\" of one interface is defined in two ways");
}

}  // namespace

Expected<wit::TypeDefId> TypeDecoder::define(const types::ExternItem& item, Owner owner,
                                             std::optional<wit::TypeDefId> existing) {
  const auto& type = std::get<types::TypeItem>(item.type).type;
  if (const auto* resource = std::get_if<types::ResourceId>(&type))
    return define_resource(item, *resource, owner, existing);
  if (const auto* value = std::get_if<types::DefTypeId>(&type)) return define_value(item, *value, owner, existing);
  return fail(ErrorCode::invalid,
              "WIT has no name for the type \"" + item.name + "\", which is not a value type or resource");
}

wit::TypeDefId TypeDecoder::add(const types::ExternItem& item, types::TypeItem type, Owner owner,
                                std::optional<wit::TypeDefId> alias_of) {
  wit::TypeDef made{item.name, std::move(type), owner, alias_of};
  made.meta.external_id = item.attributes.external_id;
  return graph_.types.push(std::move(made));
}

Expected<wit::TypeDefId> TypeDecoder::define_resource(const types::ExternItem& item, types::ResourceId resource,
                                                      Owner owner, std::optional<wit::TypeDefId> existing) {
  if (existing) {
    if (!std::holds_alternative<types::ResourceId>(graph_.types[*existing].type.type)) return disagreement(item.name);
    resources_[resource] = *existing;
    return *existing;
  }
  std::optional<wit::TypeDefId> alias_of;
  types::Resource made{item.name};
  // An alias of what nobody else has a name for is the definition.
  const auto aliased = from_.resources[resource].alias_of;
  if (const auto target = aliased ? known_resource(*aliased) : std::nullopt) {
    alias_of = *target;
    made.alias_of = std::get<types::ResourceId>(graph_.types[*alias_of].type.type);
  }
  const auto id = add(item, {graph_.arena.resources.push(std::move(made))}, owner, alias_of);
  resources_[resource] = id;
  return id;
}

std::optional<wit::TypeDefId> TypeDecoder::aliased(types::DefTypeId type) const {
  for (auto next = from_.defs[type].alias_of; next; next = from_.defs[*next].alias_of)
    if (const auto found = named_.find(*next); found != named_.end()) return found->second;
  return std::nullopt;
}

Expected<wit::TypeDefId> TypeDecoder::define_value(const types::ExternItem& item, types::DefTypeId type, Owner owner,
                                                   std::optional<wit::TypeDefId> existing) {
  const auto alias_of = aliased(type);
  types::DefType made{{}, item.name};
  if (alias_of) {
    const auto target = std::get<types::DefTypeId>(graph_.types[*alias_of].type.type);
    made.shape = graph_.arena.defs[target].shape;
    made.alias_of = target;
  } else {
    made.shape = from_.defs[type].shape;
    WITC_TRY(translate(made));
  }
  const auto translated = graph_.arena.defs.push(std::move(made));
  if (existing) {
    const auto* before = std::get_if<types::DefTypeId>(&graph_.types[*existing].type.type);
    if (!before || !types::equal(graph_.arena, *before, translated)) return disagreement(item.name);
    named_[type] = *existing;
    return *existing;
  }
  const auto id = add(item, {translated}, owner, alias_of);
  named_[type] = id;
  return id;
}

Expected<types::FuncTypeId> TypeDecoder::function(types::FuncTypeId type) {
  types::FuncType made = from_.funcs[type];
  WITC_TRY(translate(made));
  return graph_.arena.funcs.push(std::move(made));
}

std::optional<wit::TypeDefId> TypeDecoder::known_resource(types::ResourceId id) const {
  for (std::optional<types::ResourceId> next = id; next; next = from_.resources[*next].alias_of)
    if (const auto found = resources_.find(*next); found != resources_.end()) return found->second;
  return std::nullopt;
}

Expected<wit::TypeDefId> TypeDecoder::resource(types::ResourceId id) const {
  if (const auto found = known_resource(id)) return *found;
  return fail(ErrorCode::invalid, "a resource is used that no interface or world has a name for");
}

Expected<types::ResourceId> TypeDecoder::reference(types::ResourceId id) {
  WITC_TRY_ASSIGN(const auto definition, resource(id));
  return std::get<types::ResourceId>(graph_.types[definition].type.type);
}

Expected<types::ValType> TypeDecoder::reference(types::ValType type) {
  if (type.is_primitive()) return type;
  const auto id = type.defined();
  if (const auto found = named_.find(id); found != named_.end())
    return types::ValType(std::get<types::DefTypeId>(graph_.types[found->second].type.type));
  if (const auto found = aliased(id)) return types::ValType(std::get<types::DefTypeId>(graph_.types[*found].type.type));
  if (const auto found = anonymous_.find(id); found != anonymous_.end()) return types::ValType(found->second);
  if (const auto* primitive = std::get_if<types::Primitive>(&from_.defs[id].shape)) return types::ValType(*primitive);
  types::DefType translated{from_.defs[id].shape, {}};
  WITC_TRY(translate(translated));
  const auto made = graph_.arena.defs.push(std::move(translated));
  anonymous_.emplace(id, made);
  return types::ValType(made);
}

template <class Type>
Expected<void> TypeDecoder::translate(Type& type) {
  std::optional<Error> failure;
  types::for_each_reference(type, [&](auto& reference) {
    if (failure) return;
    auto translated = this->reference(reference);
    if (translated)
      reference = *translated;
    else
      failure = std::move(translated).error();
  });
  if (failure) return fail(std::move(*failure));
  return {};
}

}  // namespace witc::component
