#include "wasi/sockets/network.hpp"

namespace witc::wasi::sockets {

Result<Own<ResolveAddressStream>> IpNameLookup::resolve_addresses(Network&, std::string_view) {
  return std::unexpected(ErrorCode::access_denied);
}

Result<std::optional<IpAddress>> IpNameLookup::resolve_next_address(ResolveAddressStream&) {
  return std::unexpected(ErrorCode::access_denied);
}

Own<io::Pollable> IpNameLookup::subscribe(ResolveAddressStream&) { return always_ready(); }

}  // namespace witc::wasi::sockets
