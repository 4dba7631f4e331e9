// WIT.md: Item: use, Items: type, Types.

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "types/names.hpp"
#include "wit-parser/resolver/interface_resolver.hpp"
#include "wit-parser/resolver/quoted.hpp"
#include "wit-parser/resolver/topological_order.hpp"

namespace witc::wit {

namespace {

/// The names a type mentions, at any depth.
void mentioned(const ast::Type& type, std::vector<ast::Name>& names) {
  using Kind = ast::Type::Kind;
  if (type.kind == Kind::name || type.kind == Kind::own || type.kind == Kind::borrow) names.push_back(type.name);
  for (const ast::Type& argument : type.arguments) mentioned(argument, names);
}

std::vector<ast::Name> mentioned(const ast::TypeDef& type) {
  std::vector<ast::Name> names;
  if (type.kind == ast::TypeDef::Kind::alias) mentioned(type.aliased, names);
  for (const ast::Member& member : type.members)
    if (member.type) mentioned(*member.type, names);
  return names;
}

std::optional<types::Primitive> primitive(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(types::Primitive::error_context); ++i)
    if (to_string(static_cast<types::Primitive>(i)) == name) return static_cast<types::Primitive>(i);
  return std::nullopt;
}

/// Names of types in other languages that people try first.
std::string_view meant_primitive(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"float32", "f32"}, {"float64", "f64"}, {"float", "f32"},    {"double", "f64"}, {"int", "s32"},
      {"uint", "u32"},    {"i8", "s8"},       {"i16", "s16"},      {"i32", "s32"},    {"i64", "s64"},
      {"byte", "u8"},     {"str", "string"},  {"boolean", "bool"}, {"vec", "list"},   {"array", "list"}};
  const auto found = std::ranges::find(names, name, [](const auto& pair) { return pair.first; });
  return found == std::end(names) ? std::string_view() : found->second;
}

std::size_t member_count(const types::DefType& type) {
  if (const auto* record = std::get_if<types::Record>(&type.shape)) return record->fields.size();
  if (const auto* variant = std::get_if<types::Variant>(&type.shape)) return variant->cases.size();
  if (const auto* flags = std::get_if<types::Flags>(&type.shape)) return flags->names.size();
  if (const auto* cases = std::get_if<types::Enum>(&type.shape)) return cases->names.size();
  if (const auto* tuple = std::get_if<types::Tuple>(&type.shape)) return tuple->types.size();
  return 1;
}

}  // namespace

void InterfaceResolver::declare(const ast::Use& use) {
  for (const auto& renaming : use.names) declare(renaming.as ? *renaming.as : renaming.name);
}

void InterfaceResolver::declare(const ast::Name& name, ScopeEntry::Kind kind) {
  if (const auto* earlier = scope_.add({kind, {}, std::string(name.text), name.span}))
    context_.duplicate(name.text, name.span, earlier->name, earlier->span);
}

std::vector<TypeDefId> InterfaceResolver::define_types(const std::vector<const ast::Use*>& uses,
                                                       const std::vector<const ast::TypeDef*>& types) {
  for (const ast::Use* use : uses) define_use(*use);
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < types.size(); ++i) by_name.try_emplace(types[i]->name.text, i);
  std::vector<std::vector<Edge>> needs(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (const ast::Name& name : mentioned(*types[i]))
      if (const auto found = by_name.find(name.text); found != by_name.end())
        needs[i].push_back({found->second, name.span});
  }
  const TopologicalOrder order = topological_order(needs);
  for (const auto& cycle : order.cycles) {
    Diagnostic& entry = context_.error(
        cycle.edges.front().span, "the type " + quoted(types[cycle.nodes.front()]->name.text) + " contains itself");
    for (std::size_t i = 1; i < cycle.edges.size(); ++i)
      entry.notes.push_back({quoted(types[cycle.nodes[i]]->name.text) + " is made of this", cycle.edges[i].span});
    entry.help = "WIT has no recursive types; a list with indices into it can say the same";
  }
  for (const std::size_t i : order.order) define_type(*types[i]);
  return std::move(defined_);
}

