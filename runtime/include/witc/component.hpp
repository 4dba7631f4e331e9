#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "witc/engine.hpp"
#include "witc/error.hpp"
#include "witc/types.hpp"

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

  /// The component and the machine code of all its functions as an image, which starts without compiling anything;
  /// compiles what is not compiled yet, on all compile threads. An image belongs to one version of witc, to CPUs that
  /// have what it was compiled for (Config::target_cpu), and to engines with the same settings (optimisation level and
  /// compile strategy may differ). Errors: compile.
  Expected<std::vector<std::byte>> serialize() const;
  /// The component of an image that serialize made, *whose machine code is trusted*. Everything else is checked, so
  /// that no bytes can do harm here; but machine code cannot be checked, and whoever made the image can do whatever
  /// this process can as soon as the component runs. What comes from elsewhere belongs in from_binary.
  ///
  /// The bytes are copied. The code generator is not needed and not opened; function bodies are not validated again.
  /// Errors: malformed, when the image is damaged; incompatible, when it is of another version, or for another CPU or
  /// other settings, with what was expected and found.
  static Expected<Component> deserialize(const Engine& engine, std::span<const std::byte> bytes, std::string name = {});
  /// The same for an image that is constant data of the program, as witc_embed makes it. Nothing is copied: the bytes
  /// must begin at a page (4096), stay for as long as anything made of the component, and never change; the pages they
  /// lie on become read-only and executable. Errors as above, and usage when they do not begin at a page.
  static Expected<Component> deserialize_static(const Engine& engine, std::span<const std::byte> bytes,
                                                std::string name = {});
  /// The same. The file is mapped, and its code shared with every process that maps it: as with a shared library, never
  /// write to it while it is in use, but rename a new file to its name. Errors as above, and io.
  static Expected<Component> deserialize_file(const Engine& engine, const std::filesystem::path& path);

  const Engine& engine() const;
  /// Names as written, such as "wasi:cli/run@0.2.3", in the order of the binary.
  std::vector<std::string> import_names() const;
  std::vector<std::string> export_names() const;

  /// The same with their types.
  std::vector<ExternItem> imports() const;
  std::vector<ExternItem> exports() const;

  const std::shared_ptr<const runtime::CompiledComponent>& state() const {
    return state_;
  }  ///< for the library's own use

 private:
  explicit Component(std::shared_ptr<const runtime::CompiledComponent> state) : state_(std::move(state)) {}
  std::shared_ptr<const runtime::CompiledComponent> state_;
};

}  // namespace witc
