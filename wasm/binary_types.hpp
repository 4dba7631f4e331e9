#pragma once

#include "support/byte_reader.hpp"
#include "wasm/limits.hpp"
#include "wasm/types.hpp"
#include "witc/features.hpp"

// Types in the binary format (core spec, binary/types), for the module decoder and the instruction reader.

namespace witc::wasm {

Expected<ValType> read_val_type(ByteReader& reader, const Features& features);
Expected<HeapType> read_heap_type(ByteReader& reader, const Features& features);
Expected<ValType> read_ref_type(ByteReader& reader, const Features& features);
Expected<TableType> read_table_type(ByteReader& reader, const Features& features);
Expected<MemoryType> read_memory_type(ByteReader& reader, const Features& features);
Expected<GlobalType> read_global_type(ByteReader& reader, const Features& features);
Expected<TagType> read_tag_type(ByteReader& reader, const Features& features);
/// A member of a recursion group, without what depends on its place there.
Expected<SubType> read_sub_type(ByteReader& reader, const Features& features, const ImplementationLimits& limits);

/// The error for something that needs a feature which is off.
std::unexpected<Error> feature_required(std::uint64_t offset, Feature feature, std::string_view what);

}  // namespace witc::wasm
