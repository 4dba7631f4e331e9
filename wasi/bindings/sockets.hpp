#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <variant>
#include <vector>

/// The types of wasi:sockets@0.2.12, in the order of the WIT.
namespace witc::wasi::sockets {

enum class ErrorCode : std::uint8_t {
  unknown,
  access_denied,
  not_supported,
  invalid_argument,
  out_of_memory,
  timeout,
  concurrency_conflict,
  not_in_progress,
  would_block,
  invalid_state,
  new_socket_limit,
  address_not_bindable,
  address_in_use,
  remote_unreachable,
  connection_refused,
  connection_reset,
  connection_aborted,
  datagram_too_large,
  name_unresolvable,
  temporary_resolver_failure,
  permanent_resolver_failure,
};

enum class IpAddressFamily : std::uint8_t { ipv4, ipv6 };

using Ipv4Address = std::tuple<std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t>;
using Ipv6Address = std::tuple<std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t,
                               std::uint16_t, std::uint16_t>;

/// Its alternatives are the cases ipv4 and ipv6.
struct IpAddress {
  std::variant<Ipv4Address, Ipv6Address> value;
};

struct Ipv4SocketAddress {
  std::uint16_t port = 0;
  Ipv4Address address;
};

struct Ipv6SocketAddress {
  std::uint16_t port = 0;
  std::uint32_t flow_info = 0;
  Ipv6Address address;
  std::uint32_t scope_id = 0;
};

/// Its alternatives are the cases ipv4 and ipv6.
struct IpSocketAddress {
  std::variant<Ipv4SocketAddress, Ipv6SocketAddress> value;
};

enum class ShutdownType : std::uint8_t { receive, send, both };

struct IncomingDatagram {
  std::vector<std::byte> data;
  IpSocketAddress remote_address;
};

struct OutgoingDatagram {
  std::vector<std::byte> data;
  std::optional<IpSocketAddress> remote_address;
};

}  // namespace witc::wasi::sockets
