#include "wit-parser/resolver/context.hpp"

#include <algorithm>
#include <utility>

#include "types/names.hpp"

namespace witc::wit {

namespace {

Scope scope_from_graph(const PackageGraph& graph, InterfaceId id) {
  Scope scope;
  const Interface& interface = graph.interfaces[id];
  for (const TypeDefId type : interface.types)
    scope.add({ScopeEntry::Kind::type, type, graph.types[type].name, graph.types[type].meta.span});
  for (const Function& function : interface.functions)
    if (function.kind == Function::Kind::freestanding)
      scope.add({ScopeEntry::Kind::function, {}, function.name, function.meta.span});
  return scope;
}

}  // namespace

const ScopeEntry* Scope::add(ScopeEntry entry) {
  const auto [at, added] = entries_.try_emplace(types::lower_case(entry.name), entry);
  return added ? nullptr : &at->second;
}

const ScopeEntry* Scope::find(std::string_view name) const {
  const auto found = entries_.find(types::lower_case(name));
  return found != entries_.end() && found->second.name == name ? &found->second : nullptr;
}

void Scope::define(std::string_view name, Span span, ScopeEntry::Kind kind, TypeDefId type) {
  const auto found = entries_.find(types::lower_case(name));
  if (found == entries_.end() || found->second.span != span) return;
  found->second.kind = kind;
  found->second.type = type;
}

std::vector<std::string_view> Scope::names() const {
  std::vector<std::string_view> names;
  for (const auto& [lower, entry] : entries_) names.push_back(entry.name);
  std::ranges::sort(names);
  return names;
}

ResolveContext::ResolveContext(const Gates& g, PackageGraph& p, Diagnostics& d) : gates(g), graph(p), diagnostics(d) {
  for (std::uint32_t i = 0; i < graph.packages.size(); ++i)
    packages_.emplace(graph.packages[PackageId(i)].name, PackageId(i));
}

Scope& ResolveContext::scope(InterfaceId interface) {
  const auto found = scopes_.find(interface);
  if (found != scopes_.end()) return found->second;
  return scopes_.emplace(interface, scope_from_graph(graph, interface)).first->second;
}

PackageItems& ResolveContext::items(PackageId package) {
  const auto [at, added] = items_.try_emplace(package);
  if (added) {
    for (const InterfaceId id : graph.packages[package].interfaces)
      at->second.emplace(*graph.interfaces[id].name, PackageItem{id, false, graph.interfaces[id].meta.span});
    for (const WorldId id : graph.packages[package].worlds)
      at->second.emplace(graph.worlds[id].name, PackageItem{id, false, graph.worlds[id].meta.span});
  }
  return at->second;
}

void ResolveContext::duplicate(std::string_view name, Span span, std::string_view earlier_name, Span earlier) {
  Diagnostic& entry = error(span, "the name `" + std::string(name) + "` is defined more than once");
  entry.label = "defined again";
  entry.notes.push_back({"first defined here", earlier});
  if (name != earlier_name) entry.help = "names that differ only in upper and lower case are the same";
}

const std::vector<InterfaceId>& ResolveContext::dependencies(InterfaceId interface) {
  const auto found = dependencies_.find(interface);
  if (found != dependencies_.end()) return found->second;
  return dependencies_.emplace(interface, graph.direct_dependencies(interface)).first->second;
}

bool ResolveContext::spend(std::size_t amount, Span span) {
  constexpr std::size_t limit = 4'000'000;
  const bool was_within = spent_ <= limit;
  spent_ += amount;
  if (spent_ <= limit) return true;
  if (was_within)
    diagnostics.error(ErrorCode::limit_exceeded, span,
                      "aliases, includes and uses multiply to more than the limit of 4000000 members");
  return false;
}

namespace {

/// Whether a shape has a borrow, given which of the types it is made of have one.
struct HasBorrow {
  const std::vector<bool>& known;

  bool of(types::ValType type) const {
    return !type.is_primitive() && type.defined().index() < known.size() && known[type.defined().index()];
  }
  bool of(const std::optional<types::ValType>& type) const { return type && of(*type); }

