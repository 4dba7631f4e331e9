#pragma once

#include "support/diagnostic.hpp"
#include "support/source_map.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::cli {

/// Renders to stderr, coloured on a terminal; returns the exit code that belongs to it.
int report(const Error& error);
/// The same, quoting the texts of `sources`.
int report(const Error& error, const SourceMap& sources);
int report(const Diagnostic& diagnostic, const SourceMap& sources);
int report(const Trap& trap);

}  // namespace witc::cli
