#include "wit-parser/select_world.hpp"

#include <string>
#include <vector>

#include "support/semver.hpp"
#include "wit-parser/diagnostics.hpp"

namespace witc::wit {

namespace {

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::unexpected<Error> not_found(const PackageGraph& graph, PackageId package, std::string_view name) {
  std::vector<std::string> names;
  for (const auto world : graph.packages[package].worlds) names.push_back(graph.worlds[world].name);
  Error error(ErrorCode::not_found,
              "there is no world " + std::string(name) + " in " + to_string(graph.packages[package].name));
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  if (const auto near = nearest(name, candidates); !near.empty())
    error.help = "did you mean " + std::string(near) + "?";
  else
    error.help = names.empty() ? "the package has no worlds" : "its worlds are " + list(names);
  return fail(std::move(error));
}

}  // namespace

Expected<WorldId> select_world(const PackageGraph& graph, PackageId package, std::optional<std::string_view> name) {
  const auto& worlds = graph.packages[package].worlds;
  std::vector<WorldId> found;
  if (!name) {
    found = worlds;
  } else if (name->find(':') == std::string_view::npos) {
    for (const auto world : worlds)
      if (graph.worlds[world].name == *name) return world;
  } else {
    for (std::uint32_t i = 0; i < graph.worlds.size(); ++i) {
      const std::string whole = graph.qualified_name(WorldId(i));
      if (whole == *name) return WorldId(i);
      if (split_version(whole).base == *name) found.push_back(WorldId(i));
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty() && name) return not_found(graph, package, *name);
  const std::string package_name = to_string(graph.packages[package].name);
  if (found.empty()) return fail(ErrorCode::not_found, "there is no world in " + package_name);
  std::vector<std::string> names;
  for (const auto world : found) names.push_back(name ? graph.qualified_name(world) : graph.worlds[world].name);
  return fail(Error(ErrorCode::usage, name ? "several worlds are called " + std::string(*name)
                                           : "there are several worlds in " + package_name)
                  .with_help("say which: " + list(names)));
}

}  // namespace witc::wit
