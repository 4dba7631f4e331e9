#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/sockets_abi.hpp"

namespace witc::wasi::bindings {

void add_udp(LinkerBase& linker, const ContextOf& context_of) {
  using sockets::Udp;

  Interface(linker, "wasi:sockets/udp@0.2.12", context_of, &Hosts::udp)
      .resource<sockets::UdpSocket>("udp-socket")
      .resource<sockets::IncomingDatagramStream>("incoming-datagram-stream")
      .resource<sockets::OutgoingDatagramStream>("outgoing-datagram-stream")
      .func("[method]udp-socket.start-bind", &Udp::start_bind)
      .func("[method]udp-socket.finish-bind", &Udp::finish_bind)
      .func("[method]udp-socket.stream", &Udp::stream)
      .func("[method]udp-socket.local-address", &Udp::local_address)
      .func("[method]udp-socket.remote-address", &Udp::remote_address)
      .func("[method]udp-socket.address-family", &Udp::address_family)
      .func("[method]udp-socket.unicast-hop-limit", &Udp::unicast_hop_limit)
      .func("[method]udp-socket.set-unicast-hop-limit", &Udp::set_unicast_hop_limit)
      .func("[method]udp-socket.receive-buffer-size", &Udp::receive_buffer_size)
      .func("[method]udp-socket.set-receive-buffer-size", &Udp::set_receive_buffer_size)
      .func("[method]udp-socket.send-buffer-size", &Udp::send_buffer_size)
      .func("[method]udp-socket.set-send-buffer-size", &Udp::set_send_buffer_size)
      .overload<sockets::UdpSocket&>("[method]udp-socket.subscribe", &Udp::subscribe)
      .func("[method]incoming-datagram-stream.receive", &Udp::receive)
      .overload<sockets::IncomingDatagramStream&>("[method]incoming-datagram-stream.subscribe", &Udp::subscribe)
      .func("[method]outgoing-datagram-stream.check-send", &Udp::check_send)
      .func("[method]outgoing-datagram-stream.send", &Udp::send)
      .overload<sockets::OutgoingDatagramStream&>("[method]outgoing-datagram-stream.subscribe", &Udp::subscribe);
}

}  // namespace witc::wasi::bindings
