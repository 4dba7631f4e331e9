#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/http_abi.hpp"

namespace witc::wasi::bindings {

void add_http_fields(LinkerBase& linker, const ContextOf& context_of) {
  using http::Fields;
  using http::Types;

  Interface(linker, "wasi:http/types@0.2.12", context_of, &Hosts::http_types)
      .resource<Fields>("fields")
      .func("http-error-code", &Types::http_error_code)
      .func("[constructor]fields", &Types::new_fields)
      .func("[static]fields.from-list", &Types::from_list)
      .overload<Fields&>("[method]fields.get", &Types::get)
      .func("[method]fields.has", &Types::has)
      .overload<Fields&>("[method]fields.set", &Types::set)
      .func("[method]fields.delete", &Types::delete_)
      .func("[method]fields.append", &Types::append)
      .func("[method]fields.entries", &Types::entries)
      .func("[method]fields.clone", &Types::clone);
}

}  // namespace witc::wasi::bindings
