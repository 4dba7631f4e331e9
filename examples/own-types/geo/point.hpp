#pragma once

// A library of one's own, which knows nothing of WebAssembly.

#include <cmath>

namespace geo {

struct Point {
  double x = 0;
  double y = 0;

  friend Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
};

inline double length(Point vector) { return std::hypot(vector.x, vector.y); }

enum class Colour { black = 0, red, blue };

}  // namespace geo
