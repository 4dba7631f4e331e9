#include "component/wit/package_docs.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace witc::component {

namespace {

using Json = nlohmann::ordered_json;

constexpr char version = 1;

Json stability(const wit::Stability& stability) {
  Json inner = Json::object();
  if (stability.since) inner["since"] = to_string(*stability.since);
  if (stability.unstable) inner["feature"] = *stability.unstable;
  if (stability.deprecated) inner["deprecated"] = to_string(*stability.deprecated);
  return {{stability.since ? "stable" : "unstable", std::move(inner)}};
}

void put(Json& out, const std::string& key, Json value) {
  if (!value.empty()) out[key] = std::move(value);
}

Json item(const wit::Meta& meta) {
  Json out = Json::object();
  if (!meta.docs.empty()) out["docs"] = meta.docs;
  if (meta.stability.known()) out["stability"] = stability(meta.stability);
  return out;
}

/// Names of what a type's member_docs belong to.
std::vector<std::string> member_names(const wit::PackageGraph& graph, const wit::TypeDef& type) {
  std::vector<std::string> names;
  const auto* id = std::get_if<types::DefTypeId>(&type.type.type);
  if (!id) return names;
  const auto& shape = graph.arena.defs[*id].shape;
  if (const auto* record = std::get_if<types::Record>(&shape))
    for (const auto& field : record->fields) names.push_back(field.name);
  if (const auto* variant = std::get_if<types::Variant>(&shape))
    for (const auto& item : variant->cases) names.push_back(item.name);
  if (const auto* flags = std::get_if<types::Flags>(&shape)) names = flags->names;
  if (const auto* cases = std::get_if<types::Enum>(&shape)) names = cases->names;
  return names;
}

Json type(const wit::PackageGraph& graph, const wit::TypeDef& type) {
  Json out = item(type.meta);
  const auto names = member_names(graph, type);
  Json members = Json::object();
  for (std::size_t i = 0; i < type.member_docs.size() && i < names.size(); ++i)
    if (!type.member_docs[i].empty()) members[names[i]] = type.member_docs[i];
  put(out, "items", std::move(members));
  return out;
}

Json interface(const wit::PackageGraph& graph, const wit::Interface& interface) {
  Json out = item(interface.meta);
  Json functions = Json::object(), types = Json::object();
  for (const auto& function : interface.functions) put(functions, function.name, item(function.meta));
  for (const auto id : interface.types) put(types, graph.types[id].name, type(graph, graph.types[id]));
  put(out, "funcs", std::move(functions));
  put(out, "types", std::move(types));
  return out;
}

/// The keys of a world's maps, by direction. Functions and inline interfaces have maps of their own for exports since
/// version 1.
struct WorldKeys {
  const char *interfaces, *functions, *stability, *docs;
};
constexpr WorldKeys import_keys{"interfaces", "funcs", "interface_import_stability", "interface_import_docs"};
constexpr WorldKeys export_keys{"interface_exports", "func_exports", "interface_export_stability",
                                "interface_export_docs"};

void world_items(Json& out, const wit::PackageGraph& graph, const std::vector<wit::WorldItem>& items,
                 const WorldKeys& keys) {
  for (const auto& item : items) {
    const std::string key = graph.key(item);
    if (const auto* function = item.function()) {
      if (Json made = component::item(function->meta); !made.empty()) out[keys.functions][key] = std::move(made);
    } else if (const auto* id = item.type()) {
      if (Json made = type(graph, graph.types[*id]); !made.empty()) out["types"][key] = std::move(made);
    } else if (const auto& found = graph.interfaces[*item.interface()]; !found.name) {
      if (Json made = interface(graph, found); !made.empty()) out[keys.interfaces][key] = std::move(made);
    } else {
      if (item.meta.stability.known()) out[keys.stability][key] = stability(item.meta.stability);
      if (!item.meta.docs.empty()) out[keys.docs][key] = item.meta.docs;
    }
  }
}

Json world(const wit::PackageGraph& graph, const wit::World& world) {
  Json out = item(world.meta);
  world_items(out, graph, world.imports, import_keys);
  world_items(out, graph, world.exports, export_keys);
  return out;
}

/// Reads the JSON back. Problems end in the first error: whoever wrote the section meant another package.
class Reader {
 public:
  explicit Reader(wit::PackageGraph& graph) : graph_(graph) {}

