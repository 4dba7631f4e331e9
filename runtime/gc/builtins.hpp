#pragma once

#include <cstdint>

#include "codegen/context_layout.hpp"

namespace witc::runtime {

// Members of codegen::Builtins, with the contracts given there.

void* allocate_struct(codegen::InstanceHeader*, std::uint32_t type);
void* allocate_array(codegen::InstanceHeader*, std::uint32_t type, std::uint32_t length);
void* allocate_exception(codegen::InstanceHeader*, std::uint32_t tag);
std::uint32_t array_new_data(codegen::InstanceHeader*, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                             std::uint32_t count);
std::uint32_t array_new_elem(codegen::InstanceHeader*, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                             std::uint32_t count);
std::uint32_t array_init_data(codegen::InstanceHeader*, void* array, std::uint32_t segment, std::uint32_t to,
                              std::uint32_t from, std::uint32_t count);
std::uint32_t array_init_elem(codegen::InstanceHeader*, void* array, std::uint32_t segment, std::uint32_t to,
                              std::uint32_t from, std::uint32_t count);
std::uint32_t array_fill(codegen::InstanceHeader*, void* array, std::uint32_t begin, std::uint32_t count);
std::uint32_t array_copy(codegen::InstanceHeader*, void* to_array, std::uint32_t to, void* from_array,
                         std::uint32_t from, std::uint32_t count);

}  // namespace witc::runtime
