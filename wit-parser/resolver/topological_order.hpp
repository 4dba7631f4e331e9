#pragma once

#include <cstddef>
#include <vector>

#include "support/source_map.hpp"

namespace witc::wit {

/// Something that needs another one; `span` is the place that says so.
struct Edge {
  std::size_t to = 0;
  Span span;
};

struct TopologicalOrder {
  /// Every node after those it needs, otherwise in the given order. On a cycle it has the nodes of the cycle too, in
  /// some order, so that work can go on.
  std::vector<std::size_t> order;
  /// A way back to where it began: from each node along the edge of the same index, the last one to the first node.
  struct Cycle {
    std::vector<std::size_t> nodes;
    std::vector<Edge> edges;
  };
  std::vector<Cycle> cycles;
};

TopologicalOrder topological_order(const std::vector<std::vector<Edge>>& needs);

}  // namespace witc::wit
