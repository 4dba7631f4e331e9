#include "wit-parser/diff.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "wit-parser/diff/same_type.hpp"
#include "wit-parser/printer.hpp"

namespace witc::wit {

namespace {

/// Who has to do with an interface.
enum class Role : std::uint8_t {
  known_by_name,  ///< anybody may import it
  imported,       ///< by the components of one world alone
  exported,       ///< by the components of one world alone
};

/// How the items of an interface or world are called: `i.` before them, or ` of world w` after them.
struct Place {
  std::string before;
  std::string after;
  std::string item(std::string_view name) const { return before + std::string(name) + after; }
};

struct Verdict {
  bool breaking;
  const char* why;
};
// What happens to an item of an interface, by role.
constexpr Verdict removed_from[] = {
    {true, "who imports the interface may use it"},
    {true, "components may use it"},
    {false, "components that still have it fit"},
};
constexpr Verdict added_to[] = {
    {false, "who imports the interface need not know; who exports it has to add it"},
    {false, "components need not use it; hosts have to add it"},
    {true, "components made for the old world do not have it"},
};
constexpr const char* both_sides = "both sides of a call have to mean the same";

/// An item by the name that people give it, without what the name says about the kind.
std::string display_name(const Function& function) {
  const std::string_view name = function.name;
  const std::string_view after = name.substr(name.find(']') + 1);
  return function.kind == Function::Kind::constructor ? std::string(after) + ".constructor" : std::string(after);
}

std::string in_code(std::string_view text) { return "`" + std::string(text) + "`"; }

/// A field, case, flag or parameter.
struct Member {
  std::string name;
  std::optional<types::ValType> type;
};

struct Members {
  const char* word = nullptr;  ///< null for types without members
  std::vector<Member> members;
};

Members members(const types::DefType& type) {
  Members found;
  const auto labels = [&](const char* word, const std::vector<std::string>& names) {
    found.word = word;
    for (const auto& name : names) found.members.push_back({name, {}});
  };
  if (const auto* record = std::get_if<types::Record>(&type.shape)) {
    found.word = "field";
    for (const auto& field : record->fields) found.members.push_back({field.name, field.type});
  }
  if (const auto* variant = std::get_if<types::Variant>(&type.shape)) {
    found.word = "case";
    for (const auto& c : variant->cases) found.members.push_back({c.name, c.type});
  }
  if (const auto* flags = std::get_if<types::Flags>(&type.shape)) labels("flag", flags->names);
  if (const auto* cases = std::get_if<types::Enum>(&type.shape)) labels("case", cases->names);
  return found;
}

std::vector<Member> parameters(const types::FuncType& type) {
  std::vector<Member> found;
  for (const auto& param : type.params) found.push_back({param.name, param.type});
  return found;
}

/// The items that are in both lists, by name, and those that are in one. In order.
template <class T>
struct Matched {
  std::vector<std::pair<const T*, const T*>> both;
  std::vector<const T*> removed;
  std::vector<const T*> added;
};

template <class T, class NameA, class NameB>
Matched<T> match(const std::vector<T>& before, NameA name_before, const std::vector<T>& after, NameB name_after) {
  Matched<T> matched;
  std::unordered_map<std::string, const T*> old_ones, new_ones;
  for (const T& item : before) old_ones.emplace(name_before(item), &item);
  for (const T& item : after) new_ones.emplace(name_after(item), &item);
  for (const T& item : before) {
    const auto found = new_ones.find(name_before(item));
    if (found == new_ones.end())
      matched.removed.push_back(&item);
    else
      matched.both.emplace_back(&item, found->second);
  }
  for (const T& item : after)
    if (!old_ones.contains(name_after(item))) matched.added.push_back(&item);
  return matched;
}

class Differ {
 public:
  Differ(const Side& before, const Side& after) : before_(before), after_(after), same_(before, after) {}

  std::vector<Change> run() {
    const PackageName &old_name = before_.package().name, &new_name = after_.package().name;
    if (old_name.name_space != new_name.name_space || old_name.name != new_name.name)
      add(true, "package",
          "called " + in_code(new_name.name_space + ":" + new_name.name) + ", was " +
              in_code(old_name.name_space + ":" + old_name.name),
          "nobody finds it under the old name");
    find_exported();
    interfaces();
    worlds();
    return std::move(changes_);
  }

 private:
  void add(bool breaking, std::string item, std::string what, std::string why) {
    changes_.push_back({breaking, std::move(item), std::move(what), std::move(why)});
  }
  void add(const Verdict& verdict, std::string item, std::string what) {
    add(verdict.breaking, std::move(item), std::move(what), verdict.why);
  }

  // Interfaces.

