#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/http_abi.hpp"

namespace witc::wasi::bindings {

void add_http_outgoing(LinkerBase& linker, const ContextOf& context_of) {
  using http::OutgoingBody;
  using http::OutgoingRequest;
  using http::OutgoingResponse;
  using http::RequestOptions;
  using http::ResponseOutparam;
  using http::Types;

  Interface(linker, "wasi:http/types@0.2.12", context_of, &Hosts::http_types)
      .resource<OutgoingRequest>("outgoing-request")
      .resource<RequestOptions>("request-options")
      .resource<ResponseOutparam>("response-outparam")
      .resource<OutgoingResponse>("outgoing-response")
      .resource<OutgoingBody>("outgoing-body")
      .func("[constructor]outgoing-request", &Types::new_outgoing_request)
      .overload<OutgoingRequest&>("[method]outgoing-request.body", &Types::body)
      .overload<OutgoingRequest&>("[method]outgoing-request.method", &Types::method)
      .func("[method]outgoing-request.set-method", &Types::set_method)
      .overload<OutgoingRequest&>("[method]outgoing-request.path-with-query", &Types::path_with_query)
      .func("[method]outgoing-request.set-path-with-query", &Types::set_path_with_query)
      .overload<OutgoingRequest&>("[method]outgoing-request.scheme", &Types::scheme)
      .func("[method]outgoing-request.set-scheme", &Types::set_scheme)
      .overload<OutgoingRequest&>("[method]outgoing-request.authority", &Types::authority)
      .func("[method]outgoing-request.set-authority", &Types::set_authority)
      .overload<OutgoingRequest&>("[method]outgoing-request.headers", &Types::headers)
      .func("[constructor]request-options", &Types::new_request_options)
      .func("[method]request-options.connect-timeout", &Types::connect_timeout)
      .func("[method]request-options.set-connect-timeout", &Types::set_connect_timeout)
      .func("[method]request-options.first-byte-timeout", &Types::first_byte_timeout)
      .func("[method]request-options.set-first-byte-timeout", &Types::set_first_byte_timeout)
      .func("[method]request-options.between-bytes-timeout", &Types::between_bytes_timeout)
      .func("[method]request-options.set-between-bytes-timeout", &Types::set_between_bytes_timeout)
      .overload<Own<ResponseOutparam>>("[static]response-outparam.set", &Types::set)
      .func("[constructor]outgoing-response", &Types::new_outgoing_response)
      .func("[method]outgoing-response.status-code", &Types::status_code)
      .func("[method]outgoing-response.set-status-code", &Types::set_status_code)
      .overload<OutgoingResponse&>("[method]outgoing-response.headers", &Types::headers)
      .overload<OutgoingResponse&>("[method]outgoing-response.body", &Types::body)
      .func("[method]outgoing-body.write", &Types::write)
      .overload<Own<OutgoingBody>>("[static]outgoing-body.finish", &Types::finish);
  Interface(linker, "wasi:http/outgoing-handler@0.2.12", context_of, &Hosts::outgoing_handler)
      .func("handle", &http::OutgoingHandler::handle);
}

}  // namespace witc::wasi::bindings
