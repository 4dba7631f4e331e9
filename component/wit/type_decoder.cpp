#include "component/wit/type_decoder.hpp"

#include <utility>

#include "types/equal.hpp"

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
  if (from_.resources[resource].alias_of) {
    WITC_TRY_ASSIGN(alias_of, this->resource(*from_.resources[resource].alias_of));
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
    WITC_TRY_ASSIGN(made.shape, shape(from_.defs[type].shape));
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
  const types::FuncType& found = from_.funcs[type];
  types::FuncType made;
  made.is_async = found.is_async;
  for (const auto& param : found.params) {
    WITC_TRY_ASSIGN(const auto translated, value(param.type));
    made.params.push_back({param.name, translated});
  }
  WITC_TRY_ASSIGN(made.result, optional_value(found.result));
  return graph_.arena.funcs.push(std::move(made));
}

Expected<wit::TypeDefId> TypeDecoder::resource(types::ResourceId id) const {
  for (std::optional<types::ResourceId> next = id; next; next = from_.resources[*next].alias_of)
    if (const auto found = resources_.find(*next); found != resources_.end()) return found->second;
  return fail(ErrorCode::invalid, "a resource is used that no interface or world has a name for");
}

Expected<types::ResourceId> TypeDecoder::resource_id(types::ResourceId id) const {
  WITC_TRY_ASSIGN(const auto definition, resource(id));
  return std::get<types::ResourceId>(graph_.types[definition].type.type);
}

Expected<types::ValType> TypeDecoder::value(types::ValType type) {
  if (type.is_primitive()) return type;
  const auto id = type.defined();
  if (const auto found = named_.find(id); found != named_.end())
    return types::ValType(std::get<types::DefTypeId>(graph_.types[found->second].type.type));
  if (const auto found = aliased(id)) return types::ValType(std::get<types::DefTypeId>(graph_.types[*found].type.type));
  if (const auto found = anonymous_.find(id); found != anonymous_.end()) return types::ValType(found->second);
  if (const auto* primitive = std::get_if<types::Primitive>(&from_.defs[id].shape)) return types::ValType(*primitive);
  WITC_TRY_ASSIGN(auto translated, shape(from_.defs[id].shape));
  const auto made = graph_.arena.defs.push({std::move(translated), {}});
  anonymous_.emplace(id, made);
  return types::ValType(made);
}

Expected<std::optional<types::ValType>> TypeDecoder::optional_value(const std::optional<types::ValType>& type) {
  if (!type) return std::optional<types::ValType>();
  WITC_TRY_ASSIGN(const auto translated, value(*type));
  return std::optional<types::ValType>(translated);
}

struct TypeDecoder::Translate {
  TypeDecoder& self;

  Expected<Shape> operator()(types::Primitive shape) const { return Shape(shape); }
  Expected<Shape> operator()(const types::Flags& shape) const { return Shape(shape); }
  Expected<Shape> operator()(const types::Enum& shape) const { return Shape(shape); }
  Expected<Shape> operator()(types::Record shape) const {
    for (auto& field : shape.fields) {
      WITC_TRY_ASSIGN(field.type, self.value(field.type));
    }
    return Shape(std::move(shape));
  }
  Expected<Shape> operator()(types::Variant shape) const {
    for (auto& item : shape.cases) {
      WITC_TRY_ASSIGN(item.type, self.optional_value(item.type));
    }
    return Shape(std::move(shape));
  }
  Expected<Shape> operator()(types::Tuple shape) const {
    for (auto& item : shape.types) {
      WITC_TRY_ASSIGN(item, self.value(item));
    }
    return Shape(std::move(shape));
  }
  Expected<Shape> operator()(types::List shape) const {
    WITC_TRY_ASSIGN(shape.element, self.value(shape.element));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Option shape) const {
    WITC_TRY_ASSIGN(shape.type, self.value(shape.type));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Result shape) const {
    WITC_TRY_ASSIGN(shape.ok, self.optional_value(shape.ok));
    WITC_TRY_ASSIGN(shape.error, self.optional_value(shape.error));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Map shape) const {
    WITC_TRY_ASSIGN(shape.key, self.value(shape.key));
    WITC_TRY_ASSIGN(shape.value, self.value(shape.value));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Own shape) const {
    WITC_TRY_ASSIGN(shape.resource, self.resource_id(shape.resource));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Borrow shape) const {
    WITC_TRY_ASSIGN(shape.resource, self.resource_id(shape.resource));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Stream shape) const {
    WITC_TRY_ASSIGN(shape.element, self.optional_value(shape.element));
    return Shape(shape);
  }
  Expected<Shape> operator()(types::Future shape) const {
    WITC_TRY_ASSIGN(shape.element, self.optional_value(shape.element));
    return Shape(shape);
  }
};

Expected<TypeDecoder::Shape> TypeDecoder::shape(const Shape& shape) { return std::visit(Translate{*this}, shape); }

}  // namespace witc::component
