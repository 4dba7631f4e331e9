#include "tests/wit-parser/normal_form.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace witc::testing {

namespace {

using Json = nlohmann::ordered_json;
using Normal = nlohmann::json;

class Normaliser {
 public:
  explicit Normaliser(std::string_view text) : json_(Json::parse(text)) {}

  Normal run() {
    name_interfaces();
    Normal out{{"packages", Normal::object()}, {"interfaces", Normal::object()}, {"worlds", Normal::object()}};
    for (const auto& package : json_["packages"])
      out["packages"][std::string(package["name"])] = this->package(package);
    for (const auto& [index, name] : interface_names_) out["interfaces"][name] = interface(json_["interfaces"][index]);
    for (std::size_t i = 0; i < json_["worlds"].size(); ++i) out["worlds"][world_name(i)] = world(json_["worlds"][i]);
    return out;
  }

 private:
  std::string package_name(const Json& index) const { return json_["packages"][std::size_t(index)]["name"]; }

  std::string world_name(std::size_t index) const {
    const auto& world = json_["worlds"][index];
    return package_name(world["package"]) + "/" + std::string(world["name"]);
  }

  void name_interfaces() {
    const auto& interfaces = json_["interfaces"];
    for (std::size_t i = 0; i < interfaces.size(); ++i)
      if (!interfaces[i]["name"].is_null())
        interface_names_[i] = package_name(interfaces[i]["package"]) + "/" + std::string(interfaces[i]["name"]);
    for (std::size_t i = 0; i < json_["worlds"].size(); ++i)
      for (const char* side : {"imports", "exports"})
        for (const auto& [key, item] : json_["worlds"][i][side].items())
          if (item.contains("interface"))
            interface_names_.try_emplace(item["interface"]["id"], world_name(i) + "/" + side + "/" + key);
  }

  Normal owner(const Json& owner) const {
    if (owner.is_null()) return nullptr;
    if (owner.contains("interface")) return interface_names_.at(owner["interface"]);
    return "world " + world_name(owner["world"]);
  }

  Normal type(const Json& type) const {
    if (!type.is_number()) return type;
    const auto& entry = json_["types"][std::size_t(type)];
    if (entry["name"].is_null()) return Normal::array({"anonymous", kind(entry["kind"])});
    return owner(entry["owner"]).dump() + "#" + std::string(entry["name"]);
  }

  /// Whatever in a kind is a reference to a type stands under one of these keys, alone or in arrays and objects.
  Normal kind(const Json& kind) const {
    if (kind.is_string()) return kind;
    const std::string& name = kind.begin().key();
    const Json& value = kind.begin().value();
    if (name == "record" || name == "variant") return {{name, members(value.begin().value())}};
    if (name == "flags" || name == "enum") return {{name, value}};
    if (name == "fixed-length-list") return {{name, {type(value[0]), value[1]}}};
    return {{name, references(value)}};
  }

  Normal references(const Json& value) const {
    if (value.is_array()) {
      Normal out = Normal::array();
      for (const auto& element : value) out.push_back(type(element));
      return out;
    }
    if (!value.is_object()) return type(value);
    Normal out = Normal::object();
    for (const auto& [key, inner] : value.items()) out[key] = inner.is_array() ? references(inner) : type(inner);
    return out;
  }

  Normal members(const Json& members) const {
    Normal out = Normal::array();
    for (const auto& member : members) {
      Normal copy = member;
      copy["type"] = type(member["type"]);
      out.push_back(std::move(copy));
    }
    return out;
  }

  Normal function(const Json& function) const {
    Normal out = function;
    if (function["kind"].is_object()) out["kind"] = references(function["kind"]);
    out["params"] = members(function["params"]);
    if (function.contains("result")) out["result"] = type(function["result"]);
    return out;
  }

  Normal type_def(const Json& index) const {
    const auto& entry = json_["types"][std::size_t(index)];
    Normal out = entry;
    out["kind"] = kind(entry["kind"]);
    out["owner"] = owner(entry["owner"]);
    return out;
  }

  Normal package(const Json& package) const {
    Normal out = package;
    for (const auto& [name, id] : package["interfaces"].items()) out["interfaces"][name] = interface_names_.at(id);
    for (const auto& [name, id] : package["worlds"].items()) out["worlds"][name] = world_name(id);
    return out;
  }

  Normal interface(const Json& interface) const {
    Normal out = interface;
    out["package"] = package_name(interface["package"]);
    for (const auto& [name, id] : interface["types"].items()) out["types"][name] = type_def(id);
    for (const auto& [name, f] : interface["functions"].items()) out["functions"][name] = function(f);
    return out;
  }

  Normal item(const std::string& key, const Json& item) const {
    if (item.contains("function")) return {key, {{"function", function(item["function"])}}};
    if (item.contains("type")) return {key, {{"type", type_def(item["type"])}}};
    const auto& id = item["interface"]["id"];
    Normal inner = item["interface"];
    inner["id"] = interface_names_.at(id);
    const bool own_name = key.starts_with("interface-") && !json_["interfaces"][std::size_t(id)]["name"].is_null();
    return {own_name ? interface_names_.at(id) : key, {{"interface", inner}}};
  }

  Normal world(const Json& world) const {
    Normal out = world;
    out["package"] = package_name(world["package"]);
    for (const char* side : {"imports", "exports"}) {
      out[side] = Normal::array();
      for (const auto& [key, value] : world[side].items()) out[side].push_back(item(key, value));
    }
    return out;
  }

  Json json_;
  std::map<std::size_t, std::string> interface_names_;
};

}  // namespace

std::string normal_form(std::string_view json) { return Normaliser(json).run().dump(1); }

}  // namespace witc::testing
