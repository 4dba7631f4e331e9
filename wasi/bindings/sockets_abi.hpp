#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "wasi/bindings/sockets.hpp"
#include "witc/abi/types.hpp"

namespace witc::abi {

template <>
struct Enum<wasi::sockets::ErrorCode> {
  // clang-format off
  static constexpr std::array<std::string_view, 21> names{
      "unknown", "access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout",
      "concurrency-conflict", "not-in-progress", "would-block", "invalid-state", "new-socket-limit",
      "address-not-bindable", "address-in-use", "remote-unreachable", "connection-refused", "connection-reset",
      "connection-aborted", "datagram-too-large", "name-unresolvable", "temporary-resolver-failure",
      "permanent-resolver-failure"};
  // clang-format on
};

template <>
struct Enum<wasi::sockets::IpAddressFamily> {
  static constexpr std::array<std::string_view, 2> names{"ipv4", "ipv6"};
};

template <>
struct Variant<wasi::sockets::IpAddress> {
  static constexpr std::array<std::string_view, 2> names{"ipv4", "ipv6"};
};

template <>
struct Record<wasi::sockets::Ipv4SocketAddress> {
  using T = wasi::sockets::Ipv4SocketAddress;
  static constexpr auto fields = std::make_tuple(field("port", &T::port), field("address", &T::address));
};

template <>
struct Record<wasi::sockets::Ipv6SocketAddress> {
  using T = wasi::sockets::Ipv6SocketAddress;
  static constexpr auto fields = std::make_tuple(field("port", &T::port), field("flow-info", &T::flow_info),
                                                 field("address", &T::address), field("scope-id", &T::scope_id));
};

template <>
struct Variant<wasi::sockets::IpSocketAddress> {
  static constexpr std::array<std::string_view, 2> names{"ipv4", "ipv6"};
};

template <>
struct Enum<wasi::sockets::ShutdownType> {
  static constexpr std::array<std::string_view, 3> names{"receive", "send", "both"};
};

template <>
struct Record<wasi::sockets::IncomingDatagram> {
  using T = wasi::sockets::IncomingDatagram;
  static constexpr auto fields = std::make_tuple(field("data", &T::data), field("remote-address", &T::remote_address));
};

template <>
struct Record<wasi::sockets::OutgoingDatagram> {
  using T = wasi::sockets::OutgoingDatagram;
  static constexpr auto fields = std::make_tuple(field("data", &T::data), field("remote-address", &T::remote_address));
};

}  // namespace witc::abi
