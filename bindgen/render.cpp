#include "bindgen/render.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <kainjow/mustache.hpp>

#include "bindgen/templates.hpp"
#include "bindgen/text.hpp"

namespace witc::bindgen {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::list;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;

/// Ends a line, while the library is at work: it would keep the empty line of a section that is left out, and drop
/// lines that the template means to be empty.
constexpr char line_end = '\x01';

/// A template whose tags, where they stand alone on a line, take the line with them, as the language has it.
std::string prepared(std::string_view name) {
  std::string text;
  for (std::string_view rest = template_text(name); !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const bool stands_alone = line.starts_with("{{") && line.find("{{", 2) == std::string_view::npos &&
                              line.ends_with("}}") && std::string_view("#^/>").find(line[2]) != std::string_view::npos;
    text += line;
    if (!stands_alone) text += line_end;
  }
  return text;
}

/// An object for a template. A template finds what an object lacks in the ones around it, so that absence is said too.
class Object {
 public:
  Object& text(const char* key, const std::string& value) {
    if (value.empty())
      object_.set(key, data::type::bool_false);
    else
      object_.set(key, value);
    return *this;
  }
  Object& flag(const std::string& key, bool value) {
    object_.set(key, value ? data::type::bool_true : data::type::bool_false);
    return *this;
  }
  template <class Items, class Make>
  Object& all(const std::string& key, const Items& items, Make make) {
    list made;
    for (const auto& item : items) made.push_back(make(item, items));
    return flag("has_" + key, !items.empty()).set(key, std::move(made));
  }
  Object& lines(const std::string& key, const std::vector<std::string>& items) {
    return all(key, items, [](const std::string& line, const auto&) { return data(line); });
  }
  Object& set(const std::string& key, data value) {
    object_.set(key, std::move(value));
    return *this;
  }
  Object& doc(const Doc& doc) {
    return lines("doc", doc.lines).text("deprecated", doc.deprecated.empty() ? "" : quoted(doc.deprecated));
  }
  data take() { return std::move(object_); }

