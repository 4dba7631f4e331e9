#include "witc/error.hpp"

namespace witc {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed: return "malformed";
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::unsupported_feature: return "unsupported feature";
    case ErrorCode::limit_exceeded: return "limit exceeded";
    case ErrorCode::io: return "io";
    case ErrorCode::link: return "link";
    case ErrorCode::type_mismatch: return "type mismatch";
    case ErrorCode::not_found: return "not found";
    case ErrorCode::wrong_owner: return "wrong owner";
    case ErrorCode::compile: return "compile";
    case ErrorCode::usage: return "usage";
    case ErrorCode::resource_exhausted: return "resource exhausted";
    case ErrorCode::incompatible: return "incompatible";
  }
  return "error";
}

}  // namespace witc
