#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "witc/core/types.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"

namespace witc::runtime {
struct CoreModule;
}

namespace witc::core {

/// A validated core module and, as far as it exists, its machine code. Immutable, shared and thread-safe; cheap to
/// copy.
class Module {
 public:
  /// Decodes and validates the bytes, which are copied (embedding: module_decode, module_validate). `name` is for
  /// backtraces, where the module has no name of its own. Errors: malformed, invalid, unsupported_feature,
  /// limit_exceeded, with byte offset and item; compile with CompileStrategy::eager.
  static Expected<Module> from_binary(const Engine& engine, std::span<const std::byte> binary, std::string name = {});
  /// The same for the text format (embedding: module_parse), with line and column.
  static Expected<Module> from_text(const Engine& engine, std::string_view text, std::string name = {});
  /// Reads a file in either format: a binary starts with its magic number. Errors as above, and io.
  static Expected<Module> from_file(const Engine& engine, const std::filesystem::path& path);

  const Engine& engine() const;
  /// In the order of the binary (embedding: module_imports, module_exports).
  std::vector<ImportType> imports() const;
  std::vector<ExportType> exports() const;

  // For the library's own use.
  const std::shared_ptr<runtime::CoreModule>& state() const { return state_; }

 private:
  Module(const Engine& engine, std::shared_ptr<runtime::CoreModule> state)
      : engine_(engine), state_(std::move(state)) {}
  static Expected<Module> make(const Engine& engine, std::vector<std::byte> binary, std::string name);

  Engine engine_;
  std::shared_ptr<runtime::CoreModule> state_;
};

}  // namespace witc::core