TypeDefId InterfaceResolver::push(TypeDef made, const ast::Name& name) {
  const TypeDefId id = context_.graph.types.push(std::move(made));
  defined_.push_back(id);
  scope_.define(name.text, name.span, ScopeEntry::Kind::type, id);
  return id;
}

void InterfaceResolver::define_use(const ast::Use& use) {
  const Meta meta = read_meta(use.header, {}, context_.diagnostics);
  const bool included = is_included(meta.stability, package_, use.path.span, context_);
  const auto from = names_.resolve_interface(file_, use.path, included ? Stability{} : meta.stability);
  for (const auto& renaming : use.names) {
    const ast::Name& name = renaming.as ? *renaming.as : renaming.name;
    if (!included) {
      scope_.define(name.text, name.span, ScopeEntry::Kind::gated);
      continue;
    }
    const auto found = from ? used_type(renaming.name, *from, meta) : std::nullopt;
    if (!found) continue;
    TypeDef made;
    made.name = name.text;
    made.owner = owner_;
    made.alias_of = *found;
    made.meta = meta;
    made.meta.docs.clear();
    made.meta.span = name.span;
    made.type = another_name(made.name, *found, name.span);
    push(std::move(made), name);
  }
}

std::optional<TypeDefId> InterfaceResolver::used_type(const ast::Name& name, InterfaceId from, const Meta& user) {
  const Scope& scope = context_.scope(from);
  const ScopeEntry* found = scope.find(name.text);
  if (!found) {
    if (context_.diagnostics.full()) return std::nullopt;
    context_.diagnostics
        .error(ErrorCode::not_found, name.span,
               "the interface " + quoted(context_.graph.interfaces[from].name.value_or("")) + " has no type " +
                   quoted(name.text),
               "not found")
        .help = suggestion(name.text, scope.names());
    return std::nullopt;
  }
  switch (found->kind) {
    case ScopeEntry::Kind::type: return found->type;
    case ScopeEntry::Kind::broken: return std::nullopt;
    case ScopeEntry::Kind::function:
    case ScopeEntry::Kind::interface:
      context_.error(name.span, "only types can be used, and " + quoted(name.text) + " is a function")
          .notes.push_back({"defined here", found->span});
      return std::nullopt;
    case ScopeEntry::Kind::gated:
      if (!user.stability.unstable)
        context_.error(name.span, "the type " + quoted(name.text) + " is only there with a feature that is not active")
            .notes.push_back({"gated here", found->span});
      return std::nullopt;
  }
  return std::nullopt;
}

types::TypeItem InterfaceResolver::another_name(const std::string& name, TypeDefId of, Span span) {
  types::TypeArena& arena = context_.graph.arena;
  const types::TypeItem& target = context_.graph.types[of].type;
  if (const auto* resource = std::get_if<types::ResourceId>(&target.type))
    return {arena.resources.push({name, *resource})};
  const types::DefTypeId id = std::get<types::DefTypeId>(target.type);
  types::DefType alias = context_.spend(member_count(arena.defs[id]), span) ? arena.defs[id] : types::DefType{};
  alias.name = name;
  alias.alias_of = id;
  return {arena.defs.push(std::move(alias))};
}

void InterfaceResolver::define_type(const ast::TypeDef& type) {
  TypeDef made;
  made.name = type.name.text;
  made.owner = owner_;
  made.meta = read_meta(type.header, type.name.span, context_.diagnostics);
  if (!is_included(made.meta.stability, package_, type.name.span, context_))
    return scope_.define(type.name.text, type.name.span, ScopeEntry::Kind::gated);
  const auto item = make_type(type, made);
  if (!item) return;
  made.type = *item;
  push(std::move(made), type.name);
}

