#include "runtime/code/image.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "runtime/code/image_format.hpp"

namespace witc::runtime {

using namespace image_format;

namespace {

/// Registers are pushed right after the frame pointer.
constexpr std::int32_t max_saved_distance = 256;

std::unexpected<Error> system_error(ErrorCode code, const std::string& what) {
  return fail(code, what + ": " + std::strerror(errno));
}

/// The first `count` entries of a table, which are consumed.
template <class T>
Expected<std::span<const T>> take(std::span<const T>& table, std::uint32_t count, Section section) {
  if (count > table.size())
    return damaged_image("functions have more entries than the section " + std::string(section_names[section]));
  const auto taken = table.first(count);
  table = table.subspan(count);
  return taken;
}

Expected<void> check_versions(const Header& header) {
  const auto differs = [](std::string how) {
    return fail(Error(ErrorCode::incompatible, "the image was made by another version of witc: " + std::move(how))
                    .with_help("compile it again, with this version"));
  };
  const auto version_differs = [&](const char* of, std::uint32_t expected, std::uint32_t found) {
    return differs("expected " + std::string(of) + " version " + std::to_string(expected) + ", found " +
                   std::to_string(found));
  };
  if (header.format_version != version) return version_differs("format", version, header.format_version);
  if (header.interface_version != codegen::interface_version)
    return version_differs("interface", codegen::interface_version, header.interface_version);
  if (header.shared_layout != shared_layout()) return differs("its data is laid out differently in memory");
  return {};
}

/// Everything in the header but the sections.
Expected<Header> read_header(std::span<const std::byte> bytes) {
  const std::size_t start = std::min(bytes.size(), magic.size());
  if (bytes.empty() || std::memcmp(bytes.data(), magic.data(), start) != 0)
    return fail(Error(ErrorCode::malformed, "expected a precompiled image, found something else")
                    .with_help("see witc compile"));
  const auto truncated = [&](std::uint64_t expected) {
    return damaged_image("expected " + std::to_string(expected) + " bytes, found " + std::to_string(bytes.size()));
  };
  Header header{};
  std::memcpy(&header, bytes.data(), std::min(sizeof header, bytes.size()));
  if (bytes.size() >= versions_size) WITC_TRY(check_versions(header));
  if (bytes.size() < sizeof header) return truncated(sizeof header);
  if (header.size != bytes.size()) return truncated(header.size);
  if (header.reserved != 0 || (header.kind != static_cast<std::uint32_t>(ImageKind::module) &&
                               header.kind != static_cast<std::uint32_t>(ImageKind::component)))
    return damaged_image("it is of an unknown kind");
  return header;
}

Expected<void> check_call_sites(std::span<const codegen::CallSite> sites, std::uint32_t text_size) {
  std::uint32_t previous = 0;
  for (const auto& site : sites) {
    if (site.begin < previous || site.end < site.begin || site.end > text_size || site.landing_pad >= text_size)
      return damaged_image("the call sites of a function are not in order, or not inside it");
    previous = site.end;
  }
  return {};
}

Expected<void> check_saved(std::span<const codegen::SavedRegister> saved) {
  for (const auto& entry : saved)
    if (entry.offset < -max_saved_distance || entry.offset >= 0)
      return damaged_image("a register is not saved where a function's frame is");
  return {};
}

}  // namespace

/// Ranges of the mapping, and what is left of the tables while functions take from them.
struct Image::Sections {
  std::array<std::span<std::byte>, section_count> bytes;
  std::span<const std::uint32_t> modules;
  std::span<const FunctionRecord> functions;
  std::span<const codegen::LineEntry> lines;
  std::span<const codegen::SavedRegister> saved;
  std::span<const codegen::CallSite> call_sites;
  std::uint64_t code_position = 0;

  static Expected<Sections> locate(const Header& header, std::span<std::byte> image) {
    Sections sections;
    std::uint64_t previous_end = sizeof(Header);
    for (std::size_t i = 0; i < section_count; ++i) {
      const auto [offset, size] = header.sections[i];
      const std::string name = section_names[i];
      if (offset > image.size() || size > image.size() - offset)
        return damaged_image("section " + name + " is not inside it");
      if (offset < previous_end) return damaged_image("section " + name + " overlaps the one before it");
      if (offset % (i == code_section ? page : section_alignment) != 0)
        return damaged_image("section " + name + " is not aligned");
      sections.bytes[i] = image.subspan(offset, size);
      previous_end = offset + size;
    }
    if (previous_end != image.size()) return damaged_image("there is something after its code");
    WITC_TRY(sections.table(modules_section, sections.modules));
    WITC_TRY(sections.table(functions_section, sections.functions));
    WITC_TRY(sections.table(lines_section, sections.lines));
    WITC_TRY(sections.table(saved_section, sections.saved));
    WITC_TRY(sections.table(call_sites_section, sections.call_sites));
    return sections;
  }

  template <class T>
  Expected<void> table(Section section, std::span<const T>& target) const {
    const auto content = bytes[section];
    if (content.size() % sizeof(T) != 0)
      return damaged_image("section " + std::string(section_names[section]) + " is cut off");
    target = {reinterpret_cast<const T*>(content.data()), content.size() / sizeof(T)};
    return {};
  }

