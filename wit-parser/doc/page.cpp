#include <unordered_map>
#include <utility>
#include <vector>

#include "wit-parser/doc.hpp"
#include "wit-parser/doc/html.hpp"
#include "wit-parser/doc/links.hpp"
#include "wit-parser/doc/markdown.hpp"
#include "wit-parser/doc/style.hpp"
#include "wit-parser/doc/type_html.hpp"
#include "wit-parser/printer.hpp"

namespace witc::wit {

namespace {

using html::attribute;
using html::element;
using html::escape;
using html::link;

std::string span(const char* of_class, const std::string& text) {
  return element("span", escape(text), attribute("class", of_class));
}

std::string docs_html(std::string_view docs) {
  return docs.empty() ? "" : element("div", "\n" + markdown(docs), attribute("class", "docs")) + "\n";
}

std::string badges(const Stability& stability) {
  std::string out;
  const auto add = [&](const std::string& kind, const std::string& text) {
    out += span(("badge " + kind).c_str(), text);
  };
  if (stability.since) add("since", "since " + to_string(*stability.since));
  if (stability.unstable) add("unstable", "unstable: " + *stability.unstable);
  if (stability.deprecated) add("deprecated", "deprecated since " + to_string(*stability.deprecated));
  return out.empty() ? "" : element("div", out) + "\n";
}

/// A signature is a link to itself, so that its address can be taken.
std::string signature(const std::string& anchor, const std::string& name, const std::string& rest,
                      const std::string& before = "") {
  return element("pre", element("code", before + link("#" + anchor, escape(name)) + rest),
                 attribute("class", "signature")) +
         "\n";
}

std::string article(const std::string& anchor, const std::string& content) {
  return element("article", "\n" + content, attribute("id", anchor)) + "\n";
}

std::string document_html(const std::string& title, const std::string& body) {
  const std::string head = "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n" +
                           element("title", escape(title)) + "\n" + element("style", style_sheet) + "\n";
  return "<!doctype html>\n<html lang=\"en\">\n" + element("head", "\n" + head) + "\n" + element("body", "\n" + body) +
         "\n</html>\n";
}

/// One package.
class PackageHtml {
 public:
  PackageHtml(const PackageGraph& graph, const Links& links, PackageId id)
      : graph_(graph), links_(links), id_(id), package_(graph.packages[id]), types_(graph, links, id) {}

  std::string run() {
    std::string name = escape(package_.name.name_space + ":" + package_.name.name);
    if (package_.name.version) name += " " + span("version", to_string(*package_.name.version));
    std::string out = element("h1", span("kind", "package ") + name, attribute("id", links_.anchor(id_))) + "\n";
    out += docs_html(package_.docs) + contents();
    for (const InterfaceId id : package_.interfaces) out += interface_section(id);
    for (const WorldId id : package_.worlds) out += world_section(graph_.worlds[id], links_.anchor(id));
    return out;
  }

 private:
  std::string contents() {
    std::string items;
    const auto add = [&](const char* kind, const std::string& anchor, const std::string& name, const Meta& meta,
                         const std::string& inside) {
      const std::string summary = markdown_summary(meta.docs);
      items += element("li", span("kind", kind) + " " + link("#" + anchor, element("code", escape(name))) +
                                 (summary.empty() ? "" : element("p", summary)) +
                                 (inside.empty() ? "" : element("p", inside))) +
               "\n";
    };
    for (const InterfaceId id : package_.interfaces) {
      const Interface& interface = graph_.interfaces[id];
      add("interface", links_.anchor(id), *interface.name, interface.meta, item_links(interface, links_.anchor(id)));
    }
    for (const WorldId id : package_.worlds)
      add("world", links_.anchor(id), graph_.worlds[id].name, graph_.worlds[id].meta, "");
    return items.empty() ? "" : element("nav", "\n" + element("ul", "\n" + items) + "\n") + "\n";
  }

  std::string item_links(const Interface& interface, const std::string& owner) {
    std::string out;
    const auto add = [&](const std::string& anchor, std::string_view name) {
      out += (out.empty() ? "" : ", ") + link("#" + anchor, element("code", escape(name)));
    };
    for (const TypeDefId id : interface.types) add(links_.anchor(id), graph_.types[id].name);
    for (const Function& f : interface.functions)
      if (f.kind == Function::Kind::freestanding) add(Links::function(owner, f), f.name);
    return out;
  }

  std::string heading(const char* kind, const std::string& anchor, const std::string& name) {
    return element("h2", span("kind", std::string(kind) + " ") + link("#" + anchor, escape(name))) + "\n";
  }
  std::string section(const std::string& anchor, const std::string& content) {
    return element("section", "\n" + content, attribute("id", anchor)) + "\n";
  }

