#include "wasi/bindings/bind.hpp"
#include "wasi/bindings/filesystem_abi.hpp"

namespace witc::wasi::bindings {

void add_filesystem(LinkerBase& linker, const ContextOf& context_of) {
  using filesystem::Types;

  Interface(linker, "wasi:filesystem/types@0.2.12", context_of, &Hosts::filesystem)
      .resource<filesystem::Descriptor>("descriptor")
      .resource<filesystem::DirectoryEntryStream>("directory-entry-stream")
      .func("[method]descriptor.read-via-stream", &Types::read_via_stream)
      .func("[method]descriptor.write-via-stream", &Types::write_via_stream)
      .func("[method]descriptor.append-via-stream", &Types::append_via_stream)
      .func("[method]descriptor.advise", &Types::advise)
      .func("[method]descriptor.sync-data", &Types::sync_data)
      .func("[method]descriptor.get-flags", &Types::get_flags)
      .func("[method]descriptor.get-type", &Types::get_type)
      .func("[method]descriptor.set-size", &Types::set_size)
      .func("[method]descriptor.set-times", &Types::set_times)
      .func("[method]descriptor.read", &Types::read)
      .func("[method]descriptor.write", &Types::write)
      .func("[method]descriptor.read-directory", &Types::read_directory)
      .func("[method]descriptor.sync", &Types::sync)
      .func("[method]descriptor.create-directory-at", &Types::create_directory_at)
      .func("[method]descriptor.stat", &Types::stat)
      .func("[method]descriptor.stat-at", &Types::stat_at)
      .func("[method]descriptor.set-times-at", &Types::set_times_at)
      .func("[method]descriptor.link-at", &Types::link_at)
      .func("[method]descriptor.open-at", &Types::open_at)
      .func("[method]descriptor.readlink-at", &Types::readlink_at)
      .func("[method]descriptor.remove-directory-at", &Types::remove_directory_at)
      .func("[method]descriptor.rename-at", &Types::rename_at)
      .func("[method]descriptor.symlink-at", &Types::symlink_at)
      .func("[method]descriptor.unlink-file-at", &Types::unlink_file_at)
      .func("[method]descriptor.is-same-object", &Types::is_same_object)
      .func("[method]descriptor.metadata-hash", &Types::metadata_hash)
      .func("[method]descriptor.metadata-hash-at", &Types::metadata_hash_at)
      .func("[method]directory-entry-stream.read-directory-entry", &Types::read_directory_entry)
      .func("filesystem-error-code", &Types::filesystem_error_code);
  Interface(linker, "wasi:filesystem/preopens@0.2.12", context_of, &Hosts::preopens)
      .func("get-directories", &filesystem::Preopens::get_directories);
}

}  // namespace witc::wasi::bindings
