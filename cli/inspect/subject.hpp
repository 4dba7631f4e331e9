#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/inspect/contents.hpp"
#include "component/plan.hpp"
#include "runtime/code/image.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"

// `witc inspect`: what is in a component, a core module, or an image of one.

namespace witc::cli {

struct InspectedComponent {
  ComponentContents contents;
  component::Plan plan;
};

/// What the bytes of a file turned out to be. They must outlive it.
struct Subject {
  std::uint64_t size = 0;                            ///< of the file
  std::shared_ptr<const runtime::Image> image = {};  ///< none, unless the file is one
  std::span<const std::byte> binary = {};            ///< the file, or what the image is of
  std::optional<wasm::Module> module = {};           ///< one of these two
  std::optional<InspectedComponent> component = {};
};

/// Everything but the bodies of functions is validated, with all features on; nothing is run or made executable.
/// Errors: those of compile_plan, wasm::decode and Image::from_bytes.
Expected<Subject> inspect(std::span<const std::byte> file);

/// For people: a tree. Without `all`, long lists, long lines and very long trees are cut, and what goes to whom is
/// counted. Errors, with `all`: limit_exceeded.
Expected<std::string> print_subject(const Subject& subject, bool all);
/// For programs: everything, as docs/inspect.md says. Errors: limit_exceeded.
Expected<std::string> print_subject_json(const Subject& subject);

}  // namespace witc::cli
