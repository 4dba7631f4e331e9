#pragma once

#include <sys/stat.h>

#include "wasi/bindings/filesystem.hpp"

namespace witc::wasi::filesystem {

DescriptorType descriptor_type(mode_t mode);
/// The WIT's part of a stat: neither device, inode, owner nor permissions.
DescriptorStat descriptor_stat(const struct stat& info);

}  // namespace witc::wasi::filesystem
