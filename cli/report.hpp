#pragma once

#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::cli {

/// Renders to stderr, coloured on a terminal; returns the exit code that belongs to it.
int report(const Error& error);
int report(const Trap& trap);

}  // namespace witc::cli
