#pragma once

#include <utility>

namespace witc::runtime {
class StoreState;
}

namespace witc::core::detail {

class RootList;

/// A place of the host's that keeps a collected object alive: a node of the list of its store. Objects do not move, so
/// the pointer stays right. Copying and dropping touch only the neighbours: cheap, but on the store's thread only.
/// When the store ends first, the place becomes null.
class Root {
 public:
  constexpr Root() = default;
  /// What needs no keeping: null, or an i31.
  constexpr explicit Root(void* value) : value_(value) {}
  Root(RootList& list, runtime::StoreState& store, void* value);
  Root(const Root& other) : value_(other.value_), store_(other.store_) {
    if (other.next_) insert_before(*other.next_);
  }
  Root(Root&& other) noexcept { take(other); }
  Root& operator=(const Root& other) {
    if (this == &other) return *this;
    reset();
    value_ = other.value_;
    store_ = other.store_;
    if (other.next_) insert_before(*other.next_);
    return *this;
  }
  Root& operator=(Root&& other) noexcept {
    if (this == &other) return *this;
    reset();
    take(other);
    return *this;
  }
  ~Root() { unlink(); }

  void reset() {
    unlink();
    value_ = nullptr;
    store_ = nullptr;
  }
  void* value() const { return value_; }
  /// Null for what belongs to no store.
  runtime::StoreState* store() const { return store_; }

 private:
  friend class RootList;
  // In a file that makes no roots: g++ 12 takes them for leaks of a local's address (-Wdangling-pointer).
  void insert_before(Root& next);
  /// Moves into the other's place, which becomes empty. Reaches `other` by its name only, not through neighbours: when
  /// std::vector grows, it says that nothing else does (__restrict in __relocate_object_a), and compilers believe it.
  void take(Root& other);
  void unlink() {
    if (!next_) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }

  void* value_ = nullptr;
  runtime::StoreState* store_ = nullptr;
  Root* previous_ = nullptr;
  Root* next_ = nullptr;
};

/// All places of one store.
class RootList {
 public:
  RootList() { end_.previous_ = end_.next_ = &end_; }
  RootList(const RootList&) = delete;
  RootList& operator=(const RootList&) = delete;
  ~RootList() {
    while (end_.next_ != &end_) end_.next_->reset();
  }

  template <class Visit>
  void for_each(Visit visit) const {
    for (const Root* root = end_.next_; root != &end_; root = root->next_) visit(root->value_);
  }

 private:
  friend class Root;
  Root end_;
};

inline Root::Root(RootList& list, runtime::StoreState& store, void* value) : value_(value), store_(&store) {
  insert_before(list.end_);
}

}  // namespace witc::core::detail
