#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "witc/abi/signature.hpp"
#include "witc/abi/type_desc.hpp"

// C++ types of the typed policy, behind functions that know guests only. What the dynamic policy lowered into one
// guest, a peer lifts and lowers into another, where the same must arrive. make_peers.py chooses the types when this is
// built.

namespace witc::fuzz {

using Slots = std::vector<std::uint64_t>;

struct TypedPeer {
  const abi::TypeDesc* type;
  /// A parameter: `out` gets the flat values in the second guest. False after a trap in either context.
  bool (*pass_params)(abi::Context& from, const Slots& flat, abi::Context& to, Slots& out);
  /// A result: `out` is its address in the second guest if it is in memory, and becomes the flat result if not.
  bool (*pass_result)(abi::Context& from, std::uint64_t flat, abi::Context& to, std::uint64_t& out);
};

template <class T>
struct Passing {
  static bool params(abi::Context& from, const Slots& flat, abi::Context& to, Slots& out) {
    const auto callee = [&](const T& value) {
      abi::FlatParams<T> params;
      const bool lowered = abi::lower_args<T>(to, params, value);
      out.assign(params.slots().begin(), params.slots().end());
      return lowered ? std::optional(std::monostate()) : std::nullopt;
    };
    std::uint64_t none = 0;
    return abi::HostCallee<void(T), decltype(callee)&>::call(from, flat, callee, none);
  }
  static bool result(abi::Context& from, std::uint64_t flat, abi::Context& to, std::uint64_t& out) {
    std::optional<T> value(std::in_place);
    if (!abi::lift_results<T>(from, flat, *value)) return false;
    const auto callee = [&] { return std::move(value); };
    const std::uint64_t address = out;
    return abi::HostCallee<T(), decltype(callee)&>::call(to, std::span(&address, 1), callee, out);
  }
};

template <class T>
constexpr TypedPeer typed_peer() {
  return {&abi::detail::Desc<T>::value, &Passing<T>::params, &Passing<T>::result};
}

inline constexpr unsigned typed_peer_parts = 4;
template <unsigned part>
std::span<const TypedPeer> typed_peers_of();
/// All of them.
const std::vector<TypedPeer>& typed_peers();

}  // namespace witc::fuzz
