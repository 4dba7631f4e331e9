#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "witc/engine.hpp"
#include "witc/error.hpp"

namespace witc {

namespace runtime {
class CompiledComponent;
}

/// A validated component with its instantiation plan and, as far as it exists, its machine code. Immutable, shared and
/// thread-safe; cheap to copy.
class Component {
 public:
  /// Validates the bytes, which are copied. Errors: malformed, invalid, unsupported_feature, limit_exceeded, with byte
  /// offset and item path; compile with CompileStrategy::eager.
  static Expected<Component> from_binary(const Engine& engine, std::span<const std::byte> binary,
                                         std::string name = {});
  /// Reads the file. Errors as above, and io.
  static Expected<Component> from_file(const Engine& engine, const std::filesystem::path& path);

  const Engine& engine() const;
  /// Names as written, such as "wasi:cli/run@0.2.3", in the order of the binary.
  std::vector<std::string> import_names() const;
  std::vector<std::string> export_names() const;

  const std::shared_ptr<const runtime::CompiledComponent>& state() const {
    return state_;
  }  ///< for the library's own use

 private:
  explicit Component(std::shared_ptr<const runtime::CompiledComponent> state) : state_(std::move(state)) {}
  std::shared_ptr<const runtime::CompiledComponent> state_;
};

}  // namespace witc
