#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "witc/abi/signature.hpp"
#include "witc/core/module.hpp"
#include "witc/detail/lifted_call.hpp"
#include "witc/error.hpp"
#include "witc/guest_resource.hpp"
#include "witc/resource_type.hpp"
#include "witc/store_ref.hpp"
#include "witc/trap.hpp"
#include "witc/types.hpp"
#include "witc/val.hpp"

namespace witc {

namespace component {
struct Export;
}

namespace runtime {
class LinkedInstance;
struct LiftedFunctionState;
}  // namespace runtime

template <class Signature>
class TypedFunc;

/// An exported function whose C++ type was checked once, when it was looked up: calls check nothing but the store.
/// A small value; valid while its store lives.
template <class R, class... Args>
class TypedFunc<R(Args...)> {
 public:
  /// No function: to be assigned to, not called.
  TypedFunc() = default;

  /// Arguments may be borrowed views (std::string_view, std::span); an own handle is taken out of its argument. The
  /// result is owned. Post-return runs automatically. Calling with another store, or re-entering an instance that is
  /// already on the stack, is a Trap.
  Outcome<R> call(StoreRef store, abi::argument_t<Args>... args) const {
    runtime::LiftedCall call(*function_);
    if (!call.begin(store.state())) [[unlikely]]
      return std::unexpected(call.refusal(store.state()));
    std::conditional_t<abi::only_scalars<R(Args...)>, runtime::ScalarSide, runtime::GuestSide> side(*function_, false);
    abi::FlatParams<Args...> params;
    if (!abi::lower_args<Args...>(side.context(), params, abi::Held<Args>::hold(args)...)) [[unlikely]]
      return std::unexpected(call.take_trap(side.context()));
    std::uint64_t flat_result = 0;
    if (!call.invoke(params.slots(), flat_result)) [[unlikely]]
      return std::unexpected(call.take_trap());
    if constexpr (std::is_void_v<R>) {
      if (!side.check_borrows()) [[unlikely]]
        return std::unexpected(call.take_trap(side.context()));
      if (!call.post_return(flat_result)) [[unlikely]]
        return std::unexpected(call.take_trap());
      return {};
    } else {
      R result{};
      if (!abi::lift_results<R>(side.context(), flat_result, result) || !side.check_borrows()) [[unlikely]]
        return std::unexpected(call.take_trap(side.context()));
      if (!call.post_return(flat_result)) [[unlikely]]
        return std::unexpected(call.take_trap());
      return result;
    }
  }

 private:
  friend class Instance;
  explicit TypedFunc(const runtime::LiftedFunction& function) : function_(&function) {}
  const runtime::LiftedFunction* function_ = nullptr;
};

/// An exported function with dynamic values. A small value; valid while its store lives.
class Func {
 public:
  /// `args` in parameter order; the result has one value, or none for a function without result. Failures: the Error
  /// wrong_owner or type_mismatch (a wrong number or type of values; nothing was called), or the guest's trap.
  CallResult<std::vector<Val>> call(StoreRef store, std::span<const Val> args) const;
  FuncType type() const;

 private:
  friend class Instance;
  explicit Func(runtime::LiftedFunctionState& function) : function_(&function) {}
  runtime::LiftedFunctionState* function_;
};

/// A component instance. A small value; the store owns what it refers to and it is valid while that store lives.
class Instance {
 public:
  /// An exported function: "run" for one of the root, "ns:pkg/iface@1.0.0#f" for one of an exported interface. A name
  /// without version, or with another version of the same semver track, finds the one interface that fits.
  /// Errors: not_found, with the names there are.
  Expected<Func> get_func(std::string_view name) const;

  /// The same with its C++ type checked structurally. Errors: not_found; type_mismatch, saying where the types differ.
  template <class Signature>
  Expected<TypedFunc<Signature>> get_typed_func(std::string_view name) const {
    auto function = find(name, &abi::func_desc<Signature>());
    if (!function) return std::unexpected(std::move(function).error());
    return TypedFunc<Signature>(as_lifted(**function));
  }

  /// Gives the objects of a class for a resource of this instance, `GuestResource::bindings`, what their methods need.
  /// It lives as long as the instance. Once per class.
  template <std::derived_from<GuestResource> T, class Bindings>
  void bind_resource(std::shared_ptr<const Bindings> bindings) const {
    bind_resource(&abi::detail::resource_tag<T>, std::move(bindings));
  }

  /// An exported core module, to be given to other components that import one. Errors: not_found.
  Expected<core::Module> get_module(std::string_view name) const;
  /// An exported resource type. Errors: not_found.
  Expected<ResourceType> get_resource(std::string_view name) const;

  runtime::LinkedInstance& state() const { return *state_; }  ///< for the library's own use

 private:
  friend class LinkerBase;
  explicit Instance(runtime::LinkedInstance& state) : state_(&state) {}
  void bind_resource(const void* key, std::shared_ptr<const void> bindings) const;
  Expected<const component::Export*> find_item(std::string_view name, std::string_view kind) const;
  static const runtime::LiftedFunction& as_lifted(const runtime::LiftedFunctionState& function);
  Expected<runtime::LiftedFunctionState*> find(std::string_view name, const abi::FuncDesc* wanted) const;

  runtime::LinkedInstance* state_;
};

}  // namespace witc
