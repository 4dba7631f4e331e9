#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "witc/error.hpp"
#include "witc/own.hpp"
#include "witc/store_ref.hpp"
#include "witc/val.hpp"

namespace witc {

namespace runtime {
struct ResourceType;
}

/// A resource type at run time (CanonicalABI.md: ResourceType): one of the host's, or one that a running instance
/// exports. A small value; types of guests are valid while their store lives.
class ResourceType {
 public:
  /// A type of the host for dynamic values. Its objects are numbers that mean something to the host; `drop` may be
  /// empty, is called on the store's thread when an owner lets go of one, and must not throw.
  static ResourceType dynamic(std::function<void(std::uint64_t rep)> drop = {});

  /// An owned handle to the object `rep`, to be given to a guest or dropped. Errors: usage, for types of guests;
  /// resource_exhausted.
  Expected<Val> make(StoreRef store, std::uint64_t rep) const;
  /// The object behind a handle of this type, owned or borrowed. Errors: type_mismatch, also for handles that have
  /// been given away or whose call has ended.
  Expected<std::uint64_t> rep(StoreRef store, const Val& handle) const;

  bool operator==(const ResourceType& other) const { return state_ == other.state_; }

  // For the library's own use.
  explicit ResourceType(std::shared_ptr<const runtime::ResourceType> state) : state_(std::move(state)) {}
  const std::shared_ptr<const runtime::ResourceType>& state() const { return state_; }

 private:
  std::shared_ptr<const runtime::ResourceType> state_;
};

/// Ends an owned handle that the host holds: the host's drop or the guest's destructor runs. A trap of the destructor.
/// Handles that are no longer there are ignored.
Outcome<> drop(StoreRef store, const Val& handle);

}  // namespace witc