  Expected<PlacedFunction> next_function(std::uint32_t defined) {
    const FunctionRecord& record = functions.front();
    functions = functions.subspan(1);
    const auto all = bytes[code_section];
    code_position = align_up(code_position, function_alignment);
    if (code_position > all.size() || record.code_size > all.size() - code_position)
      return damaged_image("the code of a function is not inside it");
    if (record.entry >= record.text_size || record.text_size > record.code_size)
      return damaged_image("the entry of a function is not inside it");
    PlacedFunction function;
    function.begin = reinterpret_cast<std::uintptr_t>(all.data() + code_position);
    function.end = function.begin + record.text_size;
    function.code_size = record.code_size;
    function.entry = record.entry;
    function.defined = defined;
    function.unwind.frame_bytes = record.frame_bytes;
    WITC_TRY_ASSIGN(function.lines, take(lines, record.lines, lines_section));
    WITC_TRY_ASSIGN(function.unwind.saved, take(saved, record.saved, saved_section));
    WITC_TRY_ASSIGN(function.unwind.call_sites, take(call_sites, record.call_sites, call_sites_section));
    WITC_TRY(check_saved(function.unwind.saved));
    WITC_TRY(check_call_sites(function.unwind.call_sites, record.text_size));
    code_position += record.code_size;
    return function;
  }

  bool used_up() const {
    return functions.empty() && lines.empty() && saved.empty() && call_sites.empty() &&
           code_position == bytes[code_section].size();
  }
};

std::unexpected<Error> damaged_image(const std::string& how) {
  return fail(
      Error(ErrorCode::malformed, "the image is damaged: " + how).with_help("copy it again, or compile it again"));
}

bool is_image(std::span<const std::byte> bytes) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

Expected<std::shared_ptr<const Image>> Image::from_bytes(std::span<const std::byte> bytes) {
  WITC_TRY(read_header(bytes));  // before anything is allocated
  std::shared_ptr<Image> image(new Image);
  void* memory = mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return system_error(ErrorCode::resource_exhausted, "cannot allocate memory for an image");
  image->base_ = static_cast<std::byte*>(memory);
  image->size_ = bytes.size();
  std::ranges::copy(bytes, image->base_);
  if (mprotect(memory, bytes.size(), PROT_READ) != 0)
    return system_error(ErrorCode::resource_exhausted, "cannot protect the memory of an image");
  WITC_TRY(image->read());
  return image;
}

Expected<std::shared_ptr<const Image>> Image::from_static(std::span<const std::byte> bytes) {
  if (const auto beyond = reinterpret_cast<std::uintptr_t>(bytes.data()) % page; beyond != 0)
    return fail(Error(ErrorCode::usage, "expected an image that begins at a page of " + std::to_string(page) +
                                            " bytes, found one " + std::to_string(beyond) + " bytes after it")
                    .with_help("deserialize copies it"));
  std::shared_ptr<Image> image(new Image);
  image->base_ = const_cast<std::byte*>(bytes.data());  // only ever read; its protection changes
  image->size_ = bytes.size();
  image->mapped_ = false;
  WITC_TRY(image->read());
  return image;
}

Expected<std::shared_ptr<const Image>> Image::from_file(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    auto failure = system_error(ErrorCode::io, "cannot read the file");
    failure.error().location.file = path.string();
    return failure;
  }
  std::shared_ptr<Image> image(new Image);
  auto read = image->map_file(file);
  close(file);
  if (read) read = image->read();
  if (read) return image;
  read.error().location.file = path.string();
  return std::unexpected(std::move(read).error());
}

Expected<void> Image::map_file(int file) {
  struct stat status{};
  if (fstat(file, &status) != 0) return system_error(ErrorCode::io, "cannot read the file");
  if (!S_ISREG(status.st_mode))
    return fail(Error(ErrorCode::io, "expected a regular file, which can be mapped").with_help("read its bytes first"));
  if (status.st_size == 0) return {};  // an empty mapping is an error, but not the one to report
  void* memory = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  if (memory == MAP_FAILED) return system_error(ErrorCode::io, "cannot map the file");
  base_ = static_cast<std::byte*>(memory);
  size_ = static_cast<std::size_t>(status.st_size);
  return {};
}

Image::~Image() {
  if (base_ && mapped_) munmap(base_, size_);
}

Expected<void> Image::read() {
  WITC_TRY_ASSIGN(const Header header, read_header(bytes()));
  WITC_TRY_ASSIGN(const Sections sections, Sections::locate(header, bytes()));
  auto decoded = decode_image_key(sections.bytes[key_section]);
  if (!decoded) return damaged_image("its key cannot be read: " + decoded.error().message);
  key_ = std::move(*decoded);
  kind_ = static_cast<ImageKind>(header.kind);
  binary_ = sections.bytes[binary_section];
  code_ = sections.bytes[code_section];
  return place(sections);
}

Expected<void> Image::place(Sections sections) {
  for (const std::uint32_t count : sections.modules) {
    if (count > sections.functions.size()) return damaged_image("its modules have more functions than it has");
    auto& placed = modules_.emplace_back();
    placed.reserve(count);
    for (std::uint32_t defined = 0; defined < count; ++defined) {
      WITC_TRY_ASSIGN(const auto function, sections.next_function(defined));
      placed.push_back(function);
    }
  }
  if (!sections.used_up()) return damaged_image("it has more functions, or parts of them, than its modules");
  if (kind_ == ImageKind::module && modules_.size() != 1)
    return damaged_image("expected one core module, found " + std::to_string(modules_.size()));
  return {};
}

Expected<void> Image::make_executable() const {
  if (code_.empty()) return {};
  if (mprotect(code_.data(), code_.size(), PROT_READ | PROT_EXEC) != 0)
    return fail(
        Error(ErrorCode::io, std::string("cannot make the code of the image executable: ") + std::strerror(errno))
            .with_help("its file system may be mounted noexec"));
  __builtin___clear_cache(reinterpret_cast<char*>(code_.data()), reinterpret_cast<char*>(code_.data() + code_.size()));
  return {};
}

}  // namespace witc::runtime
