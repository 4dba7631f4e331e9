#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/clocks_abi.hpp"

namespace witc::wasi::bindings {

void add_clocks(LinkerBase& linker, const ContextOf& context_of) {
  Interface(linker, "wasi:clocks/monotonic-clock@0.2.12", context_of, &Hosts::monotonic_clock)
      .func("now", &clocks::MonotonicClock::now)
      .func("resolution", &clocks::MonotonicClock::resolution)
      .func("subscribe-instant", &clocks::MonotonicClock::subscribe_instant)
      .func("subscribe-duration", &clocks::MonotonicClock::subscribe_duration);
  Interface(linker, "wasi:clocks/wall-clock@0.2.12", context_of, &Hosts::wall_clock)
      .func("now", &clocks::WallClock::now)
      .func("resolution", &clocks::WallClock::resolution);
}

}  // namespace witc::wasi::bindings
