#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "wasi/bindings/http.hpp"
#include "wasi/http/messages.hpp"
#include "wasi/io/error.hpp"
#include "wasi/io/poll.hpp"
#include "wasi/io/streams.hpp"
#include "witc/own.hpp"
#include "witc/trap.hpp"

namespace witc::wasi::http {

/// The host of wasi:http/types: messages in memory. What the WIT calls children share ownership of what they came from,
/// so that dropping in any order is safe.
struct Types {
  /// A WIT `result<T>` without an error type.
  template <class T = void>
  using Success = std::expected<T, std::monostate>;
  template <class T = void>
  using HeaderResult = Outcome<std::expected<T, HeaderError>>;
  using Entry = std::tuple<std::string, FieldValue>;

  std::optional<ErrorCode> http_error_code(io::Error& err);

  // resource fields (types_fields.cpp). A list that would become too large traps.
  Own<Fields> new_fields();
  HeaderResult<Own<Fields>> from_list(std::span<const Entry> entries);
  std::vector<FieldValue> get(Fields& self, std::string_view name);
  bool has(Fields& self, std::string_view name);
  HeaderResult<> set(Fields& self, std::string_view name, std::span<const FieldValue> value);
  std::expected<void, HeaderError> delete_(Fields& self, std::string_view name);
  HeaderResult<> append(Fields& self, std::string_view name, std::span<const std::byte> value);
  std::vector<Entry> entries(Fields& self);
  Own<Fields> clone(Fields& self);

  // resource incoming-request (types_incoming.cpp)
  Method method(IncomingRequest& self);
  std::optional<std::string> path_with_query(IncomingRequest& self);
  std::optional<Scheme> scheme(IncomingRequest& self);
  std::optional<std::string> authority(IncomingRequest& self);
  Own<Fields> headers(IncomingRequest& self);
  Success<Own<IncomingBody>> consume(IncomingRequest& self);

  // resource outgoing-request (types_outgoing.cpp)
  Own<OutgoingRequest> new_outgoing_request(Own<Fields> headers);
  Success<Own<OutgoingBody>> body(OutgoingRequest& self);
  Method method(OutgoingRequest& self);
  Success<> set_method(OutgoingRequest& self, Method method);
  std::optional<std::string> path_with_query(OutgoingRequest& self);
  Success<> set_path_with_query(OutgoingRequest& self, std::optional<std::string> path_with_query);
  std::optional<Scheme> scheme(OutgoingRequest& self);
  Success<> set_scheme(OutgoingRequest& self, std::optional<Scheme> scheme);
  std::optional<std::string> authority(OutgoingRequest& self);
  Success<> set_authority(OutgoingRequest& self, std::optional<std::string> authority);
  Own<Fields> headers(OutgoingRequest& self);

  // resource request-options (types_outgoing.cpp)
  Own<RequestOptions> new_request_options();
  std::optional<clocks::Duration> connect_timeout(RequestOptions& self);
  Success<> set_connect_timeout(RequestOptions& self, std::optional<clocks::Duration> duration);
  std::optional<clocks::Duration> first_byte_timeout(RequestOptions& self);
  Success<> set_first_byte_timeout(RequestOptions& self, std::optional<clocks::Duration> duration);
  std::optional<clocks::Duration> between_bytes_timeout(RequestOptions& self);
  Success<> set_between_bytes_timeout(RequestOptions& self, std::optional<clocks::Duration> duration);

  // resource response-outparam (types_outgoing.cpp)
  void set(Own<ResponseOutparam> param, std::expected<Own<OutgoingResponse>, ErrorCode> response);

  // resource incoming-response (types_incoming.cpp)
  StatusCode status(IncomingResponse& self);
  Own<Fields> headers(IncomingResponse& self);
  Success<Own<IncomingBody>> consume(IncomingResponse& self);

  // resource incoming-body (types_incoming.cpp)
  Success<Own<io::InputStream>> stream(IncomingBody& self);
  /// Traps while the body's stream is alive.
  Outcome<Own<FutureTrailers>> finish(Own<IncomingBody> self);

  // resource future-trailers (types_incoming.cpp)
  using TrailersResult = Success<std::expected<std::optional<Own<Fields>>, ErrorCode>>;
  Own<io::Pollable> subscribe(FutureTrailers& self);
  std::optional<TrailersResult> get(FutureTrailers& self);

  // resource outgoing-response (types_outgoing.cpp)
  Own<OutgoingResponse> new_outgoing_response(Own<Fields> headers);
  StatusCode status_code(OutgoingResponse& self);
  Success<> set_status_code(OutgoingResponse& self, StatusCode status_code);
  Own<Fields> headers(OutgoingResponse& self);
  Success<Own<OutgoingBody>> body(OutgoingResponse& self);

  // resource outgoing-body (types_outgoing.cpp)
  Success<Own<io::OutputStream>> write(OutgoingBody& self);
  /// Traps while the body's stream is alive.
  Outcome<std::expected<void, ErrorCode>> finish(Own<OutgoingBody> self, std::optional<Own<Fields>> trailers);

  // resource future-incoming-response (types_incoming.cpp)
  using ResponseResult = Success<std::expected<Own<IncomingResponse>, ErrorCode>>;
  Own<io::Pollable> subscribe(FutureIncomingResponse& self);
  std::optional<ResponseResult> get(FutureIncomingResponse& self);
};

/// The host of wasi:http/outgoing-handler: no request leaves this process.
struct OutgoingHandler {
  /// Always HTTP-request-denied.
  std::expected<Own<FutureIncomingResponse>, ErrorCode> handle(Own<OutgoingRequest> request,
                                                               std::optional<Own<RequestOptions>> options);
};

}  // namespace witc::wasi::http
