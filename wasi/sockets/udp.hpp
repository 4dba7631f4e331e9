#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "wasi/sockets/network.hpp"

namespace witc::wasi::sockets {

/// The resource wasi:sockets/udp.udp-socket: its options, with Linux' defaults. It is never bound.
struct UdpSocket {
  IpAddressFamily family = IpAddressFamily::ipv4;
  std::uint8_t unicast_hop_limit = 64;
  std::uint64_t receive_buffer_size = 212'992;
  std::uint64_t send_buffer_size = 212'992;
};

/// The resources incoming-datagram-stream and outgoing-datagram-stream of wasi:sockets/udp; a socket that is not bound
/// gives none.
struct IncomingDatagramStream {};
struct OutgoingDatagramStream {};

/// The host of wasi:sockets/udp.
struct Udp {
  using Streams = std::tuple<Own<IncomingDatagramStream>, Own<OutgoingDatagramStream>>;

  Result<> start_bind(UdpSocket& self, Network& network, IpSocketAddress local_address);
  Result<> finish_bind(UdpSocket& self);
  Result<Streams> stream(UdpSocket& self, std::optional<IpSocketAddress> remote_address);
  Result<IpSocketAddress> local_address(UdpSocket& self);
  Result<IpSocketAddress> remote_address(UdpSocket& self);
  IpAddressFamily address_family(UdpSocket& self);
  Result<std::uint8_t> unicast_hop_limit(UdpSocket& self);
  Result<> set_unicast_hop_limit(UdpSocket& self, std::uint8_t value);
  Result<std::uint64_t> receive_buffer_size(UdpSocket& self);
  Result<> set_receive_buffer_size(UdpSocket& self, std::uint64_t value);
  Result<std::uint64_t> send_buffer_size(UdpSocket& self);
  Result<> set_send_buffer_size(UdpSocket& self, std::uint64_t value);
  Own<io::Pollable> subscribe(UdpSocket& self);

  Result<std::vector<IncomingDatagram>> receive(IncomingDatagramStream& self, std::uint64_t max_results);
  Own<io::Pollable> subscribe(IncomingDatagramStream& self);

  Result<std::uint64_t> check_send(OutgoingDatagramStream& self);
  Result<std::uint64_t> send(OutgoingDatagramStream& self, std::span<const OutgoingDatagram> datagrams);
  Own<io::Pollable> subscribe(OutgoingDatagramStream& self);
};

/// The host of wasi:sockets/udp-create-socket.
struct UdpCreateSocket {
  Result<Own<UdpSocket>> create_udp_socket(IpAddressFamily address_family);
};

}  // namespace witc::wasi::sockets
