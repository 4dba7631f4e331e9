#include "wit-parser/resolver/topological_order.hpp"

#include <cstdint>

namespace witc::wit {

TopologicalOrder topological_order(const std::vector<std::vector<Edge>>& needs) {
  enum class Mark : std::uint8_t { unseen, open, done };
  struct Visit {
    std::size_t node;
    std::size_t next_edge;
  };
  TopologicalOrder result;
  std::vector<Mark> marks(needs.size(), Mark::unseen);
  std::vector<Visit> path;  // a stack of our own: chains in the input may be longer than the thread's stack allows
  const auto close_cycle = [&](std::size_t first_node) {
    TopologicalOrder::Cycle cycle;
    std::size_t begin = path.size() - 1;
    while (path[begin].node != first_node) --begin;
    for (std::size_t i = begin; i < path.size(); ++i) {
      cycle.nodes.push_back(path[i].node);
      cycle.edges.push_back(needs[path[i].node][path[i].next_edge - 1]);
    }
    result.cycles.push_back(std::move(cycle));
  };
  for (std::size_t root = 0; root < needs.size(); ++root) {
    if (marks[root] != Mark::unseen) continue;
    marks[root] = Mark::open;
    path.push_back({root, 0});
    while (!path.empty()) {
      auto& [node, next_edge] = path.back();
      if (next_edge == needs[node].size()) {
        marks[node] = Mark::done;
        result.order.push_back(node);
        path.pop_back();
        continue;
      }
      const Edge& edge = needs[node][next_edge++];
      if (marks[edge.to] == Mark::open) close_cycle(edge.to);
      if (marks[edge.to] != Mark::unseen) continue;
      marks[edge.to] = Mark::open;
      path.push_back({edge.to, 0});
    }
  }
  return result;
}

}  // namespace witc::wit
