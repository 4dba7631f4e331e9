#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "witc/bindings/types.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store_ref.hpp"

// What generated code does for what a component exports: it finds the functions of an instance, with their types.

namespace witc::bindings {

/// Finds exported functions, and remembers all that are missing or of another type.
class ExportFinder {
 public:
  /// `interface` as in a component, or nothing for what the world exports by itself.
  ExportFinder(const Instance& instance, std::string_view interface) : instance_(instance), prefix_(interface) {
    if (!prefix_.empty()) prefix_ += '#';
  }

  template <class Signature>
  ExportFinder& func(std::string_view name, TypedFunc<Signature>& target) {
    auto found = instance_.get_typed_func<Signature>(prefix_ + std::string(name));
    if (found)
      target = *found;
    else
      remember(std::move(found).error());
    return *this;
  }

  /// Errors: not_found, type_mismatch; one note for each further function.
  Expected<void> status() {
    if (failed_) return fail(std::move(error_));
    return {};
  }

 private:
  void remember(Error error) {
    if (failed_)
      error_.notes.push_back({std::move(error.message), {}});
    else
      error_ = std::move(error);
    failed_ = true;
  }

  const Instance& instance_;
  std::string prefix_;
  Error error_;
  bool failed_ = false;
};

/// What instantiating gave, as an object of the generated class `Exports`.
template <class Exports, class Instantiated>
CallResult<Exports> find_exports(Instantiated&& instantiated) {
  if (!instantiated) return std::unexpected(Failure(std::move(instantiated).error()));
  if (!*instantiated) return std::unexpected(Failure(std::move(*instantiated).error()));
  auto exports = Exports::find(**instantiated);
  if (!exports) return std::unexpected(Failure(std::move(exports).error()));
  return *std::move(exports);
}

}  // namespace witc::bindings
