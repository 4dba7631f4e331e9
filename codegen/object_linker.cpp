#include "codegen/object_linker.hpp"

#include <llvm/BinaryFormat/ELF.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/DataExtractor.h>
#include <llvm/Support/Endian.h>

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>

#include "codegen/function_emitter.hpp"
#include "codegen/line_table.hpp"

namespace witc::codegen {

namespace {

using llvm::object::ELFSectionRef;
using llvm::object::ELFSymbolRef;
using llvm::object::SectionRef;

std::unexpected<Error> unexpected_object(const std::string& what) {
  return fail(ErrorCode::compile, "the code that LLVM generated " + what);
}

std::unexpected<Error> unexpected_object(llvm::Error error) {
  return unexpected_object("is not an object that can be read: " + llvm::toString(std::move(error)));
}

/// The value of an LLVM Expected, or our error from the enclosing function.
#define WITC_TRY_LLVM(target, expression)                                                                        \
  auto WITC_CONCAT(llvm_try_, __LINE__) = (expression);                                                          \
  if (!WITC_CONCAT(llvm_try_, __LINE__)) return unexpected_object(WITC_CONCAT(llvm_try_, __LINE__).takeError()); \
  target = *WITC_CONCAT(llvm_try_, __LINE__)

class ObjectLinker {
 public:
  explicit ObjectLinker(const llvm::object::ELFObjectFileBase& object) : object_(object) {}

  Expected<LinkedObject> link() {
    WITC_TRY(place(/*text=*/true));
    result_.function.text_size = static_cast<std::uint32_t>(result_.function.code.size());
    WITC_TRY(place(/*text=*/false));
    for (const auto& section : object_.sections()) WITC_TRY(relocate(section));
    WITC_TRY(find_entry());
    result_.function.lines = read_line_table(object_, result_.function.text_size);
    result_.function.unwind.saved = read_saved_registers(object_);
    WITC_TRY(read_call_sites());
    return std::move(result_);
  }

 private:
  static constexpr std::uint64_t max_alignment = 64;
  static constexpr std::uint32_t saved_frame_pointer_bytes = 8;  ///< counted in the size of a frame

  /// Copies the sections of instructions or those of constants; refuses any other that would be in memory.
  Expected<void> place(bool text) {
    for (const ELFSectionRef section : object_.sections()) {
      WITC_TRY_LLVM(const llvm::StringRef name, section.getName());
      if (name == ".stack_sizes") WITC_TRY(read_frame_sizes(section));
      if (!(section.getFlags() & llvm::ELF::SHF_ALLOC) || section.getSize() == 0) continue;
      if (name == ".gcc_except_table") {
        WITC_TRY_LLVM(exception_table_, section.getContents());
        continue;
      }
      if (name == ".eh_frame" || name.starts_with(".data.DW.ref.")) continue;  // read_saved_registers; the personality
      const bool is_text = name.starts_with(".text");
      if (!is_text && !name.starts_with(".rodata")) return unexpected_object("has a section " + name.str());
      if (is_text == text) WITC_TRY(place(section));
    }
    return {};
  }

  Expected<void> place(ELFSectionRef section) {
    WITC_TRY_LLVM(const llvm::StringRef contents, section.getContents());
    const std::uint64_t alignment = section.getAlignment().value();
    if (alignment > max_alignment) return unexpected_object("has a section aligned to " + std::to_string(alignment));
    auto& code = result_.function.code;
    const std::size_t offset = (code.size() + alignment - 1) / alignment * alignment;
    if (contents.size() > std::numeric_limits<std::int32_t>::max() - offset)
      return unexpected_object("is larger than 2 GiB");
    code.resize(offset);
    const auto* begin = reinterpret_cast<const std::byte*>(contents.data());
    code.insert(code.end(), begin, begin + contents.size());
    placed_.emplace(section.getIndex(), offset);
    return {};
  }

  /// .stack_sizes: an address and the size of the frame, per function.
  Expected<void> read_frame_sizes(SectionRef section) {
    if (frames_read_) return {};
    frames_read_ = true;
    WITC_TRY_LLVM(const llvm::StringRef contents, section.getContents());
    const llvm::DataExtractor data(contents, /*IsLittleEndian=*/true, /*AddressSize=*/8);
    llvm::DataExtractor::Cursor cursor(0);
    while (cursor && !data.eof(cursor)) {
      data.getAddress(cursor);
      result_.frame_bytes = std::max(result_.frame_bytes, data.getULEB128(cursor));
    }
    if (auto error = cursor.takeError()) return unexpected_object(std::move(error));
    return {};
  }

