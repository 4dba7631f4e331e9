#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "wasi/io/event.hpp"
#include "witc/trap.hpp"

namespace witc::wasi::io {

/// The resource wasi:io/poll.pollable.
class Pollable {
 public:
  explicit Pollable(std::shared_ptr<Event> event) : event_(std::move(event)) {}
  Event& event() const { return *event_; }

 private:
  std::shared_ptr<Event> event_;
};

/// What is always ready.
class ReadyEvent final : public Event {
  Readiness readiness() override { return Readiness::immediately(); }
};

/// The host of wasi:io/poll.
struct Poll {
  bool ready(Pollable& self) { return is_ready(self.event()); }
  void block(Pollable& self) { wait(self.event()); }
  /// Traps when the list is empty.
  Outcome<std::vector<std::uint32_t>> poll(std::span<Pollable* const> in);
};

}  // namespace witc::wasi::io
