#include "wasi/filesystem/preopens.hpp"

#include <fcntl.h>
#include <system_error>

namespace witc::wasi::filesystem {

std::vector<std::tuple<Own<Descriptor>, std::string>> Preopens::get_directories() {
  std::vector<std::tuple<Own<Descriptor>, std::string>> granted;
  granted.reserve(directories.size());
  for (const Directory& directory : directories)
    granted.emplace_back(make_own<Descriptor>(directory.file), directory.path);
  return granted;
}

Expected<std::shared_ptr<const OpenFile>> open_preopen(const std::string& host_path, bool may_mutate) {
  auto fd =
      os::owned(os::retry_interrupted([&] { return ::open(host_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!fd) {
    return fail(witc::Error(witc::ErrorCode::io, "expected a directory to grant at \"" + host_path +
                                                     "\": " + std::generic_category().message(fd.error())));
  }
  const auto flags = may_mutate ? DescriptorFlags::read | DescriptorFlags::mutate_directory : DescriptorFlags::read;
  return std::make_shared<const OpenFile>(
      OpenFile{.fd = std::move(*fd), .type = DescriptorType::directory, .flags = flags, .may_mutate = may_mutate});
}

}  // namespace witc::wasi::filesystem
