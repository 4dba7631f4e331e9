#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wit-parser/resolve.hpp"

namespace witc::wit {

/// What a name in an interface or world stands for.
struct ScopeEntry {
  enum class Kind : std::uint8_t {
    type,
    function,
    interface,  ///< an import of a world
    gated,      ///< not there under the gates
    broken,     ///< not defined yet, or wrongly; whoever refers to it then is not told again
  };
  Kind kind = Kind::broken;
  TypeDefId type = {};
  std::string name = {};
  Span span = {};
};

/// The names of one interface or world. Unique without regard to case (Explainer.md: Name uniqueness).
class Scope {
 public:
  /// The earlier entry when the name is taken, and then nothing changes.
  const ScopeEntry* add(ScopeEntry entry);
  const ScopeEntry* find(std::string_view name) const;
  /// Gives an entry its meaning, if the name at that place is the one that counts.
  void define(std::string_view name, Span span, ScopeEntry::Kind kind, TypeDefId type = {});
  std::vector<std::string_view> names() const;

 private:
  std::unordered_map<std::string, ScopeEntry> entries_;  ///< by lower-cased name
};

/// What a name at the top level of a package stands for.
struct PackageItem {
  std::variant<InterfaceId, WorldId> item;
  bool gated = false;
  Span span = {};
  bool is_interface() const { return std::holds_alternative<InterfaceId>(item); }
};
using PackageItems = std::unordered_map<std::string, PackageItem>;

/// What all parts of one resolution share.
class ResolveContext {
 public:
  ResolveContext(const Gates& g, PackageGraph& p, Diagnostics& d);

  const Gates& gates;
  PackageGraph& graph;
  Diagnostics& diagnostics;

  Scope& scope(InterfaceId interface);
  PackageItems& items(PackageId package);
  const std::map<PackageName, PackageId>& packages() const { return packages_; }
  void add_package(const PackageName& name, PackageId id) { packages_.emplace(name, id); }
  void remove_package(const PackageName& name) { packages_.erase(name); }

  Diagnostic& error(Span span, std::string message, std::string label = {}) {
    return diagnostics.error(ErrorCode::invalid, span, std::move(message), std::move(label));
  }
  /// Reports that `name` is taken. The reader is shown both places.
  void duplicate(std::string_view name, Span span, std::string_view earlier_name, Span earlier);

  /// Counts what a text can multiply: members copied by aliases, items of worlds that include or need others. False,
  /// once with an error at `span`, when there are more than anyone can have meant.
  bool spend(std::size_t amount, Span span);

  /// The interfaces that `interface` uses types of. Call only when it is complete.
  const std::vector<InterfaceId>& dependencies(InterfaceId interface);

  /// Whether a `borrow` is anywhere in the type.
  bool contains_borrow(types::ValType type);

 private:
  std::unordered_map<InterfaceId, Scope> scopes_;
  std::unordered_map<PackageId, PackageItems> items_;
  std::unordered_map<InterfaceId, std::vector<InterfaceId>> dependencies_;
  std::map<PackageName, PackageId> packages_;
  std::size_t spent_ = 0;
  std::vector<bool> borrows_;  ///< by type
};

/// " `nearest`?" for the help of a message about a name that does not exist; empty when nothing is near.
std::string suggestion(std::string_view name, const std::vector<std::string_view>& known);

Meta read_meta(const ast::Header& header, Span span, Diagnostics& diagnostics);
/// Whether the item is there under the gates. Reports versions the package does not have yet.
bool is_included(const Stability& stability, PackageId package, Span span, ResolveContext& context);

}  // namespace witc::wit
