#include "component/text/scope.hpp"

#include <utility>

namespace witc::component::text {

namespace {

template <std::size_t... Is>
std::array<wasm::IndexSpace, sort_count> make_spaces(std::index_sequence<Is...>) {
  return {wasm::IndexSpace(info(static_cast<Sort>(Is)).name)...};
}

constexpr std::uint8_t target_export = 0x00, target_core_export = 0x01, target_outer = 0x02;

}  // namespace

Scope::Scope(bool is_component, std::optional<std::string_view> identifier)
    : identifier(identifier), definitions(is_component), spaces_(make_spaces(std::make_index_sequence<sort_count>())) {}

wasm::IndexSpace& Scope::space(Sort sort) {
  return sort == Sort::core_type ? core.types : spaces_[static_cast<std::size_t>(sort)];
}

const wasm::IndexSpace& Scope::space(Sort sort) const {
  return sort == Sort::core_type ? core.types : spaces_[static_cast<std::size_t>(sort)];
}

Expected<std::uint32_t> Scopes::bind(Sort sort, const Binding& binding) {
  wasm::IndexSpace& space = current().space(sort);
  const std::uint32_t index = space.size();
  if (binding.identifier) {
    TokenCursor cursor = at(*binding.identifier);
    WITC_TRY(space.add(cursor));
  } else {
    space.add_anonymous();
  }
  if (binding.name) space.set_name(index, *binding.name);
  return index;
}

Expected<std::uint32_t> Scopes::resolve(const Reference& reference) {
  if (reference.exports.empty()) return resolve_index(reference.sort, reference.token);
  const bool is_core = info(reference.sort).is_core && reference.sort != Sort::core_module;
  const Sort instance = is_core ? Sort::core_instance : Sort::instance;
  WITC_TRY_ASSIGN(std::uint32_t index, resolve_index(instance, reference.token));
  for (std::size_t i = 0; i < reference.exports.size(); ++i) {
    const bool is_last = i + 1 == reference.exports.size();
    WITC_TRY_ASSIGN(
        index, alias_export(is_last ? reference.sort : instance, index, reference.exports[i], {}, reference.token));
  }
  return index;
}

Expected<std::uint32_t> Scopes::resolve_index(Sort sort, std::uint32_t token) {
  TokenCursor cursor = at(token);
  const wasm::IndexSpace& space = current().space(sort);
  if (cursor.kind() != TokenKind::identifier) return space.expect_index(cursor);
  const std::string_view identifier = *cursor.take_identifier();
  for (std::uint32_t count = 0; count < scopes_.size(); ++count) {
    const auto found = scopes_[scopes_.size() - 1 - count]->space(sort).find(identifier);
    if (!found) continue;
    if (count == 0) return *found;
    if (!is_outer_alias(sort))
      return at(token).error(at(token).describe(at(token).peek()) + " is a " + std::string(info(sort).name) +
                             " of an outer component; only modules, types and components can be used from there");
    return alias_outer(sort, {count, *found}, {token, {}}, token);
  }
  cursor = at(token);
  return space.expect_index(cursor);  // says what is unknown
}

Expected<Scopes::Outer> Scopes::resolve_outer(const Reference& scope, const Reference& item) {
  TokenCursor scope_token = at(scope.token), item_token = at(item.token);
  const bool is_number = scope_token.kind() == TokenKind::integer;
  Outer outer{0, 0};
  if (is_number) {
    WITC_TRY_ASSIGN(outer.count, scope_token.expect_u32("a number of scopes"));
    // Two numbers are taken as they are: whether there is such a thing is for validation to say.
    if (item_token.kind() == TokenKind::integer) {
      WITC_TRY_ASSIGN(outer.index, item_token.expect_u32("an index"));
      return outer;
    }
  } else {
    const std::string_view identifier = *scope_token.take_identifier();
    while (outer.count < scopes_.size() && scopes_[scopes_.size() - 1 - outer.count]->identifier != identifier)
      ++outer.count;
    if (outer.count == scopes_.size())
      return at(scope.token).error("unknown outer component " + at(scope.token).describe(at(scope.token).peek()));
  }
  if (outer.count >= scopes_.size()) return at(scope.token).error("unknown outer scope " + std::to_string(outer.count));
  WITC_TRY_ASSIGN(outer.index, scopes_[scopes_.size() - 1 - outer.count]->space(item.sort).expect_index(item_token));
  return outer;
}

Expected<std::uint32_t> Scopes::alias_export(Sort sort, std::uint32_t instance, std::string_view name,
                                             const Binding& binding, std::uint32_t token) {
  const bool is_core = is_core_instance_export(sort);
  if (!is_core && !is_instance_export(sort))
    return at(token).error("instances do not export a " + std::string(info(sort).name));
  Definition alias;
  write_sort(alias.bytes, sort);
  alias.bytes.u8(is_core ? target_core_export : target_export);
  alias.bytes.unsigned_leb(instance);
  alias.bytes.name(name);
  current().definitions.add(Section::alias, alias, at(token).peek().offset);
  return bind(sort, binding);
}

Expected<std::uint32_t> Scopes::alias_outer(Sort sort, Outer outer, const Binding& binding, std::uint32_t token) {
  Definition alias;
  write_sort(alias.bytes, sort);
  alias.bytes.u8(target_outer);
  alias.bytes.unsigned_leb(outer.count);
  alias.bytes.unsigned_leb(outer.index);
  current().definitions.add(Section::alias, alias, at(token).peek().offset);
  if (sort == Sort::core_type) current().core.type_table.define_other();
  return bind(sort, binding);
}

void write_names(Scope& scope, const std::optional<std::string>& component) {
  ByteWriter names;
  const auto subsection = [&](std::uint8_t id, const ByteWriter& content) {
    names.u8(id);
    names.sized(content.bytes());
  };
  if (component) {
    ByteWriter name;
    name.name(*component);
    subsection(0, name);
  }
  for (std::size_t i = 0; i < sort_count; ++i) {
    const auto sort = static_cast<Sort>(i);
    const auto& entries = scope.space(sort).names();
    if (entries.empty()) continue;
    ByteWriter content;
    write_sort(content, sort);
    content.unsigned_leb(entries.size());
    for (const auto& [index, name] : entries) {
      content.unsigned_leb(index);
      content.name(name);
    }
    subsection(1, content);
  }
  if (!names.empty()) scope.definitions.add_custom("component-name", names.bytes());
}

}  // namespace witc::component::text
