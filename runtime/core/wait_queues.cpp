#include "runtime/core/wait_queues.hpp"

#include <algorithm>
#include <chrono>

namespace witc::runtime {

namespace {

using Clock = std::chrono::steady_clock;

/// Who increments an epoch cannot notify: it may be a signal handler.
constexpr std::chrono::milliseconds interruption_interval{5};

Clock::time_point deadline(std::int64_t timeout) {
  const auto now = Clock::now();
  return now + std::min<Clock::duration>(std::chrono::nanoseconds(timeout), Clock::time_point::max() - now);
}

}  // namespace

WaitQueues::Result WaitQueues::wait(std::unique_lock<std::mutex>& lock, std::uint64_t address, std::int64_t timeout,
                                    const MayGoOn& may_go_on) {
  Waiter self;
  queues_[address].push_back(&self);
  const auto notified = [&] { return self.notified; };
  if (timeout < 0 && !may_go_on) {
    self.wake.wait(lock, notified);
    return Result::notified;
  }
  const auto end = timeout < 0 ? Clock::time_point::max() : deadline(timeout);
  while (true) {
    const auto until = may_go_on ? std::min(end, Clock::now() + interruption_interval) : end;
    if (self.wake.wait_until(lock, until, notified)) return Result::notified;
    bool goes_on = true;
    if (may_go_on) {
      lock.unlock();  // it may take long; the waiter stays in the queue
      goes_on = may_go_on();
      lock.lock();
      if (self.notified) return Result::notified;
    }
    if (goes_on && Clock::now() < end) continue;
    remove(address, self);
    return goes_on ? Result::timed_out : Result::interrupted;
  }
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
