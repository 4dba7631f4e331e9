#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bindgen/model.hpp"
#include "types/package_graph.hpp"

// What the templates show: text, and lists of it. Everything is decided before.

namespace witc::bindgen {

struct Doc {
  std::vector<std::string> lines;  ///< without the comment's slashes
  std::string deprecated = {};     ///< what the compiler should say, empty for nothing
};

/// A field, a case, a flag, an enumerator.
struct Member {
  Doc doc;
  std::string name;
  std::string wit_name;
  std::string type = {};     ///< empty for a case without payload
  std::string value = {};    ///< of a flag
  bool initialized = false;  ///< a number, which would be indeterminate otherwise
};

/// A type with a name.
struct TypeView {
  enum class Kind : std::uint8_t { record, variant, enum_, flags, alias };
  Kind kind = Kind::alias;
  Doc doc;
  std::string name;
  std::string full_name;   ///< as the namespace witc::abi names it, with template arguments
  std::string parameters;  ///< "class A, class B"; empty unless it is a template
  std::string underlying;  ///< of an enumeration
  std::string target;      ///< of an alias
  std::vector<Member> members;
  std::string cases;               ///< of a variant: their names with commas
  std::vector<std::string> names;  ///< of fields, cases or flags in WIT, quoted
  std::string layout;              ///< in guest memory: "witc::abi::Layout{8, 4}"; empty for templates
  bool comparable = false;
};

/// A function of the host or of a guest.
struct FunctionView {
  Doc doc;
  std::string wit_name;        ///< "[method]bucket.get"
  std::string full_name;       ///< "example:greeter/store@1.0.0#[method]bucket.get"
  std::string name;            ///< in C++
  std::string descriptor;      ///< what is unique among the functions of an interface
  std::string signature = {};  ///< of a host's: "using Signature = R(A, B);"; of a guest's: "witc::TypedFunc<R(A, B)>"
  std::string declaration = {};  ///< "R name(A a, B b)", in as many lines as it takes
  std::string arguments = {};    ///< how the declared function passes its arguments on: ", a, b"
};

struct ResourceView {
  Doc doc;
  std::string name;  ///< the alias in a host object, or the class of a guest's resource
  std::string wit_name;
  wit::TypeDefId definition = {};
  std::vector<FunctionView> methods = {};  ///< of a guest's
};

/// What the headers have in common.
struct HeaderView {
  std::string source;  ///< what in WIT it was made from
  std::string guard;
  std::vector<std::string> system_includes;
  std::vector<std::string> includes;
  std::string name_space;
  bool deprecated = false;  ///< something in it is
};

struct TypesView : HeaderView {
  Doc doc;
  std::vector<TypeView> types;
  bool has_flags = false;
};

struct HostView : HeaderView {
  std::string wit_name;                 ///< what guests import; empty for a world's own functions
  std::vector<ResourceView> resources;  ///< that the interface defines
  std::vector<ResourceView> foreign;    ///< that it uses
  std::vector<FunctionView> functions;
  std::string implements;  ///< the condition for a host object, as far as its functions are concerned
};

struct GuestView : HeaderView {
  std::string wit_name;
  std::string parameters;  ///< "class A"; the resources of other interfaces
  std::vector<ResourceView> resources;
  std::vector<FunctionView> functions;  ///< without the methods
  std::vector<FunctionView> all;        ///< with them
};

/// A host object that a world wants.
struct SlotView {
  std::string name;  ///< of the parameter
  std::string stem;  ///< what classes for it begin with
  std::string type;  ///< of its template parameter
  std::string wit_name;
  std::string adder;     ///< the function that defines it
  std::string argument;  ///< of the adder: the import's name, where it is not the interface's own
};

struct ExportView {
  std::string name;
  std::string type;
  std::string wit_name;
};

struct WorldView : HeaderView {
  Doc doc;
  std::string wit_name;
  struct Alias {
    std::string name;
    std::string target;
  };
  std::vector<Alias> aliases;
  HostView root;  ///< the functions and resources the world imports by themselves
  std::vector<SlotView> slots;
  std::vector<Owner> owners;                    ///< of the slots
  std::vector<types::ResourceId> host_classes;  ///< what `parameters` stand for
  struct Agreement {
    std::string left;
    std::string right;
    std::string message;
  };
  std::vector<Agreement> agreements;  ///< what has to be true of several hosts
  std::string add_to_linker;          ///< its declaration
  std::string collision;              ///< why one object cannot implement all; empty when it can
  std::string parameters;             ///< "class Z, "
  std::string arguments;              ///< "<Z>"
  std::vector<FunctionView> functions;
  std::vector<ExportView> exports;
};

/// A program to begin with.
struct StubsView {
  std::string source;
  std::string header;   ///< of the world
  std::string world;    ///< its namespace
  std::string classes;  ///< template arguments of instantiate
  struct Function {
    Doc doc;
    std::string declaration;
    std::string message;
    bool is_async = false;
  };
  struct Slot {
    std::string name;
    std::string type;
    std::string wit_name;
    std::vector<WorldView::Alias> aliases = {};
    std::vector<Function> functions = {};
  };
  std::vector<ResourceView> resources;
  std::vector<Slot> slots;
};

}  // namespace witc::bindgen
