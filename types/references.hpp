#pragma once

#include <optional>
#include <variant>

#include "types/types.hpp"

namespace witc::types {

/// Calls `visit` with every `ValType&` and `ResourceId&` that a type or function type is made of, in order, so that it
/// can replace them. Takes a DefType, its shape, or a FuncType, constant or not.
template <class Type, class Visit>
void for_each_reference(Type& type, Visit visit);

namespace detail {

template <class Visit>
struct References {
  Visit& visit;

  template <class T>
  void operator()(T& type) const {
    if constexpr (requires { type.fields; })
      for (auto& field : type.fields) visit(field.type);
    if constexpr (requires { type.cases; })
      for (auto& item : type.cases) one(item.type);
    if constexpr (requires { type.types; })
      for (auto& item : type.types) visit(item);
    if constexpr (requires { type.params; })
      for (auto& param : type.params) visit(param.type);
    if constexpr (requires { type.type; }) one(type.type);
    if constexpr (requires { type.element; }) one(type.element);
    if constexpr (requires { type.key; }) visit(type.key);
    if constexpr (requires { type.value; }) visit(type.value);
    if constexpr (requires { type.ok; }) one(type.ok);
    if constexpr (requires { type.error; }) one(type.error);
    if constexpr (requires { type.result; }) one(type.result);
    if constexpr (requires { type.resource; }) visit(type.resource);
  }

 private:
  template <class T>
  void one(T& reference) const {
    if constexpr (requires { *reference; }) {
      if (reference) visit(*reference);
    } else {
      visit(reference);
    }
  }
};

}  // namespace detail

template <class Type, class Visit>
void for_each_reference(Type& type, Visit visit) {
  const detail::References<Visit> references{visit};
  if constexpr (requires { type.shape; })
    std::visit(references, type.shape);
  else if constexpr (requires { type.index(); })
    std::visit(references, type);
  else
    references(type);
}

}  // namespace witc::types
