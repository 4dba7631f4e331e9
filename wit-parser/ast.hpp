#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/semver.hpp"
#include "support/source_map.hpp"

// What the grammar of WIT.md makes of one file: names are text, nothing is looked up. Views are into the SourceMap.

namespace witc::wit::ast {

struct Name {
  std::string_view text;
  Span span;
};

struct Version {
  witc::Version value;
  Span span;
};

/// WIT.md: Feature gate syntax, and `@external-id`.
struct Attribute {
  enum class Kind : std::uint8_t { since, unstable, deprecated, external_id };
  Kind kind = Kind::since;
  Span span;         ///< of the attribute's name
  Version version;   ///< of since and deprecated
  Name feature;      ///< of unstable
  std::string text;  ///< of external_id
};

/// What may stand before an item.
struct Header {
  std::string docs;
  Span docs_span;
  std::vector<Attribute> attributes;
};

struct PackageName {
  Name name_space;
  Name name;
  std::optional<Version> version;
  Span span;
};

/// WIT.md: use-path. `id`, or with `package`, `ns:pkg/id@version`.
struct UsePath {
  std::optional<PackageName> package;
  Name name;
  Span span;
};

/// WIT.md: Types. `arguments` holds what stands between `<` and `>`, in order.
struct Type {
  enum class Kind : std::uint8_t {
    primitive,  ///< which one is `name`
    name,
    list,  ///< with `length`: of that fixed length
    option,
    result,
    tuple,
    map,
    stream,
    future,
    own,     ///< of `name`
    borrow,  ///< of `name`
    hole,    ///< the `_` of a result without ok type
  };
  Kind kind = Kind::primitive;
  Name name;
  Span span;  ///< of the first word
  std::vector<Type> arguments;
  std::optional<std::uint32_t> length;
};

struct Param {
  Name name;
  Type type;
};

struct Function {
  enum class Kind : std::uint8_t { freestanding, method, static_, constructor };
  Header header;
  Name name;  ///< of a constructor: the keyword
  Kind kind = Kind::freestanding;
  bool is_async = false;
  std::vector<Param> params;
  std::optional<Type> result;
};

/// A field of a record or a case of a variant (type optional), enum or flags (no type).
struct Member {
  Header header;
  Name name;
  std::optional<Type> type;
};

struct TypeDef {
  enum class Kind : std::uint8_t { alias, record, variant, enum_, flags, resource };
  Header header;
  Kind kind = Kind::alias;
  Name name;
  Type aliased;                     ///< of alias
  std::vector<Member> members;      ///< of record, variant, enum_ and flags
  std::vector<Function> functions;  ///< of resource
};

struct Renaming {
  Name name;
  std::optional<Name> as;
};

struct Use {
  Header header;
  UsePath path;
  std::vector<Renaming> names;
};

struct Include {
  Header header;
  UsePath path;
  std::vector<Renaming> with;
};

using InterfaceItem = std::variant<Use, TypeDef, Function>;

/// `import` or `export` in a world.
struct Extern {
  Header header;
  bool is_export = false;
  std::optional<Name> name;  ///< absent for a mere path
  std::variant<Function, std::vector<InterfaceItem>, UsePath> type;
};

using WorldItem = std::variant<Use, TypeDef, Include, Extern>;

struct Interface {
  Header header;
  Name name;
  std::vector<InterfaceItem> items;
};

struct World {
  Header header;
  Name name;
  std::vector<WorldItem> items;
};

struct TopLevelUse {
  Header header;
  UsePath path;
  std::optional<Name> as;
};

struct TopLevelItem;

/// `package a:b { … }`
struct Package {
  Header header;
  PackageName name;
  std::optional<Span> semicolon;  ///< in place of a body: the name of the file's own package
  std::vector<TopLevelItem> items;
};

struct TopLevelItem {
  std::variant<TopLevelUse, Interface, World, Package> item;
};

struct File {
  FileId file;
  bool broken = false;                      ///< something in it was wrong, so there may be less here than the file says
  Header header;                            ///< of `package_name`
  std::optional<PackageName> package_name;  ///< `package a:b;`
  std::vector<TopLevelItem> items;
};

}  // namespace witc::wit::ast