  bool package(const Json& in, wit::PackageId id) {
    wit::Package& package = graph_.packages[id];
    return text(in, "docs", package.docs) &&
           each(in, "interfaces",
                [&](const std::string& name, const Json& value) {
                  for (const auto known : package.interfaces)
                    if (graph_.interfaces[known].name == name) return interface(value, known);
                  return unknown("interface", name);
                }) &&
           each(in, "worlds", [&](const std::string& name, const Json& value) {
             for (const auto known : package.worlds)
               if (graph_.worlds[known].name == name) return world(value, known);
             return unknown("world", name);
           });
  }

  const std::string& problem() const { return problem_; }

 private:
  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  bool unknown(const std::string& what, const std::string& name) {
    return fail("it documents the " + what + " \"" + name + "\", which is not there");
  }

  bool text(const Json& in, const char* key, std::string& out) {
    const auto found = in.find(key);
    if (found == in.end()) return true;
    if (!found->is_string()) return fail(std::string("\"") + key + "\" is not a string");
    out = found->get<std::string>();
    return true;
  }

  template <class Visit>
  bool each(const Json& in, const char* key, Visit visit) {
    const auto found = in.find(key);
    if (found == in.end()) return true;
    if (!found->is_object()) return fail(std::string("\"") + key + "\" is not an object");
    for (const auto& [name, value] : found->items())
      if (!visit(name, value)) return false;
    return true;
  }

  bool version(const Json& in, const char* key, std::optional<Version>& out) {
    std::string text;
    if (!this->text(in, key, text)) return false;
    if (text.empty()) return true;
    out = Version::parse(text);
    return out ? true : fail("\"" + text + "\" is not a version");
  }

  bool stability(const Json& in, wit::Stability& out) {
    if (!in.is_object()) return fail("a stability is not an object");
    for (const auto& [kind, value] : in.items()) {
      if (!value.is_object()) return fail("a stability is not an object");
      std::string feature;
      if (!text(value, "feature", feature) || !version(value, "since", out.since) ||
          !version(value, "deprecated", out.deprecated))
        return false;
      if (kind == "unstable") out.unstable = std::move(feature);
      if (kind != "unstable" && kind != "stable") return fail("\"" + kind + "\" is not a stability");
    }
    return true;
  }

  bool item(const Json& in, wit::Meta& out) {
    if (in.is_string()) {  // version 0: documentation alone
      out.docs = in.get<std::string>();
      return true;
    }
    if (!in.is_object()) return fail("an item is not an object");
    if (const auto found = in.find("stability"); found != in.end() && !stability(*found, out.stability)) return false;
    return text(in, "docs", out.docs);
  }

  bool type(const Json& in, wit::TypeDefId id) {
    wit::TypeDef& type = graph_.types[id];
    if (!item(in, type.meta) || !in.is_object()) return problem_.empty();
    const auto names = member_names(graph_, type);
    return each(in, "items", [&](const std::string& name, const Json& value) {
      const auto at = std::ranges::find(names, name);
      if (at == names.end()) return unknown("member", type.name + "." + name);
      if (!value.is_string()) return fail("the documentation of a member is not a string");
      type.member_docs.resize(names.size());
      type.member_docs[static_cast<std::size_t>(at - names.begin())] = value.get<std::string>();
      return true;
    });
  }

  bool interface(const Json& in, wit::InterfaceId id) {
    wit::Interface& interface = graph_.interfaces[id];
    return item(in, interface.meta) &&
           each(in, "types",
                [&](const std::string& name, const Json& value) {
                  for (const auto known : interface.types)
                    if (graph_.types[known].name == name) return type(value, known);
                  return unknown("type", name);
                }) &&
           each(in, "funcs", [&](const std::string& name, const Json& value) {
             for (auto& known : interface.functions)
               if (known.name == name) return item(value, known.meta);
             return unknown("function", name);
           });
  }

