#pragma once

#include "wasm/module.hpp"

// valid/matching: subtyping between types of one module, whose types are canonicalised (recursion_group.hpp).

namespace witc::wasm {

bool matches(const Module& module, HeapType sub, HeapType super);
bool matches(const Module& module, RefType sub, RefType super);
bool matches(const Module& module, ValType sub, ValType super);
bool matches(const Module& module, const FieldType& sub, const FieldType& super);
/// What a declared supertype demands: kinds agree, functions are contravariant in parameters, structures may be longer.
bool composite_matches(const Module& module, const SubType& sub, const SubType& super);

/// The greatest type above: any, func, extern or exn.
HeapType::Abstract top_of(const Module& module, HeapType heap);
/// The abstract heap type right above a defined type.
HeapType::Abstract abstract_of(CompositeKind kind);

/// Whether locals and fields of the type start with a value: everything but non-null references.
constexpr bool is_defaultable(ValType type) { return !type.is_ref() || type.ref.nullable; }

}  // namespace witc::wasm
