#include "wit-parser/printer.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wit-parser/token.hpp"

namespace witc::wit {

namespace {

/// A type where it is used. Named types are named; the shape of others is spelled out.
struct TypePrinter {
  const types::TypeArena& arena;

  std::string operator()(types::ValType type) const {
    if (type.is_primitive()) return std::string(to_string(type.primitive()));
    const types::DefType& defined = arena.defs[type.defined()];
    return defined.name.empty() ? shape(defined) : print_name(defined.name);
  }
  std::string operator()(const std::optional<types::ValType>& type) const { return type ? (*this)(*type) : "_"; }
  std::string shape(const types::DefType& type) const {
    return std::visit([&](const auto& s) { return of(s); }, type.shape);
  }

  std::string of(types::Primitive p) const { return std::string(to_string(p)); }
  std::string of(const types::List& list) const {
    return "list<" + (*this)(list.element) + (list.length ? ", " + std::to_string(*list.length) : "") + ">";
  }
  std::string of(const types::Tuple& tuple) const {
    std::string text;
    for (const auto element : tuple.types) text += (text.empty() ? "" : ", ") + (*this)(element);
    return "tuple<" + text + ">";
  }
  std::string of(const types::Option& option) const { return "option<" + (*this)(option.type) + ">"; }
  std::string of(const types::Result& result) const {
    if (!result.ok && !result.error) return "result";
    if (!result.error) return "result<" + (*this)(result.ok) + ">";
    return "result<" + (*this)(result.ok) + ", " + (*this)(result.error) + ">";
  }
  std::string of(const types::Map& map) const { return "map<" + (*this)(map.key) + ", " + (*this)(map.value) + ">"; }
  std::string of(const types::Own& own) const { return print_name(arena.resources[own.resource].name); }
  std::string of(const types::Borrow& borrow) const {
    return "borrow<" + print_name(arena.resources[borrow.resource].name) + ">";
  }
  std::string of(const types::Stream& stream) const {
    return stream.element ? "stream<" + (*this)(stream.element) + ">" : "stream";
  }
  std::string of(const types::Future& future) const {
    return future.element ? "future<" + (*this)(future.element) + ">" : "future";
  }
  // These have names wherever WIT can say them.
  std::string of(const types::Record&) const { return "record"; }
  std::string of(const types::Variant&) const { return "variant"; }
  std::string of(const types::Flags&) const { return "flags"; }
  std::string of(const types::Enum&) const { return "enum"; }
};

std::string quote(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += '\\';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

class Printer {
 public:
  explicit Printer(const PackageGraph& graph) : graph_(graph), type_{graph.arena} {}

  std::string run(PackageId main, const PrintOptions& options) {
    package_ = main;
    const Package& package = graph_.packages[main];
    docs(package.docs);
    line("package " + name(package.name) + ";");
    items(package);
    if (options.dependencies) {
      for (std::uint32_t i = 0; i < graph_.packages.size(); ++i) {
        if (PackageId(i) == main) continue;
        package_ = PackageId(i);
        const Package& other = graph_.packages[package_];
        blank();
        docs(other.docs);
        open("package " + name(other.name));
        items(other);
        close();
      }
    }
    return std::move(out_);
  }

 private:
  // Lines.
  void line(std::string_view text) {
    out_.append(indentation_ * 2, ' ').append(text) += '\n';
    first_in_block_ = false;
  }
  void blank() {
    if (!std::exchange(first_in_block_, false)) out_ += '\n';
  }
  void open(const std::string& head) {
    line(head + " {");
    ++indentation_;
    first_in_block_ = true;
  }
  void close() {
    --indentation_;
    line("}");
  }

  void docs(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto content = text.substr(0, end);
      line(content.empty() ? "///" : "/// " + std::string(content));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  void before(const Meta& meta) {
    docs(meta.docs);
    gates(meta.stability);
    if (meta.external_id) line("@external-id(" + quote(*meta.external_id) + ")");
  }
  void gates(const Stability& stability) {
    if (stability.since) line("@since(version = " + to_string(*stability.since) + ")");
    if (stability.unstable) line("@unstable(feature = " + print_name(*stability.unstable) + ")");
    if (stability.deprecated) line("@deprecated(version = " + to_string(*stability.deprecated) + ")");
  }

  static std::string name(const PackageName& package) {
    std::string text = print_name(package.name_space) + ":" + print_name(package.name);
    if (package.version) text += "@" + to_string(*package.version);
    return text;
  }

  /// As seen from the package that is being printed.
  std::string path(InterfaceId id) const {
    const Interface& interface = graph_.interfaces[id];
    const std::string own = print_name(interface.name.value_or(""));
    if (interface.package == package_) return own;
    const PackageName& package = graph_.packages[interface.package].name;
    std::string text = print_name(package.name_space) + ":" + print_name(package.name) + "/" + own;
    if (package.version) text += "@" + to_string(*package.version);
    return text;
  }

  void items(const Package& package) {
    for (const InterfaceId id : package.interfaces) {
      blank();
      before(graph_.interfaces[id].meta);
      interface("interface " + print_name(*graph_.interfaces[id].name), id);
    }
    for (const WorldId id : package.worlds) {
      blank();
      world(graph_.worlds[id]);
    }
  }

  void interface(const std::string& head, InterfaceId id) {
    const Interface& interface = graph_.interfaces[id];
    if (interface.types.empty() && interface.functions.empty()) return line(head + " {}");
    open(head);
    Methods methods;
    for (const Function& f : interface.functions) add(f, methods);
    types(interface.types, methods);
    for (const Function& f : interface.functions) {
      if (f.kind != Function::Kind::freestanding) continue;
      blank();
      before(f.meta);
      line(print_name(f.name) + ": " + function_type(f) + ";");
    }
    close();
  }

  /// The functions of each resource.
  using Methods = std::unordered_map<TypeDefId, std::vector<const Function*>>;
  static void add(const Function& function, Methods& methods) {
    if (function.kind != Function::Kind::freestanding) methods[function.resource].push_back(&function);
  }

  /// `use`s first, as resolving puts them.
  void types(std::vector<TypeDefId> ids, const Methods& methods) {
    std::ranges::stable_partition(ids, [&](TypeDefId id) { return graph_.used_interface(id).has_value(); });
    for (std::size_t i = 0; i < ids.size();) {
      if (graph_.used_interface(ids[i])) {
        i = use(ids, i);
        continue;
      }
      blank();
      type_def(ids[i], methods);
      ++i;
    }
  }

  /// One `use` for as many types in a row as come from one interface under the same gates.
  std::size_t use(const std::vector<TypeDefId>& ids, std::size_t begin) {
    const TypeDef& first = graph_.types[ids[begin]];
    const InterfaceId from = *graph_.used_interface(ids[begin]);
    std::string names;
    std::size_t end = begin;
    for (; end < ids.size() && graph_.used_interface(ids[end]) == from; ++end) {
      const TypeDef& type = graph_.types[ids[end]];
      if (type.meta.stability != first.meta.stability || type.meta.external_id != first.meta.external_id) break;
      const std::string& original = graph_.types[*type.alias_of].name;
      names += (names.empty() ? "" : ", ") + print_name(original);
      if (original != type.name) names += " as " + print_name(type.name);
    }
    before(first.meta);
    line("use " + path(from) + ".{" + names + "};");
    return end;
  }

  void type_def(TypeDefId id, const Methods& methods) {
    const TypeDef& type = graph_.types[id];
    before(type.meta);
    const std::string own = print_name(type.name);
    if (type.alias_of) return line("type " + own + " = " + print_name(graph_.types[*type.alias_of].name) + ";");
    if (std::holds_alternative<types::ResourceId>(type.type.type)) return resource(id, methods);
    const types::DefType& defined = graph_.arena.defs[std::get<types::DefTypeId>(type.type.type)];
    if (const auto* record = std::get_if<types::Record>(&defined.shape))
      return members("record " + own, type, record->fields,
                     [&](const types::Field& field) { return print_name(field.name) + ": " + type_(field.type); });
    if (const auto* variant = std::get_if<types::Variant>(&defined.shape))
      return members("variant " + own, type, variant->cases, [&](const types::Case& c) {
        return print_name(c.name) + (c.type ? "(" + type_(*c.type) + ")" : "");
      });
    if (const auto* flags = std::get_if<types::Flags>(&defined.shape))
      return members("flags " + own, type, flags->names, print_name);
    if (const auto* cases = std::get_if<types::Enum>(&defined.shape))
      return members("enum " + own, type, cases->names, print_name);
    const auto* handle = std::get_if<types::Own>(&defined.shape);  // `type a = r` would be the resource itself
    line("type " + own + " = " + (handle ? "own<" + type_.of(*handle) + ">" : type_.shape(defined)) + ";");
  }

  template <class Items, class Print>
  void members(const std::string& head, const TypeDef& type, const Items& items, Print print) {
    if (items.empty()) return line(head + " {}");
    open(head);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i < type.member_docs.size()) docs(type.member_docs[i]);
      line(print(items[i]) + ",");
    }
    close();
  }

  void resource(TypeDefId id, const Methods& methods) {
    const std::string head = "resource " + print_name(graph_.types[id].name);
    const auto own = methods.find(id);
    if (own == methods.end()) return line(head + ";");
    open(head);
    for (const Function* f : own->second) {
      blank();
      before(f->meta);
      resource_function(*f);
    }
    close();
  }

  void resource_function(const Function& function) {
    const std::string own = print_name(short_name(function));
    switch (function.kind) {
      case Function::Kind::constructor: return line("constructor" + signature(function, true) + ";");
      case Function::Kind::static_: return line(own + ": static " + function_type(function) + ";");
      default: return line(own + ": " + function_type(function) + ";");
    }
  }

  std::string function_type(const Function& function) const {
    return (graph_.arena.funcs[function.type].is_async ? "async func" : "func") + signature(function, false);
  }

  std::string signature(const Function& function, bool is_constructor) const {
    const types::FuncType& type = graph_.arena.funcs[function.type];
    std::string params;
    for (std::size_t i = function.kind == Function::Kind::method ? 1 : 0; i < type.params.size(); ++i)
      params += (params.empty() ? "" : ", ") + print_name(type.params[i].name) + ": " + type_(type.params[i].type);
    std::string text = "(" + params + ")";
    if (type.result && !(is_constructor && is_own(*type.result))) text += " -> " + type_(*type.result);
    return text;
  }

  bool is_own(types::ValType type) const {
    return !type.is_primitive() && std::holds_alternative<types::Own>(graph_.arena.defs[type.defined()].shape);
  }

  void world(const World& world) {
    before(world.meta);
    const std::string head = "world " + print_name(world.name);
    if (world.imports.empty() && world.exports.empty()) return line(head + " {}");
    open(head);
    std::vector<TypeDefId> own_types;
    Methods methods;
    for (const WorldItem& item : world.imports) {
      if (item.type()) own_types.push_back(*item.type());
      if (item.function()) add(*item.function(), methods);
    }
    for (const WorldItem& item : world.imports)
      if (item.interface()) this->item("import ", item);
    types(own_types, methods);
    for (const WorldItem& item : world.imports)
      if (item.function() && item.function()->kind == Function::Kind::freestanding) this->item("import ", item);
    for (const WorldItem& item : world.exports) this->item("export ", item);
    close();
  }

  void item(const std::string& direction, const WorldItem& item) {
    if (const Function* f = item.function()) {
      before(f->meta);
      return line(direction + print_name(*item.name) + ": " + function_type(*f) + ";");
    }
    const InterfaceId id = *item.interface();
    Meta meta = item.meta;
    const bool is_inline = !graph_.interfaces[id].name;
    if (is_inline) meta.docs = graph_.interfaces[id].meta.docs;
    before(meta);
    if (is_inline) return interface(direction + print_name(*item.name) + ": interface", id);
    line(direction + (item.name ? print_name(*item.name) + ": " : "") + path(id) + ";");
  }

  const PackageGraph& graph_;
  TypePrinter type_;
  PackageId package_;
  std::string out_;
  std::size_t indentation_ = 0;
  bool first_in_block_ = false;
};

}  // namespace

std::string print_name(std::string_view name) { return (is_keyword(name) ? "%" : "") + std::string(name); }

std::string print_type(const types::TypeArena& arena, types::ValType type) { return TypePrinter{arena}(type); }

std::string print_shape(const types::TypeArena& arena, types::DefTypeId type) {
  return TypePrinter{arena}.shape(arena.defs[type]);
}

std::string print(const PackageGraph& graph, PackageId main, const PrintOptions& options) {
  return Printer(graph).run(main, options);
}

}  // namespace witc::wit