  bool world(const Json& in, wit::WorldId id) {
    wit::World& world = graph_.worlds[id];
    if (!item(in, world.meta) || !world_items(in, world.imports, import_keys) ||
        !world_items(in, world.exports, export_keys))
      return false;
    return each(in, "types", [&](const std::string& name, const Json& value) {
      wit::WorldItem* found = find(world.imports, name);
      if (!found || !found->type()) return unknown("type", name);
      if (!type(value, *found->type())) return false;
      found->meta = graph_.types[*found->type()].meta;
      return true;
    });
  }

  wit::WorldItem* find(std::vector<wit::WorldItem>& items, const std::string& key) {
    const auto at = std::ranges::find_if(items, [&](const auto& item) { return graph_.key(item) == key; });
    return at == items.end() ? nullptr : &*at;
  }

  bool world_items(const Json& in, std::vector<wit::WorldItem>& items, const WorldKeys& keys) {
    const auto of_interfaces = [&](const std::string& name, const Json& value) {
      wit::WorldItem* found = find(items, name);
      if (!found || !found->interface()) return unknown("interface", name);
      if (!interface(value, *found->interface())) return false;
      found->meta.stability = graph_.interfaces[*found->interface()].meta.stability;
      return true;
    };
    const auto of_functions = [&](const std::string& name, const Json& value) {
      wit::WorldItem* found = find(items, name);
      auto* function = found ? std::get_if<wit::Function>(&found->item) : nullptr;
      if (!function) return unknown("function", name);
      if (!item(value, function->meta)) return false;
      found->meta = function->meta;
      return true;
    };
    return each(in, keys.interfaces, of_interfaces) && each(in, keys.functions, of_functions) &&
           each(in, keys.stability,
                [&](const std::string& name, const Json& value) {
                  wit::WorldItem* found = find(items, name);
                  return found ? stability(value, found->meta.stability) : unknown("interface", name);
                }) &&
           each(in, keys.docs, [&](const std::string& name, const Json& value) {
             wit::WorldItem* found = find(items, name);
             if (!found) return unknown("interface", name);
             if (!value.is_string()) return fail("the documentation of an interface is not a string");
             found->meta.docs = value.get<std::string>();
             return true;
           });
  }

  wit::PackageGraph& graph_;
  std::string problem_;
};

std::unexpected<Error> malformed(std::string problem) {
  return fail(ErrorCode::malformed, "the custom section package-docs is malformed: " + std::move(problem));
}

/// Documents and their members, and nothing deeper.
constexpr int max_depth = 16;

}  // namespace

std::string encode_package_docs(const wit::PackageGraph& graph, wit::PackageId id) {
  const wit::Package& package = graph.packages[id];
  Json out = Json::object(), worlds = Json::object(), interfaces = Json::object();
  if (!package.docs.empty()) out["docs"] = package.docs;
  for (const auto world : package.worlds)
    put(worlds, graph.worlds[world].name, component::world(graph, graph.worlds[world]));
  for (const auto interface : package.interfaces)
    put(interfaces, *graph.interfaces[interface].name, component::interface(graph, graph.interfaces[interface]));
  put(out, "worlds", std::move(worlds));
  put(out, "interfaces", std::move(interfaces));
  return version + out.dump();
}

Expected<void> apply_package_docs(std::span<const std::byte> section, wit::PackageId package,
                                  wit::PackageGraph& graph) {
  const std::string_view text(reinterpret_cast<const char*>(section.data()), section.size());
  if (text.empty() || text.front() > version || text.front() < 0) return malformed("its version is not 0 or 1");
  bool too_deep = false;
  const auto bounded = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > max_depth;
    return !too_deep;
  };
  const Json parsed = Json::parse(text.substr(1), bounded, false);
  if (too_deep || !parsed.is_object()) return malformed("it is not a JSON object of little depth");
  Reader reader(graph);
  if (!reader.package(parsed, package)) return malformed(reader.problem());
  return {};
}

}  // namespace witc::component
