#include "runtime/core/wait_queues.hpp"

#include <algorithm>
#include <chrono>

namespace witc::runtime {

namespace {

using Clock = std::chrono::steady_clock;

Clock::time_point deadline(std::int64_t timeout) {
  const auto now = Clock::now();
  return now + std::min<Clock::duration>(std::chrono::nanoseconds(timeout), Clock::time_point::max() - now);
}

}  // namespace

WaitQueues::Result WaitQueues::wait(std::unique_lock<std::mutex>& lock, std::uint64_t address, std::int64_t timeout) {
  Waiter self;
  queues_[address].push_back(&self);
  const auto notified = [&] { return self.notified; };
  if (timeout < 0) {
    self.wake.wait(lock, notified);
  } else if (!self.wake.wait_until(lock, deadline(timeout), notified)) {
    remove(address, self);
    return Result::timed_out;
  }
  return Result::notified;
}

std::uint32_t WaitQueues::notify(std::uint64_t address, std::uint32_t count) {
  const std::lock_guard lock(mutex_);
  const auto queue = queues_.find(address);
  if (queue == queues_.end()) return 0;
  std::uint32_t woken = 0;
  for (; woken < count && !queue->second.empty(); ++woken) {
    Waiter& waiter = *queue->second.front();
    queue->second.pop_front();
    waiter.notified = true;
    waiter.wake.notify_one();  // under the lock: the waiter is gone as soon as it can go on
  }
  if (queue->second.empty()) queues_.erase(queue);
  return woken;
}

void WaitQueues::remove(std::uint64_t address, const Waiter& waiter) {
  const auto queue = queues_.find(address);
  std::erase(queue->second, &waiter);
  if (queue->second.empty()) queues_.erase(queue);
}

}  // namespace witc::runtime
