#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/http_abi.hpp"

namespace witc::wasi::bindings {

void add_http_incoming(LinkerBase& linker, const ContextOf& context_of) {
  using http::FutureIncomingResponse;
  using http::FutureTrailers;
  using http::IncomingBody;
  using http::IncomingRequest;
  using http::IncomingResponse;
  using http::Types;

  Interface(linker, "wasi:http/types@0.2.12", context_of, &Hosts::http_types)
      .resource<IncomingRequest>("incoming-request")
      .resource<IncomingResponse>("incoming-response")
      .resource<IncomingBody>("incoming-body")
      .resource<FutureTrailers>("future-trailers")
      .resource<FutureIncomingResponse>("future-incoming-response")
      .overload<IncomingRequest&>("[method]incoming-request.method", &Types::method)
      .overload<IncomingRequest&>("[method]incoming-request.path-with-query", &Types::path_with_query)
      .overload<IncomingRequest&>("[method]incoming-request.scheme", &Types::scheme)
      .overload<IncomingRequest&>("[method]incoming-request.authority", &Types::authority)
      .overload<IncomingRequest&>("[method]incoming-request.headers", &Types::headers)
      .overload<IncomingRequest&>("[method]incoming-request.consume", &Types::consume)
      .func("[method]incoming-response.status", &Types::status)
      .overload<IncomingResponse&>("[method]incoming-response.headers", &Types::headers)
      .overload<IncomingResponse&>("[method]incoming-response.consume", &Types::consume)
      .func("[method]incoming-body.stream", &Types::stream)
      .overload<Own<IncomingBody>>("[static]incoming-body.finish", &Types::finish)
      .overload<FutureTrailers&>("[method]future-trailers.subscribe", &Types::subscribe)
      .overload<FutureTrailers&>("[method]future-trailers.get", &Types::get)
      .overload<FutureIncomingResponse&>("[method]future-incoming-response.subscribe", &Types::subscribe)
      .overload<FutureIncomingResponse&>("[method]future-incoming-response.get", &Types::get);
}

}  // namespace witc::wasi::bindings
