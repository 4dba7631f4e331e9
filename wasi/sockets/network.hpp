#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "wasi/bindings/sockets.hpp"
#include "wasi/io/poll.hpp"
#include "witc/own.hpp"

/// wasi:sockets without a network. Nothing is ever granted, so sockets are what the WIT calls them until they are
/// bound: "an in-memory configuration object, unable to communicate with the outside world". What would reach the
/// network gives access-denied.
namespace witc::wasi::sockets {

template <class T = void>
using Result = std::expected<T, ErrorCode>;

/// The resource wasi:sockets/network.network: access to nothing.
struct Network {};

/// The host of wasi:sockets/instance-network.
struct InstanceNetwork {
  Own<Network> instance_network() { return make_own<Network>(); }
};

/// The resource wasi:sockets/ip-name-lookup.resolve-address-stream; without a network none is made.
struct ResolveAddressStream {};

/// The host of wasi:sockets/ip-name-lookup.
struct IpNameLookup {
  Result<Own<ResolveAddressStream>> resolve_addresses(Network& network, std::string_view name);
  Result<std::optional<IpAddress>> resolve_next_address(ResolveAddressStream& self);
  Own<io::Pollable> subscribe(ResolveAddressStream& self);
};

/// Which family an address is of.
inline IpAddressFamily family_of(const IpSocketAddress& address) {
  return address.value.index() == 0 ? IpAddressFamily::ipv4 : IpAddressFamily::ipv6;
}

/// A pollable of something that never has to be waited for.
inline Own<io::Pollable> always_ready() { return make_own<io::Pollable>(std::make_shared<io::ReadyEvent>()); }

}  // namespace witc::wasi::sockets
