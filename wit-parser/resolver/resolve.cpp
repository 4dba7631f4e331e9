#include "wit-parser/resolve.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "wit-parser/diff.hpp"
#include "wit-parser/resolver/package_resolver.hpp"
#include "wit-parser/resolver/quoted.hpp"
#include "wit-parser/resolver/same_package.hpp"
#include "wit-parser/resolver/topological_order.hpp"

namespace witc::wit {

namespace {

constexpr const char* same_contents =
    "a package that several dependencies bring along has the same contents in all of them";

/// Collects the packages of all sources, puts them in order, and resolves one after the other.
class Resolver {
 public:
  Resolver(const std::vector<SourcePackage>& sources, ResolveContext& context) : sources_(sources), context_(context) {}

  std::optional<PackageId> run() {
    for (const auto& source : sources_) collect(source);
    for (const std::size_t i : order()) resolve(packages_[i].package);
    if (!main_) return std::nullopt;
    const auto found = context_.packages().find(*main_);
    return found == context_.packages().end() ? std::nullopt : std::optional(found->second);
  }

 private:
  struct Collected {
    PackageSource package;
    const SourcePackage* origin;
  };

  void collect(const SourcePackage& source) {
    PackageSource own;
    const ast::PackageName* name = nullptr;
    for (const ast::File& file : source.files) {
      own.files.push_back(&file.items);
      for (const auto& item : file.items)
        if (const auto* nested = std::get_if<ast::Package>(&item.item)) collect_nested(*nested, source);
      if (!file.package_name) continue;
      take_docs(own, file);
      if (name && to_package_name(*name) != to_package_name(*file.package_name))
        context_
            .error(file.package_name->span,
                   "this file names the package " + quoted(to_package_name(*file.package_name)) +
                       ", but another file of the directory calls it " + quoted(to_package_name(*name)))
            .notes.push_back({"the other name is here", name->span});
      else
        name = &*file.package_name;
    }
    if (!name) {
      if (!std::ranges::any_of(source.files, &ast::File::broken)) report_missing_name(source);
      return;
    }
    own.name = to_package_name(*name);
    own.name_span = name->span;
    if (!main_ && &source == &sources_.front()) main_ = own.name;
    add(std::move(own), source);
  }

  void take_docs(PackageSource& own, const ast::File& file) {
    if (file.header.docs.empty()) return;
    if (own.docs.empty())
      own.docs = file.header.docs;
    else
      context_.error(file.header.docs_span, "only one file of a directory can have the documentation of the package");
  }

  void report_missing_name(const SourcePackage& source) {
    const Span span = source.files.empty() ? Span{} : Span{source.files.front().file, 0, 0};
    context_.error(span, "no file of `" + source.name + "` names its package").help =
        "begin one with a line such as `package my-namespace:my-name;`";
  }

  void collect_nested(const ast::Package& package, const SourcePackage& origin) {
    PackageSource nested;
    nested.name = to_package_name(package.name);
    nested.name_span = package.name.span;
    nested.docs = package.header.docs;
    nested.files.push_back(&package.items);
    for (const auto& item : package.items) {
      if (const auto* deeper = std::get_if<ast::Package>(&item.item))
        context_.error(deeper->name.span, "a package stands at the top level of a file, not in another package");
    }
    add(std::move(nested), origin);
  }

  void add(PackageSource package, const SourcePackage& origin) {
    const auto [at, added] = by_name_.try_emplace(package.name, packages_.size());
    if (!added) return add_again(package, origin, packages_[at->second]);
    packages_.push_back({std::move(package), &origin});
  }

  /// A package that is in two dependencies is one if both say the same.
  void add_again(const PackageSource& package, const SourcePackage& origin, const Collected& earlier) {
    const bool in_two_places = earlier.origin != &origin;
    if (in_two_places && context_.diagnostics.has_errors()) return;  // what is broken differs for that reason
    const auto different = in_two_places ? difference(earlier.package, package) : std::nullopt;
    if (in_two_places && !different) return;
    Diagnostic& entry =
        context_.error(package.name_span, "the package " + quoted(package.name) + " is defined more than once");
    entry.notes.push_back({"first defined here", earlier.package.name_span});
    if (!different) return;
    entry.message += ", and not the same way";
    const auto note = [&](const std::string& here, const std::string& there, Span span) {
      if (!here.empty()) entry.notes.push_back({here + " here, " + (there.empty() ? "not" : there) + " there", span});
    };
    note(different->first, different->second, different->first_span);
    note(different->second, different->first, different->second_span);
    entry.help = same_contents;
  }

