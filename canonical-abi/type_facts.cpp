#include "canonical-abi/type_facts.hpp"

#include <variant>

#include "types/layout.hpp"

namespace witc::abi {

namespace {

std::string_view name_of(const std::string& label) { return label; }
std::string_view name_of(const types::Case& c) { return c.name; }

template <class List>
void number(const List& list, std::unordered_map<std::string_view, std::uint32_t>& names) {
  for (const auto& item : list) names.emplace(name_of(item), static_cast<std::uint32_t>(names.size()));
}

}  // namespace

std::optional<types::ValType> payload_type(const types::DefType& variant, std::size_t index) {
  if (const auto* cases = std::get_if<types::Variant>(&variant.shape)) return cases->cases[index].type;
  if (const auto* option = std::get_if<types::Option>(&variant.shape))
    return index == 1 ? std::optional(option->type) : std::nullopt;
  const auto& result = std::get<types::Result>(variant.shape);
  return index == 0 ? result.ok : result.error;
}

std::size_t case_count(const types::DefType& variant) {
  const auto* cases = std::get_if<types::Variant>(&variant.shape);
  return cases ? cases->cases.size() : 2;
}

TypeFacts::Facts& TypeFacts::of(types::DefTypeId type) {
  if (!facts_) facts_ = std::make_unique<std::unordered_map<std::uint32_t, Facts>>();
  const auto [found, added] = facts_->try_emplace(type.index());
  if (added) found->second.layout = types::layout(arena_, type);
  return found->second;
}

Layout TypeFacts::layout(types::ValType type) {
  return type.is_primitive() ? types::layout(arena_, type) : of(type.defined()).layout;
}

FlatTypes TypeFacts::flat(types::ValType type) {
  if (type.is_primitive()) return types::flatten(arena_, type);
  auto& flat = of(type.defined()).flat;
  if (!flat) flat = types::flatten(arena_, type);
  return *flat;
}

std::uint64_t TypeFacts::payload_offset(types::DefTypeId variant) {
  Facts& facts = of(variant);
  if (facts.payload_offset != 0) return facts.payload_offset;
  const types::DefType& definition = arena_.defs[variant];
  VariantLayout shape(case_count(definition));
  for (std::size_t i = 0; i < case_count(definition); ++i)
    if (const auto payload = payload_type(definition, i)) shape.add(types::layout(arena_, *payload));
  return facts.payload_offset = shape.payload_offset();  // never 0: a discriminant is before it
}

std::uint32_t TypeFacts::index_of(types::DefTypeId type, std::string_view name) {
  auto& names = of(type).names;
  if (names.empty()) {
    const auto& shape = arena_.defs[type].shape;
    if (const auto* variant = std::get_if<types::Variant>(&shape)) number(variant->cases, names);
    if (const auto* labels = std::get_if<types::Enum>(&shape)) number(labels->names, names);
    if (const auto* labels = std::get_if<types::Flags>(&shape)) number(labels->names, names);
  }
  const auto found = names.find(name);
  return found == names.end() ? static_cast<std::uint32_t>(names.size()) : found->second;
}

}  // namespace witc::abi
