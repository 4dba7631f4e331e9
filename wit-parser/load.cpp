#include "wit-parser/load.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <system_error>
#include <utility>

#include "support/file.hpp"
#include "wit-parser/lexer.hpp"
#include "wit-parser/parser.hpp"

namespace witc::wit {

namespace {

namespace fs = std::filesystem;

bool is_encoded(const fs::path& file) { return file.extension() == ".wasm" || file.extension() == ".wat"; }

class Loader {
 public:
  Loader(const LoadOptions& options, SourceMap& sources, PackageGraph& graph, Diagnostics& diagnostics)
      : options_(options), sources_(sources), graph_(graph), diagnostics_(diagnostics) {}

  std::optional<PackageId> load(std::span<const fs::path> roots) {
    for (const auto& root : roots) {
      const bool is_main = &root == &roots.back();
      std::error_code error;
      if (fs::is_directory(root, error))
        add_directory(root, is_main, true);
      else
        add_file(root, is_main);
    }
    return finish();
  }

  std::optional<PackageId> load_text(std::string name, std::string text) {
    SourcePackage package;
    package.name = name;
    add_text(std::move(name), std::move(text), package);
    packages_.push_back(std::move(package));
    return finish();
  }

 private:
  std::optional<PackageId> finish() {
    if (packages_.empty()) return encoded_main_;
    const auto main = resolve(packages_, options_.gates, graph_, diagnostics_);
    return encoded_main_ ? encoded_main_ : main;
  }

  void report(Error error) {
    Diagnostic& entry = diagnostics_.error(error.code, {}, std::move(error.message));
    if (!error.location.file.empty()) entry.message = error.location.file + ": " + entry.message;
  }

  /// The main package is the first, because that is whose id `resolve` returns.
  void add(SourcePackage package, bool is_main) {
    packages_.insert(is_main ? packages_.begin() : packages_.end(), std::move(package));
  }

  void add_file(const fs::path& file, bool is_main) {
    if (is_encoded(file)) return add_encoded(file, is_main);
    SourcePackage package;
    package.name = file.string();
    read(file, package);
    if (!package.files.empty()) add(std::move(package), is_main);
  }

  void add_encoded(const fs::path& file, bool is_main) {
    if (!options_.decoder)
      return report(Error(ErrorCode::usage, file.string() + ": encoded packages cannot be read here"));
    auto decoded = options_.decoder(file, graph_);
    if (!decoded) return report(std::move(decoded).error());
    if (is_main) encoded_main_ = *decoded;
  }

  std::vector<fs::path> entries(const fs::path& directory) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator i(directory, error), end; !error && i != end; i.increment(error))
      found.push_back(i->path());
    if (error) report(Error(ErrorCode::io, directory.string() + ": cannot read the directory: " + error.message()));
    std::ranges::sort(found);
    return found;
  }

  void add_directory(const fs::path& directory, bool is_main, bool with_dependencies) {
    SourcePackage package;
    package.name = directory.string();
    bool has_dependencies = false;
    for (const auto& entry : entries(directory)) {
      std::error_code error;
      const bool is_directory = fs::is_directory(entry, error);
      if (is_directory && entry.filename() == "deps") has_dependencies = true;
      if (!is_directory && entry.extension() == ".wit") read(entry, package);
    }
    if (package.files.empty() && !diagnostics_.has_errors())
      report(Error(ErrorCode::not_found, directory.string() + ": there is no .wit file in the directory"));
    if (with_dependencies && has_dependencies) add_dependencies(directory / "deps");
    if (!package.files.empty()) add(std::move(package), is_main);
  }

  /// Flat: what is in a directory there is one package, and has no `deps` of its own.
  void add_dependencies(const fs::path& directory) {
    for (const auto& entry : entries(directory)) {
      std::error_code error;
      if (fs::is_directory(entry, error))
        add_directory(entry, false, false);
      else if (entry.extension() == ".wit" || is_encoded(entry))
        add_file(entry, false);
    }
  }

  void read(const fs::path& file, SourcePackage& package) {
    if (sources_.size() >= options_.limits.files) {
      if (std::exchange(too_many_files_, true)) return;
      return report(Error(ErrorCode::limit_exceeded,
                          "more than the limit of " + std::to_string(options_.limits.files) + " WIT files"));
    }
    auto text = read_text_file(file, options_.limits.file_bytes);
    if (!text) return report(std::move(text).error());
    add_text(file.string(), *std::move(text), package);
  }

  void add_text(std::string name, std::string text, SourcePackage& package) {
    const auto id = sources_.add(std::move(name), std::move(text));
    if (!id) return report(id.error());
    const std::size_t errors_before = diagnostics_.entries().size();
    package.files.push_back(parse(tokenize(sources_, *id, diagnostics_), diagnostics_));
    package.files.back().broken = diagnostics_.entries().size() != errors_before;
  }

  const LoadOptions& options_;
  SourceMap& sources_;
  PackageGraph& graph_;
  Diagnostics& diagnostics_;
  std::vector<SourcePackage> packages_;
  std::optional<PackageId> encoded_main_;
  bool too_many_files_ = false;
};

}  // namespace

std::optional<PackageId> load(std::span<const fs::path> roots, const LoadOptions& options, SourceMap& sources,
                              PackageGraph& graph, Diagnostics& diagnostics) {
  return Loader(options, sources, graph, diagnostics).load(roots);
}

std::optional<PackageId> load_text(std::string name, std::string text, const Gates& gates, SourceMap& sources,
                                   PackageGraph& graph, Diagnostics& diagnostics) {
  const LoadOptions options{gates, {}, {}};
  return Loader(options, sources, graph, diagnostics).load_text(std::move(name), std::move(text));
}

}  // namespace witc::wit
