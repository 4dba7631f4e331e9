#include "runtime/component/reflection.hpp"

#include <array>
#include <utility>

#include "runtime/component/compiled_component.hpp"
#include "runtime/component/linked_instance.hpp"
#include "types/equal.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"

namespace witc {

namespace {

using Shape = decltype(types::DefType::shape);
static_assert(static_cast<int>(TypeKind::error_context) == static_cast<int>(types::Primitive::error_context));
static_assert(static_cast<std::size_t>(TypeKind::future) ==
              static_cast<std::size_t>(TypeKind::error_context) + std::variant_size_v < Shape > -1);

TypeKind kind_of(types::Primitive primitive) { return static_cast<TypeKind>(primitive); }
/// The shapes follow the primitives, which are the first alternative.
TypeKind kind_of(const Shape& shape) {
  if (const auto* primitive = std::get_if<types::Primitive>(&shape)) return kind_of(*primitive);
  return static_cast<TypeKind>(static_cast<std::size_t>(TypeKind::error_context) + shape.index());
}

using Arguments = std::vector<std::optional<types::ValType>>;
struct ArgumentsOf {
  Arguments operator()(const types::List& list) const { return {list.element}; }
  Arguments operator()(const types::Tuple& tuple) const { return {tuple.types.begin(), tuple.types.end()}; }
  Arguments operator()(const types::Option& option) const { return {option.type}; }
  Arguments operator()(const types::Result& result) const { return {result.ok, result.error}; }
  Arguments operator()(const types::Map& map) const { return {map.key, map.value}; }
  Arguments operator()(const types::Stream& stream) const { return {stream.element}; }
  Arguments operator()(const types::Future& future) const { return {future.element}; }
  template <class Other>
  Arguments operator()(const Other&) const {
    return {};
  }
};

struct ResourceOf {
  std::optional<types::ResourceId> operator()(const types::Own& own) const { return own.resource; }
  std::optional<types::ResourceId> operator()(const types::Borrow& borrow) const { return borrow.resource; }
  template <class Other>
  std::optional<types::ResourceId> operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

Type Reflection::type(types::ValType type) const {
  Type made;
  made.arena_ = arena_;
  if (type.is_primitive())
    made.primitive_ = kind_of(type.primitive());
  else
    made.defined_ = type.defined().index();
  return made;
}

std::optional<Type> Reflection::type(const std::optional<types::ValType>& maybe) const {
  return maybe ? std::optional(type(*maybe)) : std::nullopt;
}

FuncType Reflection::function(types::FuncTypeId id) const {
  const types::FuncType& function = arena_->funcs[id];
  FuncType made;
  for (const auto& [name, param] : function.params) made.params.push_back({name, type(param)});
  made.result = type(function.result);
  made.is_async = function.is_async;
  return made;
}

std::vector<ExternItem> Reflection::items(const std::vector<types::ExternItem>& items) const {
  std::vector<ExternItem> made;
  for (const auto& item : items) made.push_back({item.name, extern_type(item.type)});
  return made;
}

ExternType Reflection::extern_type(const types::ExternType& type) const {
  return std::visit([this](const auto& actual) { return extern_type(actual); }, type);
}
ExternType Reflection::extern_type(const types::TypeItem& item) const {
  return std::visit([this](auto id) { return extern_type(id); }, item.type);
}
ExternType Reflection::extern_type(types::InstanceTypeId id) const {
  return InstanceType{items(arena_->instances[id].exports)};
}
ExternType Reflection::extern_type(types::ComponentTypeId id) const {
  const auto& type = arena_->components[id];
  return ComponentType{items(type.imports), items(type.exports)};
}

const types::DefType* Type::definition() const {
  return primitive_ ? nullptr : &arena_->defs[types::DefTypeId(defined_)];
}
types::ValType Type::value_type() const {
  if (primitive_) return static_cast<types::Primitive>(*primitive_);
  return types::DefTypeId(defined_);
}

TypeKind Type::kind() const { return primitive_ ? *primitive_ : kind_of(definition()->shape); }

std::string Type::name() const { return primitive_ ? std::string() : definition()->name; }

std::vector<NamedType> Type::members() const {
  std::vector<NamedType> made;
  if (primitive_) return made;
  const Reflection reflection(arena_);
  const auto& shape = definition()->shape;
  if (const auto* record = std::get_if<types::Record>(&shape))
    for (const auto& field : record->fields) made.push_back({field.name, reflection.type(field.type)});
  if (const auto* variant = std::get_if<types::Variant>(&shape))
    for (const auto& item : variant->cases) made.push_back({item.name, reflection.type(item.type)});
  if (const auto* cases = std::get_if<types::Enum>(&shape))
    for (const auto& name : cases->names) made.push_back({name, std::nullopt});
  if (const auto* flags = std::get_if<types::Flags>(&shape))
    for (const auto& name : flags->names) made.push_back({name, std::nullopt});
  return made;
}

std::vector<std::optional<Type>> Type::arguments() const {
  std::vector<std::optional<Type>> made;
  if (primitive_) return made;
  for (const auto& argument : std::visit(ArgumentsOf(), definition()->shape))
    made.push_back(Reflection(arena_).type(argument));
  return made;
}

std::optional<std::uint32_t> Type::length() const {
  const auto* list = primitive_ ? nullptr : std::get_if<types::List>(&definition()->shape);
  return list ? list->length : std::nullopt;
}

std::string Type::resource() const {
  const auto resource = primitive_ ? std::nullopt : std::visit(ResourceOf(), definition()->shape);
  return resource ? arena_->resources[*resource].name : std::string();
}

std::string Type::to_string() const { return types::to_string(*arena_, value_type()); }

bool Type::operator==(const Type& other) const {
  const auto same_resource = [&](types::ResourceId left, types::ResourceId right) {
    return arena_ == other.arena_ && left == right;
  };
  return types::equal(*arena_, value_type(), *other.arena_, other.value_type(), same_resource);
}

std::string FuncType::to_string() const {
  std::string text = is_async ? "async func(" : "func(";
  for (std::size_t i = 0; i < params.size(); ++i)
    text += (i ? ", " : "") + params[i].name + ": " + params[i].type->to_string();
  return text + ")" + (result ? " -> " + result->to_string() : "");
}

namespace {

std::shared_ptr<const types::TypeArena> arena_of(std::shared_ptr<const runtime::CompiledComponent> component) {
  const types::TypeArena* arena = &component->plan().types;
  return {std::move(component), arena};
}

}  // namespace

std::vector<ExternItem> Component::imports() const {
  return Reflection(arena_of(state_)).items(state_->plan().type.imports);
}
std::vector<ExternItem> Component::exports() const {
  return Reflection(arena_of(state_)).items(state_->plan().type.exports);
}

FuncType Func::type() const {
  return Reflection(arena_of(function_->owner->component().shared_from_this())).function(function_->type);
}

}  // namespace witc
