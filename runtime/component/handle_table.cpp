#include "runtime/component/handle_table.hpp"

#include <utility>

namespace witc::runtime {

HandleTable::Result<std::uint32_t> HandleTable::add(ResourceHandle handle) {
  std::uint32_t index = free_head_;
  if (index != 0) {
    free_head_ = slots_[index].next_free;
  } else {
    if (slots_.size() >= max_length) return std::unexpected("the handle table is full");
    index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  }
  slots_[index] = Slot{std::move(handle), true, 0};
  return index;
}

HandleTable::Result<ResourceHandle*> HandleTable::get(std::uint32_t index) {
  if (index >= slots_.size() || !slots_[index].live)
    return std::unexpected("unknown handle index " + std::to_string(index));
  return &slots_[index].handle;
}

namespace {

HandleTable::Result<ResourceHandle*> of_type(HandleTable::Result<ResourceHandle*> handle, std::uint32_t index,
                                             const ResourceType& type) {
  if (handle && (*handle)->type != &type)
    return std::unexpected("handle index " + std::to_string(index) + " used with the wrong type, expected " +
                           type.name + ", found " + (*handle)->type->name);
  return handle;
}

}  // namespace

HandleTable::Result<ResourceHandle*> HandleTable::get(std::uint32_t index, const ResourceType& type) {
  return of_type(get(index), index, type);
}

HandleTable::Result<std::uint32_t> HostHandles::add(ResourceHandle handle) {
  if (next_ == 0) return std::unexpected("the host has used all handle numbers of this store");
  handles_.emplace(next_, std::move(handle));
  return next_++;
}

HandleTable::Result<ResourceHandle*> HostHandles::get(std::uint32_t index) {
  const auto it = handles_.find(index);
  if (it == handles_.end()) return std::unexpected("unknown handle " + std::to_string(index));
  return &it->second;
}

HandleTable::Result<ResourceHandle*> HostHandles::get(std::uint32_t index, const ResourceType& type) {
  return of_type(get(index), index, type);
}

void HandleTable::remove(std::uint32_t index) {
  slots_[index] = Slot{{}, false, free_head_};
  free_head_ = index;
}

}  // namespace witc::runtime