std::optional<types::TypeItem> InterfaceResolver::make_type(const ast::TypeDef& type, TypeDef& made) {
  using Kind = ast::TypeDef::Kind;
  if (type.kind == Kind::alias) return make_alias(type, made);
  if (type.kind == Kind::resource) {
    check_resource_functions(type);
    return types::TypeItem{context_.graph.arena.resources.push({made.name, {}})};
  }
  types::DefType defined = defined_type(type, made);
  defined.name = made.name;
  return types::TypeItem{context_.graph.arena.defs.push(std::move(defined))};
}

std::optional<types::TypeItem> InterfaceResolver::make_alias(const ast::TypeDef& type, TypeDef& made) {
  if (type.aliased.kind == ast::Type::Kind::name) {
    made.alias_of = find_type(type.aliased.name);
    if (!made.alias_of) return std::nullopt;
    return another_name(made.name, *made.alias_of, type.name.span);
  }
  return types::TypeItem{context_.graph.arena.defs.push({shape(type.aliased), made.name, {}})};
}

types::DefType InterfaceResolver::defined_type(const ast::TypeDef& type, TypeDef& made) {
  using Kind = ast::TypeDef::Kind;
  auto cases = members(type, made);
  if (type.kind == Kind::variant) return {types::Variant{std::move(cases)}, {}, {}};
  if (type.kind == Kind::record) {
    types::Record record;
    for (auto& field : cases) record.fields.push_back({std::move(field.name), field.type.value_or(types::ValType())});
    return {std::move(record), {}, {}};
  }
  std::vector<std::string> labels;
  for (auto& label : cases) labels.push_back(std::move(label.name));
  if (type.kind == Kind::flags) return {types::Flags{std::move(labels)}, {}, {}};
  return {types::Enum{std::move(labels)}, {}, {}};
}

std::vector<types::Case> InterfaceResolver::members(const ast::TypeDef& type, TypeDef& made) {
  using Kind = ast::TypeDef::Kind;
  if (type.members.empty() && type.kind != Kind::flags && type.kind != Kind::record)
    context_.error(type.name.span,
                   std::string(type.kind == Kind::enum_ ? "an enum" : "a variant") + " has at least one case");
  std::vector<types::Case> cases;
  Scope labels;
  bool any_docs = false;
  for (const ast::Member& member : type.members) {
    if (const auto* earlier =
            labels.add({ScopeEntry::Kind::broken, {}, std::string(member.name.text), member.name.span}))
      context_.duplicate(member.name.text, member.name.span, earlier->name, earlier->span);
    cases.push_back({std::string(member.name.text), std::nullopt});
    if (member.type) cases.back().type = value_type(*member.type);
    made.member_docs.push_back(member.header.docs);
    any_docs = any_docs || !member.header.docs.empty();
  }
  if (!any_docs) made.member_docs.clear();
  return cases;
}

