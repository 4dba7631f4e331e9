#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace witc::bench {

/// Seconds that `work` takes on this thread's processor clock.
double measure(const std::function<void()>& work);

/// A ratio of times, with a bootstrap 95 % interval.
struct Ratio {
  double median = 1;
  double low = 1;
  double high = 1;
};

/// Runs both `pairs` times, in the order ABBA, and compares them pair by pair: the time of `a` divided by that of `b`.
Ratio compare(const std::function<void()>& a, const std::function<void()>& b, std::size_t pairs);

double geometric_mean(std::span<const double> values);

}  // namespace witc::bench
