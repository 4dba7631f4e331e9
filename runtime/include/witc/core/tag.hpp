#pragma once

#include "witc/core/types.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

namespace witc::runtime {
struct Tag;
}

namespace witc::core {

/// An exception tag (core spec, execution/runtime: tag instances). A small value, valid while its store lives.
class Tag {
 public:
  /// A tag of the host's, to be given to guests. Errors: type_mismatch (a type with results).
  static Expected<Tag> make(StoreRef store, const TagType& type);

  TagType type() const;
  bool operator==(const Tag&) const = default;

  // For the library's own use.
  Tag(runtime::StoreState& store, runtime::Tag& tag) : store_(&store), tag_(&tag) {}
  runtime::StoreState& owner() const { return *store_; }
  runtime::Tag& state() const { return *tag_; }

 private:
  runtime::StoreState* store_;
  runtime::Tag* tag_;
};

}  // namespace witc::core
