#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "witc/core/detail/root.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

// References to collected objects (core spec, execution/runtime: values). Each of these handles is a root: what it
// refers to lives while the handle does, or until the store ends, which makes the handle null. Copies are cheap and
// refer to the same object. A handle belongs to the thread that uses its store; dropping it elsewhere is a data race
// with guest code that runs.

namespace witc::core {

/// What the handles have in common.
class Ref {
 public:
  bool is_null() const { return root_.value() == nullptr; }
  explicit operator bool() const { return !is_null(); }
  /// Whether both refer to the same object, or are the same i31, or both null.
  bool is_same(const Ref& other) const { return root_.value() == other.root_.value(); }

  const detail::Root& root() const { return root_; }  ///< for the library's own use

 protected:
  Ref() = default;
  explicit Ref(detail::Root root) : root_(std::move(root)) {}

 private:
  detail::Root root_;
};

class ExternRef;

/// anyref: a structure, an array, an i31, or an object of the host (any.convert_extern).
class AnyRef : public Ref {
 public:
  enum class Kind : std::uint8_t { null, i31, struct_, array, host };

  AnyRef() = default;
  explicit AnyRef(detail::Root root) : Ref(std::move(root)) {}
  /// ref.i31: the lower 31 bits of the value. Belongs to no store.
  static AnyRef i31(std::int32_t value);

  Kind kind() const;
  /// i31.get_s; nothing when it is something else.
  std::optional<std::int32_t> i31() const;
  /// extern.convert_any
  ExternRef to_extern() const;
};

namespace detail {

/// What an ExternRef refers to on the C++ side.
struct HostObject {
  const void* type = nullptr;  ///< type_key of the class
  void* object = nullptr;
  std::shared_ptr<void> owner;
};

template <class T>
inline constexpr char type_tag = 0;
/// An address for each class: run-time type information may be off.
template <class T>
constexpr const void* type_key() {
  return &type_tag<T>;
}
/// A const T is told apart, so that nobody gets to change it.
template <class T>
bool holds(const HostObject& object) {
  return object.type == type_key<T>() || object.type == type_key<std::remove_const_t<T>>();
}

}  // namespace detail

/// externref: an object of the host, which guests can hold and pass on but not look into; or anything else
/// (extern.convert_any).
class ExternRef : public Ref {
 public:
  ExternRef() = default;
  explicit ExternRef(detail::Root root) : Ref(std::move(root)) {}

  /// Makes a reference to an object of the host. The object is released, on the thread of the store, when neither the
  /// host nor the guest refers to it any more and a collection found that out, or when the store ends. Its destructor
  /// may drop references of the store but not run guest code. Releasing a null pointer's reference is fine too.
  /// Errors: limit_exceeded when the collected heap is full; the object is released then.
  template <class T>
  static Expected<ExternRef> make(StoreRef store, std::shared_ptr<T> object) {
    void* address = const_cast<std::remove_const_t<T>*>(object.get());
    return make(store, detail::HostObject{detail::type_key<T>(), address,
                                          std::const_pointer_cast<std::remove_const_t<T>>(std::move(object))});
  }
  template <class T, class Delete>
  static Expected<ExternRef> make(StoreRef store, std::unique_ptr<T, Delete> object) {
    return make(store, std::shared_ptr<T>(std::move(object)));
  }

  /// The object, when the reference was made from a pointer to just this class; otherwise null. Lives while any
  /// reference to it does.
  template <class T>
  T* get() const {
    const detail::HostObject* host = host_object();
    return host && detail::holds<T>(*host) ? static_cast<T*>(host->object) : nullptr;
  }
  /// The same, sharing ownership with the guest; may outlive the store.
  template <class T>
  std::shared_ptr<T> share() const {
    const detail::HostObject* host = host_object();
    if (!host || !detail::holds<T>(*host)) return nullptr;
    return std::shared_ptr<T>(host->owner, static_cast<T*>(host->object));
  }
  /// any.convert_extern
  AnyRef to_any() const { return AnyRef(root()); }

 private:
  static Expected<ExternRef> make(StoreRef store, detail::HostObject object);
  const detail::HostObject* host_object() const;
};

inline ExternRef AnyRef::to_extern() const { return ExternRef(root()); }

/// exnref: an exception that a guest caught.
class ExnRef : public Ref {
 public:
  ExnRef() = default;
  explicit ExnRef(detail::Root root) : Ref(std::move(root)) {}
};

}  // namespace witc::core
