#pragma once

#include <expected>
#include <string>
#include <vector>

#include "types/types.hpp"
#include "wit-parser/wave/wave.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/store.hpp"
#include "witc/val.hpp"

// `witc run --invoke`: a call of an exported function, with values as text in WAVE (docs/wave.md).

namespace witc::cli {

/// An exported function, and the values to call it with.
class Invocation {
 public:
  /// Reads a call and finds what it calls among the component's exports: `f`, `interface#f` or `interface.f`, where
  /// the version may be left out if that leaves one. A name alone means the component's own function; if it has none,
  /// that of the only exported instance with such a function. Refused are functions whose handles no text can say.
  static wave::Parsed<Invocation> read(wave::Source source, const Component& component);

  /// The result as text; empty where the function has none.
  CallResult<std::string> call(StoreBase& store, const Instance& instance) const;

 private:
  Invocation(Component component, std::string name, types::FuncTypeId type, std::vector<Val> arguments)
      : component_(std::move(component)), name_(std::move(name)), type_(type), arguments_(std::move(arguments)) {}

  Component component_;
  std::string name_;  ///< as Instance::get_func takes it
  types::FuncTypeId type_;
  std::vector<Val> arguments_;
};

}  // namespace witc::cli
