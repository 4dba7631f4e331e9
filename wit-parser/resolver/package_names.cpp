#include "wit-parser/resolver/package_names.hpp"

#include <algorithm>
#include <utility>

#include "types/names.hpp"
#include "wit-parser/resolver/quoted.hpp"

namespace witc::wit {

PackageName to_package_name(const ast::PackageName& name) {
  PackageName result{std::string(name.name_space.text), std::string(name.name.text), std::nullopt};
  if (name.version) result.version = name.version->value;
  return result;
}

const ast::Name& PackageNames::Item::name() const {
  return std::visit([](const auto* item) -> const ast::Name& { return item->name; }, ast);
}
const ast::Header& PackageNames::Item::header() const {
  return std::visit([](const auto* item) -> const ast::Header& { return item->header; }, ast);
}

PackageNames::PackageNames(const PackageSource& source, PackageId package, ResolveContext& context)
    : context_(context), package_(package), files_(source.files.size()) {
  define_items(source);
  define_uses(source);
}

void PackageNames::define_items(const PackageSource& source) {
  std::unordered_map<std::string, std::size_t> lower;
  const auto define = [&](auto* item, std::size_t file) {
    const ast::Name& name = item->name;
    const auto [at, added] = lower.try_emplace(types::lower_case(name.text), items_.size());
    if (!added) {
      const ast::Name& earlier = items_[at->second].name();
      return context_.duplicate(name.text, name.span, earlier.text, earlier.span);
    }
    by_name_.emplace(name.text, items_.size());
    files_[file].emplace(name.text, FileName{name.span, nullptr, items_.size()});
    items_.push_back({item, file});
  };
  for (std::size_t file = 0; file < source.files.size(); ++file) {
    for (const auto& top_level : *source.files[file]) {
      if (const auto* interface = std::get_if<ast::Interface>(&top_level.item)) define(interface, file);
      if (const auto* world = std::get_if<ast::World>(&top_level.item)) define(world, file);
    }
  }
}

void PackageNames::define_uses(const PackageSource& source) {
  for (std::size_t file = 0; file < source.files.size(); ++file) {
    for (const auto& top_level : *source.files[file]) {
      const auto* use = std::get_if<ast::TopLevelUse>(&top_level.item);
      if (!use) continue;
      if (!use->header.attributes.empty())
        context_.error(use->header.attributes.front().span, "a `use` at the top level of a file has no attributes");
      const ast::Name& name = use->as ? *use->as : use->path.name;
      const auto [at, added] = files_[file].try_emplace(name.text, FileName{name.span, &use->path, 0});
      if (added) continue;
      const Span earlier = at->second.span;  // an item that stands after the `use` is the one that comes second
      const bool in_order = earlier.begin < name.span.begin;
      context_.duplicate(name.text, in_order ? name.span : earlier, name.text, in_order ? earlier : name.span);
    }
  }
}

void PackageNames::check_uses(const PackageSource& source) {
  for (std::size_t file = 0; file < source.files.size(); ++file) {
    for (const auto& top_level : *source.files[file]) {
      const auto* use = std::get_if<ast::TopLevelUse>(&top_level.item);
      if (!use) continue;
      const ast::Name& name = use->path.name;
      if (!use->path.package) {
        if (!by_name_.contains(std::string(name.text))) report_unknown(name, file, "interface or world");
      } else if (const auto item = resolve_foreign(use->path); item && !item->is_interface()) {
        context_
            .error(name.span, "a `use` at the top level names an interface, and " + quoted(name.text) + " is a world")
            .help = "a world is included by its full name";
      }
    }
  }
}

std::optional<std::size_t> PackageNames::find_local(std::size_t file, std::string_view name) const {
  if (const auto found = files_[file].find(name); found != files_[file].end()) {
    const FileName& entry = found->second;
    if (!entry.path) return entry.item;
    if (entry.path->package) return std::nullopt;
    name = entry.path->name.text;  // `use a as b;` renames an item of the package, not another file-level name
  }
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

void PackageNames::report_unknown(const ast::Name& name, std::size_t file, std::string_view wanted) {
  if (context_.diagnostics.full()) return;
  std::vector<std::string_view> known;
  for (const auto& [other, entry] : files_[file]) known.push_back(other);
  for (const auto& item : items_) known.push_back(item.name().text);
  std::ranges::sort(known);
  context_.diagnostics
      .error(ErrorCode::not_found, name.span, "there is no " + std::string(wanted) + " " + quoted(name.text),
             "not found")
      .help = suggestion(name.text, known);
}

std::optional<PackageItem> PackageNames::resolve(std::size_t file, const ast::UsePath& path) {
  if (path.name.text.empty()) return std::nullopt;  // reported by the grammar
  if (path.package) return resolve_foreign(path);
  if (const auto found = files_[file].find(path.name.text); found != files_[file].end()) {
    const FileName& entry = found->second;
    if (entry.path && entry.path->package) return resolve_foreign(*entry.path);
  }
  const auto local = find_local(file, path.name.text);
  if (!local) {
    report_unknown(path.name, file, "interface or world");
    return std::nullopt;
  }
  return context_.items(package_).at(std::string(items_[*local].name().text));
}

std::optional<PackageItem> PackageNames::resolve_foreign(const ast::UsePath& path) {
  const PackageName name = to_package_name(*path.package);
  const auto package = context_.packages().find(name);
  if (package == context_.packages().end()) return std::nullopt;  // reported where packages are put in order
  const auto& items = context_.items(package->second);
  const auto found = items.find(std::string(path.name.text));
  if (found != items.end()) return found->second;
  if (context_.diagnostics.full()) return std::nullopt;
  std::vector<std::string_view> known;
  for (const auto& [other, item] : items) known.push_back(other);
  std::ranges::sort(known);
  context_.diagnostics
      .error(ErrorCode::not_found, path.name.span,
             "there is no interface or world " + quoted(path.name.text) + " in the package " + quoted(to_string(name)),
             "not found")
      .help = suggestion(path.name.text, known);
  return std::nullopt;
}

std::optional<InterfaceId> PackageNames::resolve_interface(std::size_t file, const ast::UsePath& path,
                                                           const Stability& user) {
  const auto item = resolve(file, path);
  if (!item) return std::nullopt;
  if (!item->is_interface()) {
    Diagnostic& entry =
        context_.error(path.name.span, "expected an interface, but " + quoted(path.name.text) + " is a world");
    entry.notes.push_back({"defined here", item->span});
    return std::nullopt;
  }
  if (item->gated && !user.unstable) {
    Diagnostic& entry = context_.error(
        path.name.span, "the interface " + quoted(path.name.text) + " is only there with a feature that is not active");
    entry.notes.push_back({"gated here", item->span});
    entry.help = "activate the feature, or put this item behind the same `@unstable` gate";
    return std::nullopt;
  }
  return std::get<InterfaceId>(item->item);
}

std::optional<WorldId> PackageNames::resolve_world(std::size_t file, const ast::UsePath& path) {
  const auto item = resolve(file, path);
  if (!item) return std::nullopt;
  if (item->is_interface()) {
    Diagnostic& entry =
        context_.error(path.name.span, "expected a world, but " + quoted(path.name.text) + " is an interface");
    entry.notes.push_back({"defined here", item->span});
    return std::nullopt;
  }
  if (item->gated) {
    Diagnostic& entry = context_.error(
        path.name.span, "the world " + quoted(path.name.text) + " is only there with a feature that is not active");
    entry.notes.push_back({"gated here", item->span});
    entry.help = "activate the feature, or put this item behind the same `@unstable` gate";
    return std::nullopt;
  }
  return std::get<WorldId>(item->item);
}

}  // namespace witc::wit
