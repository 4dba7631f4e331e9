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

namespace witc {
class Instance;
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
  /// The same for the text format (embedding: module_parse); errors have line and column.
  static Expected<Module> from_text(const Engine& engine, std::string_view text, std::string name = {});
  /// Reads a file in either format: a binary starts with its magic number. Errors as above, and io.
  static Expected<Module> from_file(const Engine& engine, const std::filesystem::path& path);

  /// The module and the machine code of all its functions as an image, which starts without compiling anything; what
  /// Component::serialize says holds here. Errors: compile.
  Expected<std::vector<std::byte>> serialize() const;
  /// The module of an image that serialize made, *whose machine code is trusted*: whoever made it can do whatever this
  /// process can as soon as the module runs; see Component::deserialize. The bytes are copied. Errors: malformed, when
  /// the image is damaged; invalid, when it is that of a component; incompatible, when it is of another version, or for
  /// another CPU or other settings.
  static Expected<Module> deserialize(const Engine& engine, std::span<const std::byte> bytes, std::string name = {});
  /// The same. The file is mapped: never write to it while it is in use, but rename a new file to its name. Errors as
  /// above, and io.
  static Expected<Module> deserialize_file(const Engine& engine, const std::filesystem::path& path);

  const Engine& engine() const;
  /// In the order of the binary (embedding: module_imports, module_exports).
  std::vector<ImportType> imports() const;
  std::vector<ExportType> exports() const;

  // For the library's own use.
  const std::shared_ptr<runtime::CoreModule>& state() const { return state_; }

 private:
  friend class witc::Instance;
  Module(const Engine& engine, std::shared_ptr<runtime::CoreModule> state)
      : engine_(engine), state_(std::move(state)) {}
  static Expected<Module> make(const Engine& engine, std::vector<std::byte> binary, std::string name);

  Engine engine_;
  std::shared_ptr<runtime::CoreModule> state_;
};

}  // namespace witc::core
