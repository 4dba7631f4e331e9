#pragma once

namespace witc {

/// Gates of the Component Model (Explainer.md: Gated Features): a component that needs one which is off is refused by
/// its name. On by default: what has shipped.
struct ComponentFeatures {
  bool async = true;
  bool map = true;
  bool implements = true;
  bool canonical_names = false;  ///< interface names with a part of a version
  bool fixed_length_lists = false;
  bool error_context = false;
  bool more_async_builtins = false;
  bool async_stackful = false;
  bool threading = false;
  bool memory64 = false;  ///< 64-bit memories in the canonical ABI
};

}  // namespace witc