  bool operator()(const types::Borrow&) const { return true; }
  bool operator()(const types::Record& r) const {
    return std::ranges::any_of(r.fields, [&](const types::Field& field) { return of(field.type); });
  }
  bool operator()(const types::Variant& v) const {
    return std::ranges::any_of(v.cases, [&](const types::Case& c) { return of(c.type); });
  }
  bool operator()(const types::Tuple& t) const {
    return std::ranges::any_of(t.types, [&](types::ValType type) { return of(type); });
  }
  bool operator()(const types::List& list) const { return of(list.element); }
  bool operator()(const types::Option& option) const { return of(option.type); }
  bool operator()(const types::Result& result) const { return of(result.ok) || of(result.error); }
  bool operator()(const types::Map& map) const { return of(map.key) || of(map.value); }
  bool operator()(const types::Stream& stream) const { return of(stream.element); }
  bool operator()(const types::Future& future) const { return of(future.element); }
  bool operator()(const types::Primitive&) const { return false; }
  bool operator()(const types::Flags&) const { return false; }
  bool operator()(const types::Enum&) const { return false; }
  bool operator()(const types::Own&) const { return false; }
};

}  // namespace

bool ResolveContext::contains_borrow(types::ValType type) {
  if (type.is_primitive()) return false;
  // A type comes after those it is made of, so one pass over the new ones is enough; recursion could be as deep as the
  // input likes.
  for (auto i = static_cast<std::uint32_t>(borrows_.size()); i <= type.defined().index(); ++i)
    borrows_.push_back(std::visit(HasBorrow{borrows_}, graph.arena.defs[types::DefTypeId(i)].shape));
  return borrows_[type.defined().index()];
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& known) {
  const auto found = nearest(name, known);
  return found.empty() ? "" : "did you mean `" + std::string(found) + "`?";
}

namespace {

void set_once(std::optional<Version>& slot, const ast::Attribute& attribute, Diagnostics& diagnostics) {
  if (slot)
    diagnostics.error(ErrorCode::invalid, attribute.span, "an attribute stands twice before one item");
  else
    slot = attribute.version.value;
}

void set_once(std::optional<std::string>& slot, std::string value, Span span, Diagnostics& diagnostics) {
  if (slot)
    diagnostics.error(ErrorCode::invalid, span, "an attribute stands twice before one item");
  else
    slot = std::move(value);
}

}  // namespace

Meta read_meta(const ast::Header& header, Span span, Diagnostics& diagnostics) {
  using Kind = ast::Attribute::Kind;
  Meta meta;
  meta.docs = header.docs;
  meta.span = span;
  Span deprecated_at;
  Span since_at;
  for (const ast::Attribute& attribute : header.attributes) {
    switch (attribute.kind) {
      case Kind::since:
        since_at = attribute.span;
        set_once(meta.stability.since, attribute, diagnostics);
        break;
      case Kind::deprecated:
        deprecated_at = attribute.span;
        set_once(meta.stability.deprecated, attribute, diagnostics);
        break;
      case Kind::unstable:
        set_once(meta.stability.unstable, std::string(attribute.feature.text), attribute.span, diagnostics);
        break;
      case Kind::external_id: set_once(meta.external_id, attribute.text, attribute.span, diagnostics); break;
    }
  }
  if (meta.stability.since && meta.stability.unstable)
    diagnostics.error(ErrorCode::invalid, since_at, "an item is either `@since` a version or `@unstable`, not both");
  if (meta.stability.deprecated && !meta.stability.known())
    diagnostics.error(ErrorCode::invalid, deprecated_at, "`@deprecated` needs `@since` or `@unstable` beside it").help =
        "say since which version the item is there, as in `@since(version = 1.0.0)`";
  return meta;
}

bool is_included(const Stability& stability, PackageId package, Span span, ResolveContext& context) {
  if (stability.unstable) return context.gates.all_features || context.gates.features.contains(*stability.unstable);
  if (!stability.since) return true;
  const PackageName& name = context.graph.packages[package].name;
  if (!name.version) {
    context.error(span, "the package `" + to_string(name) + "` has no version, so nothing in it is `@since` one").help =
        "give the package a version, as in `package " + to_string(name) + "@" + to_string(*stability.since) + ";`";
    return true;
  }
  if (*stability.since > *name.version)
    context.error(span, "`@since` version " + to_string(*stability.since) + ", but the package is `" + to_string(name) +
                            "`, which comes before it");
  return !context.gates.target || *stability.since <= *context.gates.target;
}

}  // namespace witc::wit
