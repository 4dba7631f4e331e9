// WIT.md: WIT Functions, Item: resource.

#include <string>
#include <utility>

#include "wit-parser/resolver/interface_resolver.hpp"
#include "wit-parser/resolver/quoted.hpp"

namespace witc::wit {

std::optional<Function> InterfaceResolver::function(const ast::Function& function) {
  Meta meta = read_meta(function.header, function.name.span, context_.diagnostics);
  if (!is_included(meta.stability, package_, function.name.span, context_)) return std::nullopt;
  return make_function(function, std::string(function.name.text), std::move(meta), std::nullopt);
}

std::vector<Function> InterfaceResolver::resource_functions(const ast::TypeDef& type) {
  std::vector<Function> made;
  for (const ast::Function& function : type.functions)
    if (auto resolved = resource_function(function, type)) made.push_back(*std::move(resolved));
  return made;
}

void InterfaceResolver::check_resource_functions(const ast::TypeDef& type) {
  Scope names;
  const ast::Name* constructor = nullptr;
  for (const ast::Function& function : type.functions) {
    const ast::Name& name = function.name;
    if (function.kind == ast::Function::Kind::constructor) {
      if (constructor)
        context_.error(name.span, "a resource has at most one constructor")
            .notes.push_back({"the first one is here", constructor->span});
      constructor = &name;
    } else if (const auto* earlier = names.add({ScopeEntry::Kind::function, {}, std::string(name.text), name.span})) {
      context_.duplicate(name.text, name.span, earlier->name, earlier->span);
    }
  }
}

std::optional<Function> InterfaceResolver::resource_function(const ast::Function& function,
                                                             const ast::TypeDef& resource) {
  using Kind = ast::Function::Kind;
  Meta meta = read_meta(function.header, function.name.span, context_.diagnostics);
  if (!is_included(meta.stability, package_, function.name.span, context_)) return std::nullopt;
  const ScopeEntry* entry = scope_.find(resource.name.text);
  if (!entry || entry->span != resource.name.span) return std::nullopt;
  if (entry->kind == ScopeEntry::Kind::gated)
    context_
        .error(function.name.span,
               "its resource " + quoted(resource.name.text) + " is only there with a feature that is not active")
        .help = "put the same `@unstable` gate before each of its functions";
  if (entry->kind != ScopeEntry::Kind::type) return std::nullopt;
  const std::string type_name(resource.name.text);
  const std::string suffix = type_name + "." + std::string(function.name.text);
  std::string name = "[constructor]" + type_name;
  if (function.kind == Kind::method) name = "[method]" + suffix;
  if (function.kind == Kind::static_) name = "[static]" + suffix;
  return make_function(function, std::move(name), std::move(meta), entry->type);
}

Function InterfaceResolver::make_function(const ast::Function& function, std::string name, Meta meta,
                                          std::optional<TypeDefId> resource) {
  using Kind = ast::Function::Kind;
  Function made;
  made.name = std::move(name);
  made.kind = static_cast<Function::Kind>(function.kind);
  if (resource) made.resource = *resource;
  made.meta = std::move(meta);
  types::FuncType type;
  type.is_async = function.is_async;
  Scope params;
  if (function.kind == Kind::method) {
    const auto& item = context_.graph.types[*resource].type.type;
    type.params.push_back({"self", handle(std::get<types::ResourceId>(item), false)});
    params.add({ScopeEntry::Kind::broken, {}, "self", function.name.span});
  }
  for (const ast::Param& param : function.params) {
    if (const auto* earlier = params.add({ScopeEntry::Kind::broken, {}, std::string(param.name.text), param.name.span}))
      context_.duplicate(param.name.text, param.name.span, earlier->name, earlier->span);
    type.params.push_back({std::string(param.name.text), value_type(param.type)});
  }
  if (function.kind == Kind::constructor)
    type.result = constructor_result(function, *resource);
  else if (function.result)
    type.result = value_type(*function.result);
  made.type = context_.graph.arena.funcs.push(std::move(type));
  refuse_borrow(function, made);
  return made;
}

std::optional<types::ValType> InterfaceResolver::constructor_result(const ast::Function& function, TypeDefId resource) {
  const types::ValType own = use_of(resource);
  if (!function.result) return own;
  const types::ValType result = value_type(*function.result);
  const auto* shape =
      result.is_primitive() ? nullptr : std::get_if<types::Result>(&context_.graph.arena.defs[result.defined()].shape);
  const std::string& name = context_.graph.types[resource].name;
  if (!shape)
    context_.error(function.result->span, "a constructor returns nothing, or a `result` of the resource").help =
        "write `-> result<" + name + ">` or `-> result<" + name + ", error-type>`, or nothing";
  else if (shape->ok != own)
    context_.error(function.result->arguments.empty() ? function.result->span : function.result->arguments[0].span,
                   "the ok type of a constructor's result is the resource itself, " + quoted(name));
  return result;
}

/// WIT.md: Handles. A borrow ends with the call that lent it, so it cannot be returned.
void InterfaceResolver::refuse_borrow(const ast::Function& function, const Function& made) {
  const auto& result = context_.graph.arena.funcs[made.type].result;
  if (!result || !context_.contains_borrow(*result)) return;
  context_.error(function.name.span, "the result of " + quoted(made.name) + " contains a `borrow`").help =
      "a borrowed handle is only lent for the call; return an owned one";
}

}  // namespace witc::wit
