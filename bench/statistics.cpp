#include "bench/statistics.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace witc::bench {

namespace {

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

double measure(const std::function<void()>& work) {
  const double begin = now();
  work();
  return now() - begin;
}

Ratio compare(const std::function<void()>& a, const std::function<void()>& b, std::size_t pairs) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < pairs; ++i) {
    const bool a_first = i % 2 == 0;
    const double first = measure(a_first ? a : b);
    const double second = measure(a_first ? b : a);
    ratios.push_back(a_first ? first / second : second / first);
  }
  std::mt19937 random(1);
  std::uniform_int_distribution<std::size_t> pick(0, ratios.size() - 1);
  std::vector<double> medians(2000);
  std::vector<double> sample(ratios.size());
  for (double& result : medians) {
    for (double& value : sample) value = ratios[pick(random)];
    result = median(sample);
  }
  std::ranges::sort(medians);
  return {median(ratios), medians[medians.size() / 40], medians[medians.size() - medians.size() / 40 - 1]};
}

double geometric_mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return std::exp(sum / static_cast<double>(values.size()));
}

}  // namespace witc::bench