std::optional<TypeDefId> InterfaceResolver::find_type(const ast::Name& name) {
  const ScopeEntry* found = scope_.find(name.text);
  if (!found) {
    if (context_.diagnostics.full()) return std::nullopt;
    Diagnostic& entry = context_.diagnostics.error(ErrorCode::not_found, name.span,
                                                   "there is no type " + quoted(name.text), "not found");
    const auto meant = meant_primitive(name.text);
    auto known = scope_.names();
    for (int i = 0; i <= static_cast<int>(types::Primitive::error_context); ++i)
      known.push_back(to_string(static_cast<types::Primitive>(i)));
    entry.help = meant.empty() ? suggestion(name.text, known) : "WIT calls it `" + std::string(meant) + "`";
    return std::nullopt;
  }
  switch (found->kind) {
    case ScopeEntry::Kind::type: return found->type;
    case ScopeEntry::Kind::broken: return std::nullopt;
    case ScopeEntry::Kind::function:
    case ScopeEntry::Kind::interface:
      context_
          .error(name.span, "expected a type, but " + quoted(name.text) +
                                (found->kind == ScopeEntry::Kind::function ? " is a function" : " is an interface"))
          .notes.push_back({"defined here", found->span});
      return std::nullopt;
    case ScopeEntry::Kind::gated:
      context_.error(name.span, "the type " + quoted(name.text) + " is only there with a feature that is not active")
          .notes.push_back({"gated here", found->span});
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<types::ResourceId> InterfaceResolver::find_resource(const ast::Name& name) {
  const auto type = find_type(name);
  if (!type) return std::nullopt;
  const TypeDef& found = context_.graph.types[*type];
  if (const auto* resource = std::get_if<types::ResourceId>(&found.type.type)) return *resource;
  context_.error(name.span, "a handle is to a resource, and " + quoted(name.text) + " is none")
      .notes.push_back({"defined here", found.meta.span});
  return std::nullopt;
}

types::ValType InterfaceResolver::handle(types::ResourceId resource, bool own) {
  const auto [at, added] = handles_.try_emplace(std::pair(resource.index(), own));
  if (added) {
    types::DefType made;
    if (own)
      made.shape = types::Own{resource};
    else
      made.shape = types::Borrow{resource};
    at->second = context_.graph.arena.defs.push(std::move(made));
  }
  return at->second;
}

types::ValType InterfaceResolver::use_of(TypeDefId type) {
  const auto& item = context_.graph.types[type].type.type;
  if (const auto* resource = std::get_if<types::ResourceId>(&item)) return handle(*resource, true);
  return std::get<types::DefTypeId>(item);
}

types::ValType InterfaceResolver::value_type(const ast::Type& type) {
  using Kind = ast::Type::Kind;
  switch (type.kind) {
    case Kind::primitive: return *primitive(type.name.text);
    case Kind::name: {
      const auto found = find_type(type.name);
      return found ? use_of(*found) : types::ValType();
    }
    case Kind::own:
    case Kind::borrow: {
      const auto resource = find_resource(type.name);
      return resource ? handle(*resource, type.kind == Kind::own) : types::ValType();
    }
    default: return context_.graph.arena.defs.push({shape(type), {}, {}});
  }
}

std::optional<types::ValType> InterfaceResolver::optional_type(const std::vector<ast::Type>& arguments,
                                                               std::size_t index) {
  if (index >= arguments.size() || arguments[index].kind == ast::Type::Kind::hole) return std::nullopt;
  return value_type(arguments[index]);
}

decltype(types::DefType::shape) InterfaceResolver::shape(const ast::Type& type) {
  using Kind = ast::Type::Kind;
  const auto& arguments = type.arguments;
  switch (type.kind) {
    case Kind::primitive: return *primitive(type.name.text);
    case Kind::list: return types::List{value_type(arguments[0]), type.length};
    case Kind::option: return types::Option{value_type(arguments[0])};
    case Kind::result: return types::Result{optional_type(arguments, 0), optional_type(arguments, 1)};
    case Kind::map: return map_shape(type);
    case Kind::stream: return types::Stream{optional_type(arguments, 0)};
    case Kind::future: return types::Future{optional_type(arguments, 0)};
    case Kind::tuple: {
      types::Tuple tuple;
      for (const auto& argument : arguments) tuple.types.push_back(value_type(argument));
      return tuple;
    }
    default: {  // handles; a name never comes here
      const types::ValType value = value_type(type);
      if (value.is_primitive()) return value.primitive();
      return context_.graph.arena.defs[value.defined()].shape;
    }
  }
}

types::Map InterfaceResolver::map_shape(const ast::Type& type) {
  using types::Primitive;
  constexpr Primitive refused[] = {Primitive::f32, Primitive::f64, Primitive::error_context};
  const types::Map map{value_type(type.arguments[0]), value_type(type.arguments[1])};
  if (!map.key.is_primitive() || std::ranges::find(refused, map.key.primitive()) != std::end(refused))
    context_.error(type.arguments[0].span, "the key of a map is an integer, a bool, a char or a string");
  return map;
}

}  // namespace witc::wit