 private:
  data object_{data::type::object};
};

data of(const Member& member, bool comparable) {
  return Object()
      .doc(member.doc)
      .text("name", member.name)
      .text("type", member.type)
      .text("value", member.value)
      .flag("initialized", member.initialized)
      .flag("comparable", comparable)
      .flag("has_body", comparable || !member.type.empty())
      .take();
}

data of(const TypeView& type) {
  using enum TypeView::Kind;
  static constexpr std::array<const char*, 5> customisations{"Record", "Variant", "Enum", "Flags", ""};
  std::vector<std::string> fields;
  for (const auto& member : type.members)
    fields.push_back("field(" + quoted(member.wit_name) + ", &type::" + member.name + ")");
  return Object()
      .doc(type.doc)
      .text("name", type.name)
      .text("full_name", type.full_name)
      .text("parameters", type.parameters)
      .text("underlying", type.underlying)
      .text("target", type.target)
      .text("cases", type.cases)
      .text("names", wrap_list("static constexpr std::array<std::string_view, " + std::to_string(type.members.size()) +
                                   "> names{",
                               type.names, "};", 2))
      .text("layout", type.layout)
      .text("fields", wrap_list("static constexpr auto fields = std::make_tuple(", fields, ");", 2))
      .text("customisation", customisations[static_cast<std::size_t>(type.kind)])
      .flag("comparable", type.comparable)
      .flag("is_named", type.kind != alias)
      .flag("is_record", type.kind == record)
      .flag("is_variant", type.kind == variant)
      .flag("is_enum", type.kind == enum_)
      .flag("is_flags", type.kind == flags)
      .flag("is_alias", type.kind == alias)
      .all("members", type.members, [&](const Member& member, const auto&) { return of(member, type.comparable); })
      .take();
}

data of(const FunctionView& function, const std::vector<FunctionView>& all) {
  std::vector<std::string> lines;
  const std::string declaration = function.declaration + ";";
  for (std::string_view rest = declaration; !rest.empty();) {
    const auto end = rest.find('\n');
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return Object()
      .doc(function.doc)
      .text("name", function.name)
      .text("descriptor", function.descriptor)
      .text("wit_name", function.wit_name)
      .text("full_name", quoted(function.full_name))
      .text("signature", function.signature)
      .text("declaration", function.declaration)
      .lines("declaration_lines", lines)
      .text("arguments", function.arguments)
      .flag("is_first", &function == &all.front())
      .flag("is_last", &function == &all.back())
      .take();
}

data of_resource(const ResourceView& resource) {
  return Object()
      .doc(resource.doc)
      .text("name", resource.name)
      .text("wit_name", resource.wit_name)
      .all("methods", resource.methods, [](const auto& method, const auto& all) { return of(method, all); })
      .take();
}

Object with_resources(Object object, const std::vector<ResourceView>& resources) {
  object.all("resources", resources, [](const auto& resource, const auto&) { return of_resource(resource); });
  return object;
}

Object of_header(const HeaderView& header) {
  Object object;
  object.text("source", header.source)
      .text("guard", header.guard)
      .text("name_space", header.name_space)
      .flag("has_deprecated", header.deprecated)
      .lines("system_includes", header.system_includes)
      .lines("includes", header.includes);
  for (const char* name : {"header_includes", "deprecated_begin", "deprecated_end", "host_functions", "host_adder"})
    object.set(name, partial([name] { return prepared(name); }));
  return object;
}

Object of_host(const HostView& host) {
  Object object = with_resources(of_header(host), host.resources);
  object.text("import_name", quoted(host.wit_name))
      .text("adder", host.wit_name.empty() ? "add_functions_to_linker" : "add_to_linker")
      .text("implements", host.implements)
      .flag("names_resources", !host.resources.empty() || !host.foreign.empty())
      .all("foreign", host.foreign, [](const auto& resource, const auto&) { return of_resource(resource); })
      .all("functions", host.functions, [](const auto& function, const auto& all) { return of(function, all); });
  return object;
}

data of_alias(const WorldView::Alias& alias) {
  return Object().text("name", alias.name).text("target", alias.target).take();
}

std::string fill(std::string_view name, const data& values) {
  mustache page{prepared(name)};
  std::string text = page.render(values);
  std::ranges::replace(text, line_end, '\n');
  return text;
}

}  // namespace

std::string render(const TypesView& view) {
  Object object = of_header(view);
  std::vector<TypeView> known;
  std::ranges::copy_if(view.types, std::back_inserter(known), [](const auto& type) { return !type.layout.empty(); });
  object.all("layouts", known, [](const auto& type, const auto&) { return of(type); });
  object.doc(view.doc).flag("has_flags", view.has_flags).all("types", view.types, [](const auto& type, const auto&) {
    return of(type);
  });
  return fill("types.hpp", object.take());
}

std::string render(const HostView& view) { return fill("host.hpp", of_host(view).take()); }

std::string render(const GuestView& view) {
  Object object = with_resources(of_header(view), view.resources);
  const auto function = [](const auto& item, const auto& all) { return of(item, all); };
  object.text("wit_name", view.wit_name)
      .text("parameters", view.parameters)
      .all("functions", view.functions, function)
      .all("all", view.all, function);
  return fill("guest.hpp", object.take());
}

std::string render(const WorldView& view) {
  Object object = of_header(view);
  object.doc(view.doc)
      .text("parameters", view.parameters)
      .text("arguments", view.arguments)
      .text("add_to_linker", view.add_to_linker)
      .text("collision", view.collision.empty() ? "" : quoted(view.collision))
      .flag("several_slots", view.slots.size() > 1)
      .flag("has_members", !view.functions.empty() || !view.exports.empty())
      .all("aliases", view.aliases, [](const auto& alias, const auto&) { return of_alias(alias); })
      .all("slots", view.slots,
           [](const SlotView& slot, const auto&) {
             return Object()
                 .text("name", slot.name)
                 .text("type", slot.type)
                 .text("wit_name", slot.wit_name)
                 .text("adder", slot.adder)
                 .text("argument", slot.argument)
                 .take();
           })
      .all("agreements", view.agreements,
           [](const auto& agreement, const auto&) {
             return Object()
                 .text("left", agreement.left)
                 .text("right", agreement.right)
                 .text("message", agreement.message)
                 .take();
           })
      .all("functions", view.functions, [](const auto& function, const auto& all) { return of(function, all); })
      .all("exports", view.exports, [](const ExportView& item, const auto&) {
        return Object().text("name", item.name).text("type", item.type).text("wit_name", item.wit_name).take();
      });
  const bool has_root = !view.root.functions.empty() || !view.root.resources.empty();
  if (has_root)
    object.set("root", of_host(view.root).take());
  else
    object.flag("root", false);
  return fill("world.hpp", object.take());
}

namespace {

data of_slot(const StubsView::Slot& slot) {
  return Object()
      .text("name", slot.name)
      .text("type", slot.type)
      .text("wit_name", slot.wit_name)
      .all("aliases", slot.aliases, [](const auto& alias, const auto&) { return of_alias(alias); })
      .all("functions", slot.functions,
           [](const StubsView::Function& function, const auto&) {
             return Object()
                 .doc(function.doc)
                 .text("declaration", function.declaration)
                 .text("message", quoted(function.message))
                 .flag("is_async", function.is_async)
                 .take();
           })
      .take();
}

}  // namespace

std::string render(const StubsView& view) {
  const bool has_stubs = std::ranges::any_of(view.slots, [](const auto& slot) { return !slot.functions.empty(); });
  return fill("stubs.cpp", with_resources(Object(), view.resources)
                               .text("source", view.source)
                               .text("header", view.header)
                               .text("world", view.world)
                               .text("classes", view.classes)
                               .flag("has_stubs", has_stubs)
                               .all("slots", view.slots, [](const auto& slot, const auto&) { return of_slot(slot); })
                               .take());
}

}  // namespace witc::bindgen
