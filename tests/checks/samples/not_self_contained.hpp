#pragma once

// A header that uses std::vector without including it; the check of headers must reject it.

struct NotSelfContained {
  std::vector<int> values;
};