  // Interfaces.

  std::string interface_section(InterfaceId id) {
    const Interface& interface = graph_.interfaces[id];
    const std::string anchor = links_.anchor(id);
    return section(anchor, heading("interface", anchor, *interface.name) + badges(interface.meta.stability) +
                               docs_html(interface.meta.docs) + interface_items(interface, anchor));
  }

  /// The functions of each resource.
  using Methods = std::unordered_map<TypeDefId, std::vector<const Function*>>;
  static void add(const Function& function, Methods& methods) {
    if (function.kind != Function::Kind::freestanding) methods[function.resource].push_back(&function);
  }

  std::string interface_items(const Interface& interface, const std::string& anchor) {
    Methods methods;
    for (const Function& f : interface.functions) add(f, methods);
    std::string types, functions;
    for (const TypeDefId id : interface.types) types += type(id, anchor, methods);
    for (const Function& f : interface.functions)
      if (f.kind == Function::Kind::freestanding) functions += function(f, anchor);
    return with_title("Types", types) + with_title("Functions", functions);
  }
  static std::string with_title(const char* title, const std::string& content) {
    return content.empty() ? "" : element("h3", title) + "\n" + content;
  }

  std::string function(const Function& function, const std::string& owner, const std::string& before = "") {
    const std::string anchor = Links::function(owner, function);
    const bool is_constructor = function.kind == Function::Kind::constructor;
    const std::string name = is_constructor ? "constructor" : std::string(short_name(function));
    const std::string type = (is_constructor ? "" : ": ") + types_.function(function);
    return article(anchor, signature(anchor, name, type, before) + badges(function.meta.stability) +
                               docs_html(function.meta.docs));
  }

  // Types.

  std::string type(TypeDefId id, const std::string& owner, const Methods& methods) {
    const TypeDef& type = graph_.types[id];
    const std::string anchor = owner + "." + type.name;
    std::string content;
    if (type.alias_of) {
      content = alias(type, anchor);
    } else if (std::holds_alternative<types::ResourceId>(type.type.type)) {
      content = signature(anchor, type.name, "", "resource ");
    } else {
      const auto defined = std::get<types::DefTypeId>(type.type.type);
      const std::string shape = types_.shape(defined);
      const bool has_members = members(type, anchor, nullptr);
      content = has_members ? signature(anchor, type.name, "", shape + " ")
                            : signature(anchor, type.name, " = " + shape, "type ");
    }
    content += badges(type.meta.stability) + docs_html(type.meta.docs);
    members(type, anchor, &content);
    if (const auto own = methods.find(id); own != methods.end())
      for (const Function* f : own->second) content += function(*f, owner);
    return article(anchor, content);
  }

  std::string alias(const TypeDef& type, const std::string& anchor) {
    const TypeDef& original = graph_.types[*type.alias_of];
    const auto address = links_.to(id_, *type.alias_of);
    const std::string name = address ? link(*address, escape(original.name)) : escape(original.name);
    const auto* interface = std::get_if<InterfaceId>(&original.owner);
    if (original.owner == type.owner || !interface) return signature(anchor, type.name, " = " + name, "type ");
    const std::string use = "use " + path(*interface) + ".{" + name;
    if (original.name != type.name) return signature(anchor, type.name, "}", use + " as ");
    return element("pre", element("code", use + "}"), attribute("class", "signature")) + "\n";
  }

  /// Whether the type has members; adds them to `out`.
  bool members(const TypeDef& type, const std::string& anchor, std::string* out) {
    const auto* id = std::get_if<types::DefTypeId>(&type.type.type);
    if (!id || type.alias_of) return false;
    const auto& shape = graph_.arena.defs[*id].shape;
    if (const auto* record = std::get_if<types::Record>(&shape))
      return member_list(type, anchor, record->fields, out,
                         [&](const types::Field& f) { return ": " + types_.use(f.type); });
    if (const auto* variant = std::get_if<types::Variant>(&shape))
      return member_list(type, anchor, variant->cases, out,
                         [&](const types::Case& c) { return c.type ? "(" + types_.use(*c.type) + ")" : ""; });
    const auto nothing = [](const std::string&) { return ""; };
    if (const auto* flags = std::get_if<types::Flags>(&shape))
      return member_list(type, anchor, flags->names, out, nothing);
    if (const auto* cases = std::get_if<types::Enum>(&shape))
      return member_list(type, anchor, cases->names, out, nothing);
    return false;
  }

  static const std::string& name_of(const std::string& label) { return label; }
  template <class Member>
  static const std::string& name_of(const Member& member) {
    return member.name;
  }

