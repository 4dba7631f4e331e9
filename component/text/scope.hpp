#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "component/text/definition_writer.hpp"
#include "component/text/sort.hpp"
#include "wasm/text/index_space.hpp"
#include "wasm/text/module_context.hpp"
#include "wasm/text/token_cursor.hpp"

// What the text of a component binds and refers to.

namespace witc::component::text {

using witc::text::TokenCursor;
using witc::text::TokenKind;

/// The identifier and @name of something that is being defined. They are bound when the definition is complete: it
/// cannot refer to itself.
struct Binding {
  std::optional<std::uint32_t> identifier;  ///< its token
  std::optional<std::string> name;
};

/// An index as it stands in the text: a number or identifier, or the export of an instance. It is resolved when the
/// definition that it is part of is written, because that may take aliases in front of the definition.
struct Reference {
  Sort sort = Sort::type;
  std::uint32_t token = 0;  ///< the number or identifier
  std::vector<std::string> exports;
};

/// The index spaces of a component, component type, instance type or module type, and its definitions.
class Scope {
 public:
  Scope(bool is_component, std::optional<std::string_view> identifier);

  wasm::IndexSpace& space(Sort sort);
  const wasm::IndexSpace& space(Sort sort) const;

  const std::optional<std::string_view> identifier;
  DefinitionWriter definitions;
  /// Its type index space is that of core types.
  wasm::ModuleContext core;
  std::optional<std::uint32_t> names_at;                          ///< where the text says that the names stand
  std::vector<std::pair<std::string, std::string>> behind_names;  ///< custom sections

 private:
  std::array<wasm::IndexSpace, sort_count> spaces_;
};

/// The scopes around a place, and how identifiers are found in them (Explainer.md: Alias Definitions).
class Scopes {
 public:
  explicit Scopes(const TokenCursor& cursor) : tokens_(cursor) {}

  Scope& current() { return *scopes_.back(); }
  void push(bool is_component, std::optional<std::string_view> identifier) {
    scopes_.push_back(std::make_unique<Scope>(is_component, identifier));
  }
  void pop() { scopes_.pop_back(); }
  std::size_t depth() const { return scopes_.size(); }

  /// Gives the next index of the sort its names.
  Expected<std::uint32_t> bind(Sort sort, const Binding& binding);
  /// The index in the current scope. Inserts aliases: for exports, and for what an outer scope has.
  Expected<std::uint32_t> resolve(const Reference& reference);
  /// The two numbers of `(alias outer …)`.
  struct Outer {
    std::uint32_t count;
    std::uint32_t index;
  };
  Expected<Outer> resolve_outer(const Reference& scope, const Reference& item);

  /// Adds an alias of an export of an instance (or core instance) to the current scope.
  Expected<std::uint32_t> alias_export(Sort sort, std::uint32_t instance, std::string_view name, const Binding& binding,
                                       std::uint32_t token);
  Expected<std::uint32_t> alias_outer(Sort sort, Outer outer, const Binding& binding, std::uint32_t token);

 private:
  TokenCursor at(std::uint32_t token) const {
    TokenCursor cursor = tokens_;
    cursor.seek(token);
    return cursor;
  }
  Expected<std::uint32_t> resolve_index(Sort sort, std::uint32_t token);

  TokenCursor tokens_;
  std::vector<std::unique_ptr<Scope>> scopes_;
};

/// Binary.md: Name Section. Written at the end of a component that binds names.
void write_names(Scope& scope, const std::optional<std::string>& component);

}  // namespace witc::component::text
