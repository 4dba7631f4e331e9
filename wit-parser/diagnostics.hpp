#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.hpp"

namespace witc::wit {

/// Everything found wrong in one run. Keeps the first `limit` errors: beyond them a text teaches nobody anything.
class Diagnostics {
 public:
  static constexpr std::size_t limit = 100;

  /// The new entry, to add notes and help to; it is valid until the next report.
  Diagnostic& error(ErrorCode code, Span span, std::string message, std::string label = {});

  bool has_errors() const { return !entries_.empty(); }
  /// What is reported from now on is dropped: nobody need look for notes and help.
  bool full() const { return entries_.size() >= limit; }
  std::span<const Diagnostic> entries() const { return entries_; }
  /// In the order of files and lines, each said once.
  std::vector<Diagnostic> take_sorted();

 private:
  std::vector<Diagnostic> entries_;
  Diagnostic dropped_;
};

/// The candidate that `name` most likely meant; empty when none is close. A view of one of the candidates. Of very many,
/// only the first are looked at.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace witc::wit
