#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "wit-parser/resolver/context.hpp"

namespace witc::wit {

/// Top-level items that share a `package`: those of a directory's files, or of one nested block.
struct PackageSource {
  PackageName name;
  Span name_span;
  std::string docs;
  std::vector<const std::vector<ast::TopLevelItem>*> files;
};

/// What the names at the top level of one package's files stand for: those the package defines, and those a file gives
/// to others with `use`.
class PackageNames {
 public:
  struct Item {
    std::variant<const ast::Interface*, const ast::World*> ast;
    std::size_t file = 0;
    const ast::Name& name() const;
    const ast::Header& header() const;
    bool is_interface() const { return ast.index() == 0; }
  };

  PackageNames(const PackageSource& source, PackageId package, ResolveContext& context);

  /// In the order of the files.
  const std::vector<Item>& items() const { return items_; }
  /// The index of the local item a bare name means in a file, following top-level `use`s; nothing for other packages'.
  std::optional<std::size_t> find_local(std::size_t file, std::string_view name) const;

  /// Reports `use`s at the top level of files that name nothing. Call when all items are in the graph.
  void check_uses(const PackageSource& source);

  /// What a path means. Nothing when it means nothing, which has then been reported.
  std::optional<PackageItem> resolve(std::size_t file, const ast::UsePath& path);
  /// The same, and it must be there and be an interface.
  std::optional<InterfaceId> resolve_interface(std::size_t file, const ast::UsePath& path, const Stability& user);
  std::optional<WorldId> resolve_world(std::size_t file, const ast::UsePath& path);

 private:
  struct FileName {
    Span span;
    const ast::UsePath* path = nullptr;  ///< of a top-level use; null for an item of the file
    std::size_t item = 0;
  };
  void define_items(const PackageSource& source);
  void define_uses(const PackageSource& source);
  void report_unknown(const ast::Name& name, std::size_t file, std::string_view wanted);
  std::optional<PackageItem> resolve_foreign(const ast::UsePath& path);

  ResolveContext& context_;
  PackageId package_;
  std::vector<Item> items_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::vector<std::unordered_map<std::string_view, FileName>> files_;
};

PackageName to_package_name(const ast::PackageName& name);

}  // namespace witc::wit
