#pragma once

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "wasi/filesystem/descriptor.hpp"
#include "witc/error.hpp"
#include "witc/own.hpp"

namespace witc::wasi::filesystem {

/// The host of wasi:filesystem/preopens.
struct Preopens {
  struct Directory {
    std::shared_ptr<const OpenFile> file;
    std::string path;  ///< as the guest sees it
  };
  std::vector<Directory> directories;

  /// In the order they were granted.
  std::vector<std::tuple<Own<Descriptor>, std::string>> get_directories();
};

/// Opens a directory of the host's to be granted. Errors: io.
Expected<std::shared_ptr<const OpenFile>> open_preopen(const std::string& host_path, bool may_mutate);

}  // namespace witc::wasi::filesystem
