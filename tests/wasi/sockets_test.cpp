#include <gtest/gtest.h>

#include "wasi/sockets/tcp.hpp"
#include "wasi/sockets/udp.hpp"

namespace witc::wasi::sockets {

namespace {

const IpSocketAddress ipv4{Ipv4SocketAddress{.port = 80, .address = {127, 0, 0, 1}}};
const IpSocketAddress ipv6{
    Ipv6SocketAddress{.port = 80, .flow_info = 0, .address = {0, 0, 0, 0, 0, 0, 0, 1}, .scope_id = 0}};

template <class T>
ErrorCode code(const Result<T>& result) {
  EXPECT_FALSE(result);
  return result ? ErrorCode::unknown : result.error();
}

}  // namespace

TEST(SocketsTest, TheNetworkIsDenied) {
  const auto default_network = InstanceNetwork().instance_network();
  Network& network = *default_network;
  Tcp tcp;
  auto tcp_socket = TcpCreateSocket().create_tcp_socket(IpAddressFamily::ipv4);
  ASSERT_TRUE(tcp_socket);
  EXPECT_EQ(code(tcp.start_bind(**tcp_socket, network, ipv4)), ErrorCode::access_denied);
  EXPECT_EQ(code(tcp.start_connect(**tcp_socket, network, ipv4)), ErrorCode::access_denied);
  EXPECT_EQ(code(tcp.start_connect(**tcp_socket, network, ipv6)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(tcp.finish_bind(**tcp_socket)), ErrorCode::not_in_progress);
  EXPECT_EQ(code(tcp.finish_connect(**tcp_socket)), ErrorCode::not_in_progress);
  EXPECT_EQ(code(tcp.finish_listen(**tcp_socket)), ErrorCode::not_in_progress);
  EXPECT_EQ(code(tcp.start_listen(**tcp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(code(tcp.accept(**tcp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(code(tcp.local_address(**tcp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(code(tcp.remote_address(**tcp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(code(tcp.shutdown(**tcp_socket, ShutdownType::both)), ErrorCode::invalid_state);
  EXPECT_FALSE(tcp.is_listening(**tcp_socket));
  EXPECT_TRUE(io::Poll().ready(*tcp.subscribe(**tcp_socket)));

  Udp udp;
  auto udp_socket = UdpCreateSocket().create_udp_socket(IpAddressFamily::ipv6);
  ASSERT_TRUE(udp_socket);
  EXPECT_EQ(code(udp.start_bind(**udp_socket, network, ipv6)), ErrorCode::access_denied);
  EXPECT_EQ(code(udp.start_bind(**udp_socket, network, ipv4)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(udp.finish_bind(**udp_socket)), ErrorCode::not_in_progress);
  EXPECT_EQ(code(udp.stream(**udp_socket, std::nullopt)), ErrorCode::invalid_state);
  EXPECT_EQ(code(udp.local_address(**udp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(code(udp.remote_address(**udp_socket)), ErrorCode::invalid_state);
  EXPECT_EQ(udp.address_family(**udp_socket), IpAddressFamily::ipv6);
  EXPECT_TRUE(io::Poll().ready(*udp.subscribe(**udp_socket)));

  EXPECT_EQ(code(IpNameLookup().resolve_addresses(network, "example.org")), ErrorCode::access_denied);
  EXPECT_EQ(code(IpNameLookup().resolve_addresses(network, "127.0.0.1")), ErrorCode::access_denied);
}

TEST(SocketsTest, OptionsAreKeptAndZeroIsRefused) {
  Tcp tcp;
  auto owned = *TcpCreateSocket().create_tcp_socket(IpAddressFamily::ipv4);
  TcpSocket& socket = *owned;
  EXPECT_EQ(*tcp.keep_alive_enabled(socket), false);
  EXPECT_TRUE(tcp.set_keep_alive_enabled(socket, true));
  EXPECT_EQ(*tcp.keep_alive_enabled(socket), true);
  EXPECT_TRUE(tcp.set_keep_alive_idle_time(socket, 5));
  EXPECT_EQ(*tcp.keep_alive_idle_time(socket), 5u);
  EXPECT_EQ(code(tcp.set_keep_alive_idle_time(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_keep_alive_interval(socket, 6));
  EXPECT_EQ(*tcp.keep_alive_interval(socket), 6u);
  EXPECT_EQ(code(tcp.set_keep_alive_interval(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_keep_alive_count(socket, 7));
  EXPECT_EQ(*tcp.keep_alive_count(socket), 7u);
  EXPECT_EQ(code(tcp.set_keep_alive_count(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_hop_limit(socket, 8));
  EXPECT_EQ(*tcp.hop_limit(socket), 8u);
  EXPECT_EQ(code(tcp.set_hop_limit(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_receive_buffer_size(socket, 9));
  EXPECT_EQ(*tcp.receive_buffer_size(socket), 9u);
  EXPECT_EQ(code(tcp.set_receive_buffer_size(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_send_buffer_size(socket, 10));
  EXPECT_EQ(*tcp.send_buffer_size(socket), 10u);
  EXPECT_EQ(code(tcp.set_send_buffer_size(socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(tcp.set_listen_backlog_size(socket, 1));
  EXPECT_EQ(code(tcp.set_listen_backlog_size(socket, 0)), ErrorCode::invalid_argument);

  Udp udp;
  auto udp_socket = *UdpCreateSocket().create_udp_socket(IpAddressFamily::ipv4);
  EXPECT_TRUE(udp.set_unicast_hop_limit(*udp_socket, 3));
  EXPECT_EQ(*udp.unicast_hop_limit(*udp_socket), 3u);
  EXPECT_EQ(code(udp.set_unicast_hop_limit(*udp_socket, 0)), ErrorCode::invalid_argument);
  EXPECT_TRUE(udp.set_receive_buffer_size(*udp_socket, 4));
  EXPECT_EQ(*udp.receive_buffer_size(*udp_socket), 4u);
  EXPECT_TRUE(udp.set_send_buffer_size(*udp_socket, 5));
  EXPECT_EQ(*udp.send_buffer_size(*udp_socket), 5u);
  EXPECT_EQ(code(udp.set_send_buffer_size(*udp_socket, 0)), ErrorCode::invalid_argument);
}

}  // namespace witc::wasi::sockets
