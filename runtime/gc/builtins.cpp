#include "runtime/gc/builtins.hpp"

#include <cstring>

#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"

// The functions of codegen::Builtins for collected objects.

namespace witc::runtime {

namespace {

using codegen::ArrayStatus;
using codegen::InstanceHeader;

CoreInstance& instance_of(InstanceHeader* header) { return *static_cast<CoreInstance*>(header->instance); }
Heap& heap_of(InstanceHeader* header) { return instance_of(header).store().heap(); }

std::uint32_t status(ArrayStatus code) { return static_cast<std::uint32_t>(code); }

bool in_bounds(std::uint64_t size, std::uint64_t begin, std::uint64_t count) {
  return begin <= size && count <= size - begin;
}

std::byte* elements(void* array) { return static_cast<std::byte*>(array) + codegen::first_field_offset; }
const ObjectHeader& array_header(void* array) { return *static_cast<const ObjectHeader*>(array); }
std::size_t element_bytes(void* array) { return registered(array_header(array).type).element_bytes; }

}  // namespace

void* allocate_struct(InstanceHeader* header, std::uint32_t type) {
  return heap_of(header).allocate_struct(instance_of(header).type(type));
}

void* allocate_array(InstanceHeader* header, std::uint32_t type, std::uint32_t length) {
  return heap_of(header).allocate_array(instance_of(header).type(type), length);
}

void* allocate_exception(InstanceHeader* header, std::uint32_t tag) {
  return heap_of(header).allocate_exception(*instance_of(header).tag(tag));
}

std::uint32_t array_init_data(InstanceHeader* header, void* array, std::uint32_t segment, std::uint32_t to,
                              std::uint32_t from, std::uint32_t count) {
  const auto bytes = instance_of(header).data_segment(segment);
  const std::size_t size = element_bytes(array);
  if (!in_bounds(array_header(array).length, to, count)) return status(ArrayStatus::array_out_of_bounds);
  if (!in_bounds(bytes.size(), from, count * size)) return status(ArrayStatus::segment_out_of_bounds);
  if (count != 0) std::memcpy(elements(array) + std::size_t{to} * size, bytes.data() + from, count * size);
  return status(ArrayStatus::ok);
}

std::uint32_t array_init_elem(InstanceHeader* header, void* array, std::uint32_t segment, std::uint32_t to,
                              std::uint32_t from, std::uint32_t count) {
  const auto items = instance_of(header).element_segment(segment);
  if (!in_bounds(array_header(array).length, to, count)) return status(ArrayStatus::array_out_of_bounds);
  if (!in_bounds(items.size(), from, count)) return status(ArrayStatus::segment_out_of_bounds);
  if (count != 0)
    std::memcpy(elements(array) + std::size_t{to} * sizeof(void*), items.data() + from, count * sizeof(void*));
  return status(ArrayStatus::ok);
}

std::uint32_t array_new_data(InstanceHeader* header, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                             std::uint32_t count) {
  const std::size_t size = instance_of(header).type(type).element_bytes;
  if (!in_bounds(instance_of(header).data_segment(segment).size(), begin, count * size))
    return status(ArrayStatus::segment_out_of_bounds);
  void* array = allocate_array(header, type, count);
  if (!array) return status(ArrayStatus::heap_full);
  header->store->results[0].ref = array;
  return array_init_data(header, array, segment, 0, begin, count);
}

std::uint32_t array_new_elem(InstanceHeader* header, std::uint32_t type, std::uint32_t segment, std::uint32_t begin,
                             std::uint32_t count) {
  if (!in_bounds(instance_of(header).element_segment(segment).size(), begin, count))
    return status(ArrayStatus::segment_out_of_bounds);
  void* array = allocate_array(header, type, count);
  if (!array) return status(ArrayStatus::heap_full);
  header->store->results[0].ref = array;
  return array_init_elem(header, array, segment, 0, begin, count);
}

std::uint32_t array_fill(InstanceHeader* header, void* array, std::uint32_t begin, std::uint32_t count) {
  if (!in_bounds(array_header(array).length, begin, count)) return status(ArrayStatus::array_out_of_bounds);
  const std::size_t size = element_bytes(array);
  for (std::uint32_t i = 0; i < count; ++i)
    std::memcpy(elements(array) + (std::size_t{begin} + i) * size, &header->store->results[0], size);
  return status(ArrayStatus::ok);
}

std::uint32_t array_copy(InstanceHeader*, void* to_array, std::uint32_t to, void* from_array, std::uint32_t from,
                         std::uint32_t count) {
  if (!in_bounds(array_header(to_array).length, to, count)) return status(ArrayStatus::array_out_of_bounds);
  if (!in_bounds(array_header(from_array).length, from, count)) return status(ArrayStatus::array_out_of_bounds);
  const std::size_t size = element_bytes(to_array);
  if (count != 0)
    std::memmove(elements(to_array) + std::size_t{to} * size, elements(from_array) + std::size_t{from} * size,
                 count * size);
  return status(ArrayStatus::ok);
}

}  // namespace witc::runtime
