#include "wit-parser/diagnostics.hpp"

#include <algorithm>
#include <utility>

namespace witc::wit {

namespace {

/// Edits to turn one name into the other: a character more, less, another, or two swapped (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

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
  if (name.size() > longest) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace witc::wit
