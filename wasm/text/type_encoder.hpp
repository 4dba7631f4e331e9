#pragma once

#include "support/byte_writer.hpp"
#include "wasm/types.hpp"

// Types in the binary format (core spec, binary/types); the counterpart of binary_types.hpp.

namespace witc::wasm {

void encode(ByteWriter& out, HeapType type);
void encode(ByteWriter& out, RefType type);
void encode(ByteWriter& out, const ValType& type);
void encode(ByteWriter& out, const StorageType& type);
void encode(ByteWriter& out, const FieldType& type);
/// With the leading byte that says it is a function type.
void encode(ByteWriter& out, const FuncType& type);
void encode(ByteWriter& out, const MemoryType& type);
void encode(ByteWriter& out, const TableType& type);
void encode(ByteWriter& out, const GlobalType& type);
void encode(ByteWriter& out, const TagType& type);
/// A result type: a vector of value types.
void encode(ByteWriter& out, const std::vector<ValType>& types);

}  // namespace witc::wasm
