#pragma once

#include "wasi/sockets/network.hpp"

namespace witc::wasi::sockets {

/// Sets an option for which the WIT says: "If the provided value is 0, an `invalid-argument` error is returned."
template <class T>
Result<> set_nonzero(T& option, T value) {
  if (value == 0) return std::unexpected(ErrorCode::invalid_argument);
  option = value;
  return {};
}

/// What an attempt to bind or connect gives.
inline Result<> deny(IpAddressFamily family, const IpSocketAddress& address) {
  return std::unexpected(family_of(address) == family ? ErrorCode::access_denied : ErrorCode::invalid_argument);
}

}  // namespace witc::wasi::sockets