  /// The language-specific data area of the one function that has landing pads (Itanium C++ ABI, exception handling
  /// tables). Every pad takes every exception, so actions and types do not matter.
  Expected<void> read_call_sites() {
    if (exception_table_.empty()) return {};
    constexpr std::uint8_t omitted = 0xff, uleb128 = 0x01;
    const llvm::DataExtractor data(exception_table_, /*IsLittleEndian=*/true, /*AddressSize=*/8);
    llvm::DataExtractor::Cursor cursor(0);
    const bool starts_at_function = data.getU8(cursor) == omitted;
    if (data.getU8(cursor) != omitted) data.getULEB128(cursor);
    const std::uint8_t encoding = data.getU8(cursor);
    if (cursor && (!starts_at_function || encoding != uleb128))
      return unexpected_object("has an exception table of another kind");
    const std::uint64_t size = data.getULEB128(cursor);
    const std::uint64_t end = cursor.tell() + size;
    WITC_TRY_ASSIGN(const std::uint64_t function, body_address());
    while (cursor && cursor.tell() < end) {
      const auto begin = static_cast<std::uint32_t>(function + data.getULEB128(cursor));
      const auto length = static_cast<std::uint32_t>(data.getULEB128(cursor));
      const auto pad = static_cast<std::uint32_t>(data.getULEB128(cursor));
      data.getULEB128(cursor);  // action
      if (pad != 0)
        result_.function.unwind.call_sites.push_back(
            {begin, begin + length, static_cast<std::uint32_t>(function + pad)});
    }
    if (auto error = cursor.takeError()) return unexpected_object(std::move(error));
    result_.function.unwind.frame_bytes = static_cast<std::uint32_t>(result_.frame_bytes) - saved_frame_pointer_bytes;
    return {};
  }

  /// The function proper: the entry, unless that only checks the stack for it.
  Expected<std::uint64_t> body_address() {
    for (const ELFSymbolRef symbol : object_.symbols()) {
      WITC_TRY_LLVM(const llvm::StringRef name, symbol.getName());
      if (name == body_name) return address_of(symbol);
    }
    return result_.function.entry;
  }

  Expected<void> relocate(SectionRef relocations) {
    WITC_TRY_LLVM(const auto target, relocations.getRelocatedSection());
    if (target == object_.section_end()) return {};
    const auto placed = placed_.find(target->getIndex());
    if (placed == placed_.end()) return {};
    for (const llvm::object::ELFRelocationRef relocation : relocations.relocations())
      WITC_TRY(relocate(relocation, placed->second));
    return {};
  }

  Expected<void> relocate(llvm::object::ELFRelocationRef relocation, std::uint64_t section_offset) {
    WITC_TRY_LLVM(const std::int64_t addend, relocation.getAddend());
    WITC_TRY_ASSIGN(const std::uint64_t symbol, address_of(*relocation.getSymbol()));
    const std::uint64_t place = section_offset + relocation.getOffset();
    const auto value = static_cast<std::int64_t>(symbol + static_cast<std::uint64_t>(addend) - place);
    switch (relocation.getType()) {
      case llvm::ELF::R_X86_64_PC32:
      case llvm::ELF::R_X86_64_PLT32:
        if (value != static_cast<std::int32_t>(value)) return unexpected_object("has a distance beyond 2 GiB");
        return write(place, static_cast<std::int32_t>(value));
      case llvm::ELF::R_X86_64_PC64: return write(place, value);
      default: break;
    }
    llvm::SmallString<32> name;
    relocation.getTypeName(name);
    return unexpected_object("has a relocation " + name.str().str());
  }

  template <class Integer>
  Expected<void> write(std::uint64_t place, Integer value) {
    auto& code = result_.function.code;
    if (place > code.size() || sizeof value > code.size() - place)
      return unexpected_object("has a relocation outside of its section");
    llvm::support::endian::write(code.data() + place, value, llvm::endianness::little);
    return {};
  }

  Expected<std::uint64_t> address_of(ELFSymbolRef symbol) {
    WITC_TRY_LLVM(const auto section, symbol.getSection());
    WITC_TRY_LLVM(const std::uint64_t value, symbol.getValue());
    if (section != object_.section_end())
      if (const auto placed = placed_.find(section->getIndex()); placed != placed_.end()) return placed->second + value;
    WITC_TRY_LLVM(const llvm::StringRef name, symbol.getName());
    return unexpected_object("needs the symbol \"" + name.str() + "\"");
  }

  Expected<void> find_entry() {
    for (const ELFSymbolRef symbol : object_.symbols()) {
      WITC_TRY_LLVM(const llvm::StringRef name, symbol.getName());
      if (name != entry_name) continue;
      WITC_TRY_ASSIGN(const std::uint64_t address, address_of(symbol));
      result_.function.entry = static_cast<std::uint32_t>(address);
      return {};
    }
    return unexpected_object("has no entry");
  }

  const llvm::object::ELFObjectFileBase& object_;
  LinkedObject result_;
  std::unordered_map<std::uint64_t, std::uint64_t> placed_;  ///< section index to offset in the blob
  bool frames_read_ = false;
  llvm::StringRef exception_table_;
};

}  // namespace

Expected<LinkedObject> link_object(llvm::MemoryBufferRef buffer) {
  WITC_TRY_LLVM(const auto& object, llvm::object::ObjectFile::createELFObjectFile(buffer));
  return ObjectLinker(llvm::cast<llvm::object::ELFObjectFileBase>(*object)).link();
}

}  // namespace witc::codegen
