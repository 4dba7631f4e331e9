#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "bindgen/model.hpp"

namespace witc::bindgen {

/// What a resource is in the C++ at hand.
struct ResourceClass {
  enum class Kind : std::uint8_t {
    host,     ///< the host's own: Own<T>
    guest,    ///< a class for the guest's: T
    generic,  ///< one of both, a template parameter
  };
  std::string name;
  Kind kind = Kind::generic;
};
/// By the identity of a resource.
using ResourceClasses = std::function<ResourceClass(types::ResourceId)>;

using Shape = decltype(types::DefType::shape);

/// The type of a parameter: of the value, and as a C++ function declares it (small values and views as they are).
struct Parameter {
  std::string value;
  std::string declared;
};

/// C++ types for WIT types, as they are written in one place.
class Speller {
 public:
  /// `scope`: whose namespace that is, or none. `hidden`: names that mean something else there.
  Speller(const Model& model, std::optional<Owner> scope, ResourceClasses classes,
          std::set<std::string, std::less<>> hidden = {})
      : model_(model), scope_(scope), classes_(std::move(classes)), hidden_(std::move(hidden)) {}

  /// Of a value that is kept.
  std::string owned(types::ValType type) const { return spell(type, Use::owned); }
  /// Of a parameter of a host function: what can be a view of guest memory is one.
  /// An asynchronous function has no views: guest memory may change while it waits.
  Parameter host_parameter(types::ValType type, bool is_async) const;
  /// Of a parameter of a guest's function, as the caller has it.
  Parameter guest_parameter(types::ValType type) const;
  /// The type a function gives; "void" for none.
  std::string value(const types::FuncType& function) const;
  /// The same as C++ functions declare it: a Task, if it is asynchronous.
  std::string result(const types::FuncType& function) const;

  /// What stands behind the name of a type.
  std::string shape(types::DefTypeId type) const;
  /// `template <class A, class B>` arguments of a type that mentions resources: "<A, B>", or nothing.
  std::string arguments(types::ValType type) const;

 private:
  enum class Use : std::uint8_t { owned, borrowed, argument };
  struct Shapes;

  std::string spell(types::ValType type, Use use) const;
  std::string spell_shape(types::DefTypeId type, Use use) const;
  std::string name(wit::TypeDefId type) const;
  ResourceClass class_of(types::ResourceId resource) const { return classes_(model_.arena().identity(resource)); }
  const Shape& shape_of(types::ValType type) const;
  /// Whether a string or list is spelled as a view of its elements.
  bool is_view(types::ValType type, Use use) const;
  bool is_view(const types::List& list, Use use) const;
  bool is_small(types::ValType type) const;
  Parameter parameter(types::ValType type, Use use) const;

  const Model& model_;
  std::optional<Owner> scope_;
  ResourceClasses classes_;
  std::set<std::string, std::less<>> hidden_;
};

}  // namespace witc::bindgen