  /// The package's own interfaces that components of a world export before and after.
  void find_exported() {
    std::map<std::string, std::string> exported;
    const auto each = [](const Side& side, auto f) {
      for (const WorldId id : side.package().worlds) {
        const World& world = side.graph().worlds[id];
        for (const WorldItem& item : world.exports)
          if (const auto* i = item.interface(); i && side.is_own(*i) && side.graph().interfaces[*i].name)
            f(world.name, side.interface_name(*i));
      }
    };
    each(before_, [&](const auto& world, const auto& interface) { exported.emplace(world + "/" + interface, world); });
    each(after_, [&](const auto& world, const auto& interface) {
      if (exported.contains(world + "/" + interface)) exporters_.emplace(interface, world);
    });
  }

  void interfaces() {
    const auto name = [](const Side& side) { return [&](InterfaceId id) { return side.interface_name(id); }; };
    const auto matched = match(before_.package().interfaces, name(before_), after_.package().interfaces, name(after_));
    for (const auto* id : matched.removed)
      add(true, "interface " + before_.interface_name(*id), "removed", "who imports or exports it no longer finds it");
    for (const auto& [a, b] : matched.both)
      interface(*a, *b, {before_.interface_name(*a) + ".", ""}, Role::known_by_name);
    for (const auto* id : matched.added)
      add(false, "interface " + after_.interface_name(*id), "added", "nobody uses it yet");
  }

  void interface(InterfaceId a, InterfaceId b, const Place& place, Role role) {
    const Interface& old_one = before_.graph().interfaces[a];
    const Interface& new_one = after_.graph().interfaces[b];
    deprecation("interface " + place.before.substr(0, place.before.empty() ? 0 : place.before.size() - 1) + place.after,
                old_one.meta, new_one.meta);
    const auto exporter = exporters_.find(before_.interface_name(a));
    exporter_ = role == Role::known_by_name && exporter != exporters_.end() ? exporter->second : "";
    types(old_one.types, new_one.types, place, role);
    functions(old_one.functions, new_one.functions, place, role);
  }

  void item_removed(Role role, std::string item) {
    add(removed_from[static_cast<int>(role)], std::move(item), "removed");
  }
  void item_added(Role role, std::string item) {
    if (exporter_.empty()) return add(added_to[static_cast<int>(role)], std::move(item), "added");
    add(true, std::move(item), "added",
        "components of the world " + in_code(exporter_) + " export the interface and do not have it");
  }

  void deprecation(const std::string& item, const Meta& a, const Meta& b) {
    if (a.stability.deprecated || !b.stability.deprecated) return;
    add(false, item, "deprecated since " + to_string(*b.stability.deprecated), "it works as before");
  }

  // Functions.

  void functions(const std::vector<Function>& a, const std::vector<Function>& b, const Place& place, Role role) {
    const auto name = [](const Function& f) { return f.name; };
    const auto matched = match(a, name, b, name);
    for (const auto* f : matched.removed) item_removed(role, place.item(display_name(*f)));
    for (const auto& [x, y] : matched.both) function(*x, *y, place.item(display_name(*x)));
    for (const auto* f : matched.added) item_added(role, place.item(display_name(*f)));
  }

  void function(const Function& a, const Function& b, const std::string& item) {
    const types::FuncType& x = before_.arena().funcs[a.type];
    const types::FuncType& y = after_.arena().funcs[b.type];
    deprecation(item, a.meta, b.meta);
    if (x.is_async != y.is_async) add(true, item, y.is_async ? "async, was not" : "not async, was", both_sides);
    members(item, "parameter", parameters(x), parameters(y));
    if (!same_.use(x.result, y.result)) add(true, item, "the result " + is_was(x.result, y.result), both_sides);
  }

  std::string spelled(const Side& side, const std::optional<types::ValType>& type) const {
    return type ? in_code(print_type(side.arena(), *type)) : "nothing";
  }
  std::string is_was(const std::optional<types::ValType>& a, const std::optional<types::ValType>& b) const {
    const std::string x = spelled(before_, a), y = spelled(after_, b);
    return x == y ? "is another " + y + " than before" : "is " + y + ", was " + x;
  }

  void members(const std::string& item, const std::string& word, const std::vector<Member>& a,
               const std::vector<Member>& b) {
    if (renamed(item, word, a, b)) return;
    const auto name = [](const Member& m) { return m.name; };
    const auto matched = match(a, name, b, name);
    for (const auto* m : matched.removed)
      add(true, item, "the " + word + " " + in_code(m->name) + " is gone", both_sides);
    for (const auto* m : matched.added) add(true, item, "the " + word + " " + in_code(m->name) + " is new", both_sides);
    bool in_order = true;
    const Member* previous = nullptr;
    for (const auto& [x, y] : matched.both) {
      if (!same_.use(x->type, y->type))
        add(true, item, "the " + word + " " + in_code(x->name) + " " + is_was(x->type, y->type), both_sides);
      in_order = in_order && (!previous || previous < y);
      previous = y;
    }
    if (!in_order) add(true, item, "the order of the " + word + "s changed", both_sides);
  }