  /// The same for one that is in the graph already, from an encoded package: it is resolved apart and compared.
  void compare_with(PackageId known, const PackageSource& package) {
    PackageGraph apart = context_.graph;
    ResolveContext context(context_.gates, apart, context_.diagnostics);
    context.remove_package(package.name);
    const PackageId made = PackageResolver(package, context).run();
    if (context_.diagnostics.has_errors()) return;
    const auto changes = diff(context_.graph, known, apart, made).changes;
    if (changes.empty()) return;
    const Change& first = changes.front();
    Diagnostic& entry = context_.error(
        package.name_span, "the package " + quoted(package.name) + " is defined more than once, and not the same way");
    entry.notes.push_back({"compared with the encoded package, " + first.item + ": " + first.what, {}});
    entry.help = same_contents;
  }

  void resolve(const PackageSource& package) {
    const auto known = context_.packages().find(package.name);
    if (known != context_.packages().end()) return compare_with(known->second, package);
    PackageResolver(package, context_).run();
  }

  std::vector<std::size_t> order() {
    std::vector<std::vector<Edge>> needs(packages_.size());
    for (std::size_t i = 0; i < packages_.size(); ++i)
      for (const auto* items : packages_[i].package.files) add_needs(*items, needs[i]);
    TopologicalOrder order = topological_order(needs);
    for (const auto& cycle : order.cycles) {
      const auto name = [&](std::size_t i) { return quoted(packages_[i].package.name); };
      Diagnostic& entry =
          context_.error(cycle.edges.front().span, "the package " + name(cycle.nodes.front()) + " depends on itself");
      if (cycle.nodes.size() == 1) entry.help = "items of the same package are named without it";
      for (std::size_t i = 1; i < cycle.edges.size(); ++i)
        entry.notes.push_back(
            {name(cycle.nodes[i]) + " needs " + name(cycle.edges[i].to) + " here", cycle.edges[i].span});
    }
    return std::move(order.order);
  }

  void add_needs(const std::vector<ast::TopLevelItem>& items, std::vector<Edge>& needs) {
    for (const auto& top_level : items) {
      if (const auto* use = std::get_if<ast::TopLevelUse>(&top_level.item)) add_need(use->path, needs);
      if (const auto* interface = std::get_if<ast::Interface>(&top_level.item)) add_needs(interface->items, needs);
      const auto* world = std::get_if<ast::World>(&top_level.item);
      if (!world) continue;
      for (const auto& item : world->items) {
        if (const auto* use = std::get_if<ast::Use>(&item)) add_need(use->path, needs);
        if (const auto* include = std::get_if<ast::Include>(&item)) add_need(include->path, needs);
        const auto* named = std::get_if<ast::Extern>(&item);
        if (!named) continue;
        if (const auto* path = std::get_if<ast::UsePath>(&named->type)) add_need(*path, needs);
        if (const auto* inner = std::get_if<1>(&named->type)) add_needs(*inner, needs);
      }
    }
  }

  void add_needs(const std::vector<ast::InterfaceItem>& items, std::vector<Edge>& needs) {
    for (const auto& item : items)
      if (const auto* use = std::get_if<ast::Use>(&item)) add_need(use->path, needs);
  }

  void add_need(const ast::UsePath& path, std::vector<Edge>& needs) {
    if (!path.package) return;
    const PackageName name = to_package_name(*path.package);
    if (const auto found = by_name_.find(name); found != by_name_.end())
      needs.push_back({found->second, path.package->span});
    else if (!context_.packages().contains(name))
      report_unknown(name, path.package->span);
  }

  void report_unknown(const PackageName& name, Span span) {
    if (context_.diagnostics.full()) return;
    std::vector<std::string> known;
    std::string versions;
    const auto consider = [&](const PackageName& other) {
      known.push_back(to_string(other));
      if (other.name_space == name.name_space && other.name == name.name)
        versions += (versions.empty() ? "`" : ", `") + to_string(other) + "`";
    };
    for (const auto& [other, id] : context_.packages()) consider(other);
    for (const auto& [other, index] : by_name_) consider(other);
    Diagnostic& entry =
        context_.diagnostics.error(ErrorCode::not_found, span, "there is no package " + quoted(name), "not found");
    if (!versions.empty()) {
      entry.help = "there is " + versions;
      return;
    }
    const std::vector<std::string_view> views(known.begin(), known.end());
    entry.help = suggestion(to_string(name), views);
    if (entry.help.empty())
      entry.help = "packages are looked for in the file itself and in the folder `deps` beside the package's files";
  }

  const std::vector<SourcePackage>& sources_;
  ResolveContext& context_;
  std::vector<Collected> packages_;
  std::map<PackageName, std::size_t> by_name_;
  std::optional<PackageName> main_;
};

}  // namespace

std::optional<PackageId> resolve(const std::vector<SourcePackage>& sources, const Gates& gates, PackageGraph& graph,
                                 Diagnostics& diagnostics) {
  ResolveContext context(gates, graph, diagnostics);
  return Resolver(sources, context).run();
}

}  // namespace witc::wit