  template <class Items, class Rest>
  bool member_list(const TypeDef& type, const std::string& anchor, const Items& items, std::string* out, Rest rest) {
    if (!out) return true;
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string own = anchor + "." + name_of(items[i]);
      const std::string docs = i < type.member_docs.size() ? docs_html(type.member_docs[i]) : "";
      list += element("li", element("code", link("#" + own, escape(name_of(items[i]))) + rest(items[i])) + docs,
                      attribute("id", own)) +
              "\n";
    }
    if (!list.empty()) *out += element("ul", "\n" + list, attribute("class", "members")) + "\n";
    return true;
  }

  // Worlds.

  /// The path of an interface, with a link to it.
  std::string path(InterfaceId id) {
    const Interface& interface = graph_.interfaces[id];
    std::string name = interface.name.value_or("");
    if (interface.package != id_) name = graph_.qualified_name(id).value_or(name);
    const auto address = links_.to(id_, id);
    return address ? link(*address, escape(name)) : escape(name);
  }

  std::string world_section(const World& world, const std::string& anchor) {
    return section(anchor, heading("world", anchor, world.name) + badges(world.meta.stability) +
                               docs_html(world.meta.docs) + world_items(world.imports, "import", anchor) +
                               world_items(world.exports, "export", anchor));
  }

  std::string world_items(const std::vector<WorldItem>& items, const std::string& direction, const std::string& world) {
    const std::string owner = world + "." + direction;
    Methods methods;
    for (const WorldItem& item : items)
      if (item.function()) add(*item.function(), methods);
    std::string out;
    for (const WorldItem& item : items) {
      if (item.type())
        out += type(*item.type(), owner, methods);
      else if (item.interface())
        out += world_interface(item, direction + " ", owner);
      else if (item.function()->kind == Function::Kind::freestanding)
        out += function(*item.function(), owner, direction + " ");
    }
    return with_title(direction == "import" ? "Imports" : "Exports", out);
  }

  std::string world_interface(const WorldItem& item, const std::string& direction, const std::string& owner) {
    const InterfaceId id = *item.interface();
    const Interface& interface = graph_.interfaces[id];
    const std::string own = owner + "." + graph_.key(item);
    if (!interface.name)
      return article(own, signature(own, *item.name, ": interface", direction) + badges(item.meta.stability) +
                              docs_html(interface.meta.docs) + interface_items(interface, own));
    const std::string name = item.name ? link("#" + own, escape(*item.name)) + ": " : "";
    const std::string line =
        element("pre", element("code", direction + name + path(id)), attribute("class", "signature"));
    return article(own, line + "\n" + badges(item.meta.stability) + docs_html(item.meta.docs));
  }

  const PackageGraph& graph_;
  const Links& links_;
  PackageId id_;
  const Package& package_;
  TypeHtml types_;
};

/// All packages, the main one first.
std::vector<PackageId> in_order(const PackageGraph& graph, PackageId main) {
  std::vector<PackageId> ids{main};
  for (std::uint32_t i = 0; i < graph.packages.size(); ++i)
    if (PackageId(i) != main) ids.push_back(PackageId(i));
  return ids;
}

std::string package_list(const PackageGraph& graph, const Links& links, PackageId main) {
  std::string items;
  for (const PackageId id : in_order(graph, main)) {
    const Package& package = graph.packages[id];
    const std::string summary = markdown_summary(package.docs);
    items += element("li", link(links.to(main, id), element("code", escape(to_string(package.name)))) +
                               (summary.empty() ? "" : element("p", summary))) +
             "\n";
  }
  return element("nav", "\n" + element("ul", "\n" + items) + "\n") + "\n";
}

}  // namespace

std::vector<DocPage> document(const PackageGraph& graph, PackageId main) {
  const Links links(graph, false);
  const std::string title = to_string(graph.packages[main].name);
  std::vector<DocPage> pages{
      {"index.html", document_html(title, element("h1", "Packages") + "\n" + package_list(graph, links, main))}};
  const std::string back = element("p", link("index.html", "All packages")) + "\n";
  for (const PackageId id : in_order(graph, main))
    pages.push_back({links.file(id),
                     document_html(to_string(graph.packages[id].name), back + PackageHtml(graph, links, id).run())});
  return pages;
}

std::string document_on_one_page(const PackageGraph& graph, PackageId main) {
  const Links links(graph, true);
  std::string body = graph.packages.size() > 1 ? package_list(graph, links, main) : "";
  for (const PackageId id : in_order(graph, main)) body += PackageHtml(graph, links, id).run();
  return document_html(to_string(graph.packages[main].name), body);
}

}  // namespace witc::wit
