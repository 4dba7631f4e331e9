#include "wit-parser/doc/type_html.hpp"

#include <vector>

#include "wit-parser/doc/html.hpp"
#include "wit-parser/printer.hpp"

namespace witc::wit {

using html::escape;

struct TypeHtml::Shapes {
  const TypeHtml& types;

  /// `word<a, b>`
  static std::string of(const char* word, std::initializer_list<std::string> arguments) {
    std::string inside;
    for (const std::string& argument : arguments) inside += (inside.empty() ? "" : ", ") + argument;
    return word + (inside.empty() ? std::string() : "&lt;" + inside + "&gt;");
  }
  std::string optional(const std::optional<types::ValType>& type) const { return type ? types.use(*type) : "_"; }
  std::string resource(types::ResourceId id) const {
    return types.linked(types.graph_.arena.resources[id].name, types.links_.to(types.page_, id));
  }

  std::string operator()(types::Primitive p) const { return std::string(to_string(p)); }
  std::string operator()(const types::List& list) const {
    const std::string element = types.use(list.element);
    return list.length ? of("list", {element, std::to_string(*list.length)}) : of("list", {element});
  }
  std::string operator()(const types::Tuple& tuple) const {
    std::string inside;
    for (const auto element : tuple.types) inside += (inside.empty() ? "" : ", ") + types.use(element);
    return of("tuple", {inside});
  }
  std::string operator()(const types::Option& option) const { return of("option", {types.use(option.type)}); }
  std::string operator()(const types::Result& result) const {
    if (!result.ok && !result.error) return "result";
    if (!result.error) return of("result", {optional(result.ok)});
    return of("result", {optional(result.ok), optional(result.error)});
  }
  std::string operator()(const types::Map& map) const { return of("map", {types.use(map.key), types.use(map.value)}); }
  std::string operator()(const types::Own& own) const { return resource(own.resource); }
  std::string operator()(const types::Borrow& borrow) const { return of("borrow", {resource(borrow.resource)}); }
  std::string operator()(const types::Stream& stream) const {
    return stream.element ? of("stream", {types.use(*stream.element)}) : "stream";
  }
  std::string operator()(const types::Future& future) const {
    return future.element ? of("future", {types.use(*future.element)}) : "future";
  }
  std::string operator()(const types::Record&) const { return "record"; }
  std::string operator()(const types::Variant&) const { return "variant"; }
  std::string operator()(const types::Flags&) const { return "flags"; }
  std::string operator()(const types::Enum&) const { return "enum"; }
};

std::string TypeHtml::linked(const std::string& name, const std::optional<std::string>& address) const {
  return address ? html::link(*address, escape(name)) : escape(name);
}

std::string TypeHtml::use(types::ValType type) const {
  if (type.is_primitive()) return std::string(to_string(type.primitive()));
  const types::DefType& defined = graph_.arena.defs[type.defined()];
  return defined.name.empty() ? shape(type.defined()) : linked(defined.name, links_.to(page_, type.defined()));
}

std::string TypeHtml::shape(types::DefTypeId type) const {
  return std::visit(Shapes{*this}, graph_.arena.defs[type].shape);
}

bool TypeHtml::is_own(types::ValType type) const {
  return !type.is_primitive() && std::holds_alternative<types::Own>(graph_.arena.defs[type.defined()].shape);
}

std::string TypeHtml::function(const Function& function) const {
  constexpr std::size_t longest_line = 80;
  const types::FuncType& type = graph_.arena.funcs[function.type];
  const bool is_method = function.kind == Function::Kind::method;
  std::vector<std::string> params;
  std::size_t length = 0;
  for (std::size_t i = is_method ? 1 : 0; i < type.params.size(); ++i) {
    params.push_back(escape(type.params[i].name) + ": " + use(type.params[i].type));
    length += type.params[i].name.size() + print_type(graph_.arena, type.params[i].type).size() + 4;
  }
  const bool is_long = length > longest_line;
  std::string text = function.kind == Function::Kind::static_ ? "static " : "";
  text += function.kind == Function::Kind::constructor ? "(" : type.is_async ? "async func(" : "func(";
  for (std::size_t i = 0; i < params.size(); ++i) {
    text += is_long ? "\n    " : i == 0 ? "" : " ";
    text += params[i] + (i + 1 < params.size() || is_long ? "," : "");
  }
  text += is_long ? "\n)" : ")";
  const bool is_itself = function.kind == Function::Kind::constructor && type.result && is_own(*type.result);
  if (type.result && !is_itself) text += " -&gt; " + use(*type.result);
  return text;
}

}  // namespace witc::wit