  /// One member that has another name and is the same otherwise.
  bool renamed(const std::string& item, const std::string& word, const std::vector<Member>& a,
               const std::vector<Member>& b) {
    if (a.size() != b.size()) return false;
    std::optional<std::size_t> at;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i].name == b[i].name) continue;
      if (at) return false;
      at = i;
    }
    const auto has = [](const std::vector<Member>& all, const std::string& name) {
      return std::ranges::find(all, name, &Member::name) != all.end();
    };
    if (!at || has(a, b[*at].name) || has(b, a[*at].name) || !same_.use(a[*at].type, b[*at].type)) return false;
    add(true, item, "the " + word + " " + in_code(a[*at].name) + " is now called " + in_code(b[*at].name), both_sides);
    for (std::size_t i = 0; i < a.size(); ++i)
      if (i != *at && !same_.use(a[i].type, b[i].type))
        add(true, item, "the " + word + " " + in_code(a[i].name) + " " + is_was(a[i].type, b[i].type), both_sides);
    return true;
  }

  // Types.

  void types(const std::vector<TypeDefId>& a, const std::vector<TypeDefId>& b, const Place& place, Role role) {
    const auto name = [](const Side& side) { return [&](TypeDefId id) { return side.graph().types[id].name; }; };
    const auto matched = match(a, name(before_), b, name(after_));
    for (const auto* id : matched.removed) item_removed(role, place.item(name(before_)(*id)));
    for (const auto& [x, y] : matched.both)
      type(before_.graph().types[*x], after_.graph().types[*y], place.item(name(before_)(*x)));
    for (const auto* id : matched.added) item_added(role, place.item(name(after_)(*id)));
  }

  void type(const TypeDef& a, const TypeDef& b, const std::string& item) {
    deprecation(item, a.meta, b.meta);
    const auto *x = std::get_if<types::DefTypeId>(&a.type.type), *y = std::get_if<types::DefTypeId>(&b.type.type);
    if (x && y) return defined(a, *x, b, *y, item);
    const auto *r = std::get_if<types::ResourceId>(&a.type.type), *s = std::get_if<types::ResourceId>(&b.type.type);
    if (!r || !s)
      return add(true, item,
                 std::string(s ? "a resource" : "a value type") + ", was " + (r ? "a resource" : "a value type"),
                 both_sides);
    const std::string from = before_.resource_name(*r), to = after_.resource_name(*s);
    if (from != to) add(true, item, "the resource " + in_code(to) + ", was " + in_code(from), both_sides);
  }

  void defined(const TypeDef& a, types::DefTypeId x, const TypeDef& b, types::DefTypeId y, const std::string& item) {
    if (is_told_elsewhere(a, b) || same_.definition(x, y)) return;
    const Members old_ones = wit::members(before_.arena().defs[x]), new_ones = wit::members(after_.arena().defs[y]);
    const std::string old_shape = print_shape(before_.arena(), x), new_shape = print_shape(after_.arena(), y);
    const bool same_kind = before_.arena().defs[x].shape.index() == after_.arena().defs[y].shape.index();
    if (same_kind && old_ones.word) return members(item, old_ones.word, old_ones.members, new_ones.members);
    if (old_shape == new_shape)
      return add(true, item, "made of another " + in_code(new_shape) + " than before", both_sides);
    add(true, item, in_code(new_shape) + ", was " + in_code(old_shape), both_sides);
  }

  /// Both are other names of one type of the package, where any change is told.
  bool is_told_elsewhere(const TypeDef& a, const TypeDef& b) const {
    if (!a.alias_of || !b.alias_of) return false;
    const auto own = [](const Side& side, TypeDefId id) {
      const auto* type = std::get_if<types::DefTypeId>(&side.graph().types[id].type.type);
      return type ? side.own_name(*type) : std::string_view();
    };
    const std::string_view name = own(before_, *a.alias_of);
    return !name.empty() && name == own(after_, *b.alias_of);
  }

  // Worlds.

  void worlds() {
    const auto name = [](const Side& side) { return [&](WorldId id) { return side.graph().worlds[id].name; }; };
    const auto matched = match(before_.package().worlds, name(before_), after_.package().worlds, name(after_));
    for (const auto* id : matched.removed)
      add(true, "world " + name(before_)(*id), "removed", "components are made for it");
    for (const auto& [a, b] : matched.both) world(before_.graph().worlds[*a], after_.graph().worlds[*b]);
    for (const auto* id : matched.added) add(false, "world " + name(after_)(*id), "added", "nobody uses it yet");
  }

  void world(const World& a, const World& b) {
    exporter_.clear();
    deprecation("world " + a.name, a.meta, b.meta);
    world_items(a.imports, b.imports, {"import ", " of world " + a.name}, Role::imported);
    world_items(a.exports, b.exports, {"export ", " of world " + a.name}, Role::exported);
  }

  void world_items(const std::vector<WorldItem>& a, const std::vector<WorldItem>& b, const Place& place, Role role) {
    // An interface `i` and a function of the name `i` may be in one world.
    const auto key = [](const Side& side) {
      return [&](const WorldItem& item) {
        return item.name ? *item.name : "interface " + side.interface_name(*item.interface());
      };
    };
    const auto matched = match(a, key(before_), b, key(after_));
    for (const auto* item : matched.removed) item_removed(role, place.item(item_name(before_, *item)));
    for (const auto& [x, y] : matched.both) world_item(*x, *y, item_name(before_, *x), place, role);
    for (const auto* item : matched.added) item_added(role, place.item(item_name(after_, *item)));
  }
  static std::string item_name(const Side& side, const WorldItem& item) {
    if (item.function()) return display_name(*item.function());
    return item.name ? *item.name : side.interface_name(*item.interface());
  }

  void world_item(const WorldItem& a, const WorldItem& b, const std::string& name, const Place& place, Role role) {
    static constexpr const char* kinds[] = {"an interface", "a function", "a type"};
    const std::string item = place.item(name);
    if (a.item.index() != b.item.index())
      return add(true, item, std::string(kinds[b.item.index()]) + ", was " + kinds[a.item.index()], both_sides);
    if (a.function()) return function(*a.function(), *b.function(), item);
    if (a.type()) return type(before_.graph().types[*a.type()], after_.graph().types[*b.type()], item);
    world_interface(*a.interface(), *b.interface(), name, place, role);
  }

  void world_interface(InterfaceId a, InterfaceId b, const std::string& name, const Place& place, Role role) {
    const Interface& old_one = before_.graph().interfaces[a];
    const Interface& new_one = after_.graph().interfaces[b];
    const std::string x = before_.interface_name(a), y = after_.interface_name(b);
    const Place inside{place.before + name + ".", place.after};
    if (!old_one.name && !new_one.name) return interface(a, b, inside, role);
    if (x != y) {
      const auto called = [](const std::string& path) {
        return path.empty() ? "an interface of its own" : in_code(path);
      };
      return add(true, place.item(name), called(y) + ", was " + called(x), both_sides);
    }
    if (before_.is_own(a)) return;  // compared by itself
    others_interface(a, b, role);
  }

  /// Somebody else's, of one track: told once, not for every world that has it.
  void others_interface(InterfaceId a, InterfaceId b, Role role) {
    const Package& old_one = before_.graph().packages[before_.graph().interfaces[a].package];
    const Package& new_one = after_.graph().packages[after_.graph().interfaces[b].package];
    if (old_one.name.version == new_one.name.version || !told_.emplace(before_.interface_name(a), role).second) return;
    const std::string name = old_one.name.name_space + ":" + old_one.name.name;
    if (told_.emplace(name, role).second) version(name, *old_one.name.version, *new_one.name.version, role);
    interface(a, b, {name + "/" + *before_.graph().interfaces[a].name + ".", ""}, role);
  }

  void version(const std::string& package, const Version& a, const Version& b, Role role) {
    const std::string what = "version " + to_string(b) + ", was " + to_string(a);
    if (role == Role::exported)
      return add(false, "exports of " + package, what, "what changed in it is said by itself");
    const std::string item = "imports of " + package;
    if (b < a) return add(true, item, what, "components may need the later version");
    add(false, item, what, "components need not know; hosts have to provide that version");
  }

  const Side& before_;
  const Side& after_;
  SameType same_;
  std::vector<Change> changes_;
  std::unordered_map<std::string, std::string> exporters_;  ///< worlds by interface
  std::set<std::pair<std::string, Role>> told_;             ///< others' packages and interfaces
  std::string exporter_;                                    ///< of the interface that is being compared
};

}  // namespace

Diff diff(const PackageGraph& before_graph, PackageId before, const PackageGraph& after_graph, PackageId after) {
  const Side old_side(before_graph, before), new_side(after_graph, after);
  return {old_side.package().name, new_side.package().name, Differ(old_side, new_side).run()};
}

}  // namespace witc::wit
