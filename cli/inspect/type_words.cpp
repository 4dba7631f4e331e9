#include "cli/inspect/type_words.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace witc::cli {

namespace {

/// `type a = b`, or what WIT writes for a type of another interface that keeps its name.
std::string alias(std::string_view name, std::string_view of) {
  if (name == of) return "use " + std::string(of);
  return "type " + std::string(name) + " = " + std::string(of);
}

}  // namespace

TypeWords::TypeWords(const component::Plan& plan) : arena_(plan.types) {
  introduce(plan.type.imports);
  introduce(plan.type.exports);
}

void TypeWords::introduce(const std::vector<types::ExternItem>& items) {
  std::vector<const std::vector<types::ExternItem>*> pending{&items};
  while (!pending.empty()) {
    const auto& next = *pending.back();
    pending.pop_back();
    for (const auto& item : next) {
      if (const auto* instance = std::get_if<types::InstanceTypeId>(&item.type))
        pending.push_back(&arena_.instances[*instance].exports);
      const auto* type = std::get_if<types::TypeItem>(&item.type);
      if (!type) continue;
      if (const auto* def = std::get_if<types::DefTypeId>(&type->type)) defs_.insert(*def);
      if (const auto* resource = std::get_if<types::ResourceId>(&type->type)) resources_.insert(*resource);
    }
  }
}

bool TypeWords::is_use(std::string_view name, const types::TypeItem& item) const {
  return std::visit([&](auto type) { return aliased(type) == name; }, item.type);
}

std::string_view TypeWords::aliased(types::DefTypeId type) const {
  const auto of = arena_.defs[type].alias_of;
  return of && defs_.contains(*of) ? std::string_view(arena_.defs[*of].name) : std::string_view();
}

std::string_view TypeWords::aliased(types::ResourceId resource) const {
  const auto of = arena_.resources[resource].alias_of;
  return of && resources_.contains(*of) ? std::string_view(arena_.resources[*of].name) : std::string_view();
}

std::string TypeWords::spend(std::string text) {
  left_ -= std::min(left_, text.size());
  return text;
}

std::string TypeWords::function(types::FuncTypeId type) { return left_ == 0 ? "…" : spend(to_string(arena_, type)); }

std::string TypeWords::definition(std::string_view name, const types::TypeItem& item) {
  return std::visit([&](auto type) { return definition(name, type); }, item.type);
}

std::string TypeWords::definition(std::string_view name, types::DefTypeId type) {
  const types::DefType& defined = arena_.defs[type];
  if (defined.alias_of && defs_.contains(*defined.alias_of)) return alias(name, arena_.defs[*defined.alias_of].name);
  const std::string spelled = left_ == 0 ? "…" : spend(spell_out(arena_, type));
  // Records, variants, enums and flags have their name after the keyword.
  const std::size_t brace = spelled.find(" { ");
  const bool has_members = brace != std::string::npos && spelled.find_first_of("<(") > brace;
  if (has_members) return spelled.substr(0, brace + 1) + std::string(name) + spelled.substr(brace);
  return "type " + std::string(name) + " = " + spelled;
}

std::string TypeWords::definition(std::string_view name, types::ResourceId resource) const {
  if (const auto of = aliased(resource); !of.empty()) return alias(name, of);
  return "resource " + std::string(name);
}

std::string TypeWords::definition(std::string_view name, types::FuncTypeId type) {
  return "type " + std::string(name) + " = " + function(type);
}
std::string TypeWords::definition(std::string_view name, types::InstanceTypeId) const {
  return "type " + std::string(name) + " = instance";
}
std::string TypeWords::definition(std::string_view name, types::ComponentTypeId) const {
  return "type " + std::string(name) + " = component";
}

}  // namespace witc::cli
