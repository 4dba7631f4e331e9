#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "wasi/bindings/clocks.hpp"
#include "wasi/bindings/http.hpp"
#include "wasi/http/body.hpp"
#include "wasi/http/fields.hpp"

namespace witc::wasi::http {

/// The resource wasi:http/types.incoming-request.
struct IncomingRequest {
  Method method;
  std::optional<std::string> path_with_query;
  std::optional<Scheme> scheme;
  std::optional<std::string> authority;
  std::shared_ptr<FieldList> headers = std::make_shared<FieldList>();
  std::optional<IncomingBody> body;  ///< until it is consumed
};

/// The resource wasi:http/types.outgoing-request.
struct OutgoingRequest {
  Method method;
  std::optional<std::string> path_with_query;
  std::optional<Scheme> scheme;
  std::optional<std::string> authority;
  std::shared_ptr<FieldList> headers;
  std::shared_ptr<BodyContents> body = std::make_shared<BodyContents>();
  bool body_taken = false;
};

/// The resource wasi:http/types.request-options.
struct RequestOptions {
  std::optional<clocks::Duration> connect_timeout;
  std::optional<clocks::Duration> first_byte_timeout;
  std::optional<clocks::Duration> between_bytes_timeout;
};

/// The resource wasi:http/types.incoming-response.
struct IncomingResponse {
  StatusCode status = 200;
  std::shared_ptr<FieldList> headers = std::make_shared<FieldList>();
  std::optional<IncomingBody> body;  ///< until it is consumed
};

/// The resource wasi:http/types.outgoing-response.
struct OutgoingResponse {
  StatusCode status = 200;
  std::shared_ptr<FieldList> headers;
  std::shared_ptr<BodyContents> body = std::make_shared<BodyContents>();
  bool body_taken = false;
};

/// What a guest answered to an incoming request. The body is complete once it says that it is finished.
struct Response {
  StatusCode status = 200;
  std::shared_ptr<const FieldList> headers;
  std::shared_ptr<const BodyContents> body;
};

/// The resource wasi:http/types.response-outparam: where the answer to an incoming request goes.
struct ResponseOutparam {
  std::function<void(std::expected<Response, ErrorCode>)> set;
};

/// The resource wasi:http/types.future-trailers. Bodies are in memory, so it is always ready.
struct FutureTrailers {
  std::shared_ptr<FieldList> trailers;  ///< null when there were none
  bool taken = false;
};

/// The resource wasi:http/types.future-incoming-response. It is always ready.
struct FutureIncomingResponse {
  /// Until it is taken.
  std::optional<std::expected<IncomingResponse, ErrorCode>> response;
};

}  // namespace witc::wasi::http
