#include "wit-parser/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "support/edit_distance.hpp"

namespace witc::wit {

Diagnostic& Diagnostics::error(ErrorCode code, Span span, std::string message, std::string label) {
  Diagnostic entry;
  entry.code = code;
  entry.span = span;
  entry.message = std::move(message);
  entry.label = std::move(label);
  if (full()) return dropped_ = std::move(entry);
  entries_.push_back(std::move(entry));
  return entries_.back();
}

std::vector<Diagnostic> Diagnostics::take_sorted() {
  const auto key = [](const Diagnostic& d) {
    return std::tuple(d.span.file.valid(), d.span.file.index(), d.span.begin);
  };
  std::ranges::stable_sort(entries_, {}, key);
  const auto said = std::ranges::unique(
      entries_, [](const Diagnostic& a, const Diagnostic& b) { return a.span == b.span && a.message == b.message; });
  entries_.erase(said.begin(), said.end());
  return std::exchange(entries_, {});
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  constexpr std::size_t longest = 64;  // the comparison is quadratic; nobody mistypes longer names by two letters
  constexpr std::size_t most = 20'000;
  if (name.size() > longest) return {};
  if (candidates.size() > most) candidates = candidates.first(most);
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const auto candidate : candidates) {
    const std::size_t difference = std::max(candidate.size(), name.size()) - std::min(candidate.size(), name.size());
    if (candidate.size() > longest || difference >= best_distance) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace witc::wit
