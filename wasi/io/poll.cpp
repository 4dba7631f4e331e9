#include "wasi/io/poll.hpp"

namespace witc::wasi::io {

Outcome<std::vector<std::uint32_t>> Poll::poll(std::span<Pollable* const> in) {
  if (in.empty())
    return std::unexpected(Trap(TrapCode::host_error, "wasi:io/poll.poll: the list of pollables is empty"));
  std::vector<Event*> events;
  events.reserve(in.size());
  for (const Pollable* pollable : in) events.push_back(&pollable->event());
  return wait_any(events);
}

}  // namespace witc::wasi::io
