#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "wit-parser/resolve.hpp"
#include "witc/error.hpp"

namespace witc::wit {

/// WIT.md: Filesystem structure. How much is read before we say that nobody meant that.
struct LoadLimits {
  std::size_t files = 10'000;
  std::size_t file_bytes = std::size_t(256) << 20;
};

/// Adds the packages of a component binary or text to a graph (WIT.md: Package Format) and returns the main one.
/// `wit-parser` does not know the
/// component format; who does passes this in.
using PackageDecoder = std::function<Expected<PackageId>(const std::filesystem::path& file, PackageGraph& graph)>;

struct LoadOptions {
  Gates gates = {};
  LoadLimits limits = {};
  PackageDecoder decoder = {};  ///< absent: `.wasm` and `.wat` files are refused
};

/// Reads and resolves what is at `roots`: WIT files, directories with WIT files and a folder `deps`, or encoded
/// packages. The last root is the main one; what others define can be used by it.
/// `sources` gets the files that were read; the diagnostics' spans refer to it.
std::optional<PackageId> load(std::span<const std::filesystem::path> roots, const LoadOptions& options,
                              SourceMap& sources, PackageGraph& graph, Diagnostics& diagnostics);

/// The same for one text that is in memory.
std::optional<PackageId> load_text(std::string name, std::string text, const Gates& gates, SourceMap& sources,
                                   PackageGraph& graph, Diagnostics& diagnostics);

}  // namespace witc::wit
