#include "bindgen/headers.hpp"

#include <algorithm>

#include "bindgen/names.hpp"
#include "types/references.hpp"

namespace witc::bindgen {

void describe(HeaderView& header, const Model& model, Owner owner, const std::string& part) {
  const Place& place = model.place(owner);
  header.name_space = place.definition;
  header.deprecated = model.has_deprecated_types();
  header.source = place.wit_name;
  // The version in the name lets headers of several versions be included together, and the same header from two
  // directories only once.
  header.guard = "WITC_" + macro_case(place.reference + (part.empty() ? "" : "::" + part)) + "_HPP";
}

std::string header_file(const Place& place, const std::string& part) {
  return place.file + (part.empty() ? "" : "_" + part) + ".hpp";
}

std::string types_part(Owner owner) { return std::holds_alternative<wit::WorldId>(owner) ? "types" : ""; }

void Includes::add_type(wit::TypeDefId type) {
  const auto& def = model_.graph().types[type];
  if (const With* with = model_.with(type)) {
    own_.insert(with->header);
    return;
  }
  if (def.alias_of) {
    const Owner& owner = model_.graph().types[*def.alias_of].owner;
    if (owner != owner_) add_types_of(owner);
  }
  const auto* value = std::get_if<types::DefTypeId>(&def.type.type);
  if (value && model_.is_async(*value)) add_async();
  if (!model_.options().result_header.empty()) system_.insert(model_.options().result_header);
}

void Includes::add_types_of(Owner owner) {
  const Place& place = model_.place(owner);
  if (place.with)
    own_.insert(place.with->header);
  else if (std::ranges::any_of(model_.owned_types(owner), [&](wit::TypeDefId type) {
             return std::holds_alternative<types::DefTypeId>(model_.graph().types[type].type.type);
           }))
    own_.insert(header_file(place, types_part(owner)));
}

void Includes::add_function(const wit::Function& function) {
  const auto& type = model_.arena().funcs[function.type];
  bool is_async = type.is_async;
  types::for_each_reference(type, [&](types::ValType part) { is_async |= model_.is_async(part); });
  if (is_async) add_async();
  if (!model_.options().result_header.empty()) system_.insert(model_.options().result_header);
}

void Includes::move_to(HeaderView& header) {
  header.system_includes.assign(system_.begin(), system_.end());
  header.includes.assign(own_.begin(), own_.end());
}

}  // namespace witc::bindgen
