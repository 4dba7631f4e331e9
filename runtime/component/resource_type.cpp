// Resource types as values of the host, for dynamic values.

#include "witc/resource_type.hpp"

#include <string>

#include "runtime/component/calls.hpp"
#include "runtime/component/handle_table.hpp"
#include "runtime/core/store_state.hpp"

namespace witc {

ResourceType ResourceType::dynamic(std::function<void(std::uint64_t rep)> drop) {
  auto type = std::make_shared<runtime::ResourceType>();
  type->name = "a dynamic resource";
  type->destroy = std::move(drop);
  return ResourceType(std::move(type));
}

Expected<Val> ResourceType::make(StoreRef store, std::uint64_t rep) const {
  if (state_->instance)
    return fail(ErrorCode::usage, "objects of the resource type " + state_->name + " are made by the guest");
  store.state().keep(state_);
  auto handle = store.state().host_handles().add({.type = state_.get(), .rep = rep});
  if (!handle) return fail(ErrorCode::resource_exhausted, handle.error());
  return Val(Val::Resource{*handle, true});
}

Expected<std::uint64_t> ResourceType::rep(StoreRef store, const Val& handle) const {
  const auto* resource = handle.get<Val::Resource>();
  if (!resource) return fail(ErrorCode::type_mismatch, "the value is not a handle");
  const auto found = store.state().host_handles().get(resource->handle, *state_);
  if (!found) return fail(ErrorCode::type_mismatch, found.error());
  return (*found)->rep;
}

Outcome<> drop(StoreRef store, const Val& handle) {
  const auto* resource = handle.get<Val::Resource>();
  if (!resource) return {};
  auto& handles = store.state().host_handles();
  const auto found = handles.get(resource->handle);
  if (!found || !(*found)->own) return {};
  const runtime::ResourceHandle dropped = **found;
  handles.remove(resource->handle);
  return runtime::drop_resource(store.state(), *dropped.type, dropped.rep, nullptr);
}

}  // namespace witc
