#pragma once

#include <cstdint>

#include "wasm/text/module_context.hpp"

// Types and type uses (core spec, text/types and text/modules: type uses).

namespace witc::wasm {

bool at_ref_type(const text::TokenCursor& cursor);
bool at_val_type(const text::TokenCursor& cursor);
Expected<HeapType> parse_heap_type(text::TokenCursor& cursor, const IndexSpace& types);
Expected<RefType> parse_ref_type(text::TokenCursor& cursor, const IndexSpace& types);
Expected<ValType> parse_val_type(text::TokenCursor& cursor, const IndexSpace& types);

/// `i32`, `i64` or nothing.
AddressType take_address_type(text::TokenCursor& cursor);
/// After the address type: one number or two.
Expected<Limits> parse_limits(text::TokenCursor& cursor, AddressType address);
/// `(pagesize n)` or nothing, as the exponent.
Expected<std::uint8_t> parse_page_size(text::TokenCursor& cursor);
Expected<MemoryType> parse_memory_type(text::TokenCursor& cursor);
Expected<TableType> parse_table_type(text::TokenCursor& cursor, const IndexSpace& types);
Expected<GlobalType> parse_global_type(text::TokenCursor& cursor, const IndexSpace& types);

/// `(type $t (sub …))` after `(type` and the identifier that the scan has bound, up to its closing parenthesis; defines
/// type `index`. `alone` says that its recursion group has no other members.
Expected<void> parse_type_definition(text::TokenCursor& cursor, ModuleContext& context, std::uint32_t index,
                                     bool alone);

/// Parameters and results. `locals` gets the parameters with their names; without it parameters cannot have names.
Expected<FuncType> parse_signature(text::TokenCursor& cursor, ModuleContext& context, IndexSpace* locals);

/// A type use: `(type $t)`, a signature, or both.
struct TypeUse {
  bool is_explicit = false;
  std::uint32_t index = 0;  ///< of the explicit type
  FuncType signature;
};
Expected<TypeUse> parse_type_use(text::TokenCursor& cursor, ModuleContext& context, IndexSpace* locals);
/// The index of its type, which is added to the module where there is none.
std::uint32_t type_index(const TypeUse& use, ModuleContext& context);

}  // namespace witc::wasm
