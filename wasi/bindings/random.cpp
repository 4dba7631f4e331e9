#include "wasi/bindings/bind.hpp"

namespace witc::wasi::bindings {

void add_random(LinkerBase& linker, const ContextOf& context_of) {
  Interface(linker, "wasi:random/random@0.2.12", context_of, &Hosts::random)
      .func("get-random-bytes", &random::Random::get_random_bytes)
      .func("get-random-u64", &random::Random::get_random_u64);
  Interface(linker, "wasi:random/insecure@0.2.12", context_of, &Hosts::insecure)
      .func("get-insecure-random-bytes", &random::Insecure::get_insecure_random_bytes)
      .func("get-insecure-random-u64", &random::Insecure::get_insecure_random_u64);
  Interface(linker, "wasi:random/insecure-seed@0.2.12", context_of, &Hosts::insecure_seed)
      .func("insecure-seed", &random::InsecureSeed::insecure_seed);
}

}  // namespace witc::wasi::bindings
