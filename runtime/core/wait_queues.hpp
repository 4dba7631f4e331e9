#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace witc::runtime {

/// The threads that wait at addresses of one shared memory (core spec with threads, execution/instructions:
/// memory.atomic.wait and memory.atomic.notify). Thread-safe.
class WaitQueues {
 public:
  /// As the instruction returns it, but for the last.
  enum class Result : std::uint32_t { notified = 0, not_equal = 1, timed_out = 2, interrupted = 3 };
  /// Asked every few milliseconds, if there is one; false ends the waiting.
  using MayGoOn = std::function<bool()>;

  /// Blocks while nobody notifies, unless `value` is not the expected one: it is read such that no notification after
  /// the read is missed. The timeout is in nanoseconds; a negative one never comes.
  template <class Integer>
  Result wait(std::uint64_t address, Integer& value, Integer expected, std::int64_t timeout,
              const MayGoOn& may_go_on = {}) {
    std::unique_lock lock(mutex_);
    if (std::atomic_ref(value).load() != expected) return Result::not_equal;
    return wait(lock, address, timeout, may_go_on);
  }

  /// Wakes the `count` threads that have waited longest at the address, or as many as there are, which it returns.
  std::uint32_t notify(std::uint64_t address, std::uint32_t count);

 private:
  struct Waiter {
    std::condition_variable wake;
    bool notified = false;
  };

  Result wait(std::unique_lock<std::mutex>& lock, std::uint64_t address, std::int64_t timeout,
              const MayGoOn& may_go_on);
  void remove(std::uint64_t address, const Waiter& waiter);

  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::deque<Waiter*>> queues_;  ///< none is empty
};

}  // namespace witc::runtime
