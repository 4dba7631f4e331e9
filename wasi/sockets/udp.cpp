#include "wasi/sockets/udp.hpp"

#include "wasi/sockets/options.hpp"

namespace witc::wasi::sockets {

Result<> Udp::start_bind(UdpSocket& self, Network&, IpSocketAddress local_address) {
  return deny(self.family, local_address);
}

Result<> Udp::finish_bind(UdpSocket&) { return std::unexpected(ErrorCode::not_in_progress); }

Result<Udp::Streams> Udp::stream(UdpSocket&, std::optional<IpSocketAddress>) {
  return std::unexpected(ErrorCode::invalid_state);
}

Result<IpSocketAddress> Udp::local_address(UdpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

Result<IpSocketAddress> Udp::remote_address(UdpSocket&) { return std::unexpected(ErrorCode::invalid_state); }

IpAddressFamily Udp::address_family(UdpSocket& self) { return self.family; }

Result<std::uint8_t> Udp::unicast_hop_limit(UdpSocket& self) { return self.unicast_hop_limit; }

Result<> Udp::set_unicast_hop_limit(UdpSocket& self, std::uint8_t value) {
  return set_nonzero(self.unicast_hop_limit, value);
}

Result<std::uint64_t> Udp::receive_buffer_size(UdpSocket& self) { return self.receive_buffer_size; }

Result<> Udp::set_receive_buffer_size(UdpSocket& self, std::uint64_t value) {
  return set_nonzero(self.receive_buffer_size, value);
}

Result<std::uint64_t> Udp::send_buffer_size(UdpSocket& self) { return self.send_buffer_size; }

Result<> Udp::set_send_buffer_size(UdpSocket& self, std::uint64_t value) {
  return set_nonzero(self.send_buffer_size, value);
}

Own<io::Pollable> Udp::subscribe(UdpSocket&) { return always_ready(); }

Result<std::vector<IncomingDatagram>> Udp::receive(IncomingDatagramStream&, std::uint64_t) {
  return std::unexpected(ErrorCode::access_denied);
}

Own<io::Pollable> Udp::subscribe(IncomingDatagramStream&) { return always_ready(); }

Result<std::uint64_t> Udp::check_send(OutgoingDatagramStream&) { return std::unexpected(ErrorCode::access_denied); }

Result<std::uint64_t> Udp::send(OutgoingDatagramStream&, std::span<const OutgoingDatagram>) {
  return std::unexpected(ErrorCode::access_denied);
}

Own<io::Pollable> Udp::subscribe(OutgoingDatagramStream&) { return always_ready(); }

Result<Own<UdpSocket>> UdpCreateSocket::create_udp_socket(IpAddressFamily address_family) {
  return make_own<UdpSocket>(UdpSocket{.family = address_family});
}

}  // namespace witc::wasi::sockets
