#include "tests/codegen/guest.hpp"

#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "codegen/native_signature.hpp"
#include "wasm/validator.hpp"

namespace witc::testing {

namespace {

/// What enter.S reads and writes.
struct Entry {
  const void* code;
  std::uint64_t integers[6];
  std::uint64_t reserved;
  Cell vectors[8];
  const std::uint64_t* stack;
  std::uint64_t stack_words;
  std::uint64_t integer_result;
  std::uint64_t reserved2;
  Cell vector_result;
};
static_assert(offsetof(Entry, vectors) == 64 && offsetof(Entry, stack) == 192 && offsetof(Entry, stack_words) == 200 &&
              offsetof(Entry, integer_result) == 208 && offsetof(Entry, vector_result) == 224);

extern "C" void witc_test_enter(Entry* entry);

/// The stack words; the registers go to the entry.
std::vector<std::uint64_t> place_arguments(Entry& entry, const wasm::FuncType& type, const std::vector<Cell>& args) {
  using enum codegen::NativeSignature::Place;
  const codegen::NativeSignature native(type);
  // All that the callee pops is its own to write. One word more keeps the stack aligned at the call.
  std::vector<std::uint64_t> words(native.pop_bytes() / 8 + 1);
  for (std::size_t i = 0; i < args.size(); ++i) {
    const auto& [place, position, stack_bytes] = native.params[i];
    switch (place) {
      case integer_register: entry.integers[1 + position] = args[i].i64; break;
      case vector_register: entry.vectors[position] = args[i]; break;
      case stack: std::memcpy(&words[position / 8], &args[i], type.params[i] == wasm::v128 ? 16 : 8); break;
    }
  }
  return words;
}

struct Activation {
  sigjmp_buf landing;
  const std::byte* code_begin;
  const std::byte* code_end;
  TrapCode trap;
  const std::byte* trap_address;
  const void* return_address;
};
thread_local Activation* activation = nullptr;

/// ud1 eax, [eax + code]: how LLVM writes llvm.ubsantrap. A displacement of 0 takes no byte.
std::optional<TrapCode> explicit_trap(const std::uint8_t* pc) {
  if (pc[0] != 0x67 || pc[1] != 0x0f || pc[2] != 0xb9) return {};
  if (pc[3] == 0x00) return TrapCode{0};
  return pc[3] == 0x40 ? std::optional(static_cast<TrapCode>(pc[4])) : std::nullopt;
}

void on_signal(int signal, siginfo_t*, void* raw_context) {
  const auto* context = static_cast<const ucontext_t*>(raw_context);
  const auto* pc = reinterpret_cast<const std::byte*>(context->uc_mcontext.gregs[REG_RIP]);
  if (!activation || pc < activation->code_begin || pc >= activation->code_end) {
    ::signal(signal, SIG_DFL);
    return;
  }
  std::optional<TrapCode> trap = TrapCode::out_of_bounds_memory_access;
  if (signal == SIGILL) trap = explicit_trap(reinterpret_cast<const std::uint8_t*>(pc));
  if (signal == SIGFPE || !trap) trap = static_cast<TrapCode>(255);
  activation->trap = *trap;
  activation->trap_address = pc;
  activation->return_address = reinterpret_cast<void**>(context->uc_mcontext.gregs[REG_RBP])[1];
  siglongjmp(activation->landing, 1);
}

void install_handlers() {
  static const bool installed = [] {
    static std::array<std::byte, 65536> stack;
    const stack_t alternate{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
    sigaltstack(&alternate, nullptr);
    struct sigaction action{};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (const int signal : {SIGILL, SIGSEGV, SIGBUS, SIGFPE}) sigaction(signal, &action, nullptr);
    return true;
  }();
  (void)installed;
}

[[noreturn]] void give_up(const Error& error) { throw std::runtime_error(error.message); }

// Builtins: they only write down how they were called.

Guest* guest_of(codegen::InstanceHeader* header) { return static_cast<Guest*>(header->instance); }

template <class Result, class... Args>
Result record(codegen::InstanceHeader* header, Args... args) {
  auto* guest = guest_of(header);
  guest->builtin_calls.push_back({(std::uint64_t)args...});
  if constexpr (std::is_same_v<Result, bool>) return guest->builtins_succeed;
  if constexpr (std::is_same_v<Result, std::int64_t>) return guest->grow_result;
  if constexpr (std::is_same_v<Result, std::uint32_t>) return guest->atomic_result;
}

[[noreturn]] void raise_trap(codegen::InstanceHeader*, std::uint32_t code) {
  activation->trap = static_cast<TrapCode>(code);
  activation->trap_address = static_cast<const std::byte*>(__builtin_return_address(0)) - 1;
  activation->return_address = static_cast<void* const* const*>(__builtin_frame_address(0))[0][1];
  siglongjmp(activation->landing, 1);
}

// They never go on, so they need not keep registers.
[[noreturn]] void fuel_exhausted(codegen::InstanceHeader* header) {
  raise_trap(header, static_cast<std::uint32_t>(TrapCode::out_of_fuel));
}
[[noreturn]] void epoch_reached(codegen::InstanceHeader* header) {
  raise_trap(header, static_cast<std::uint32_t>(TrapCode::interrupted));
}

template <class Result, class... Args>
void assign(Result (*&member)(codegen::InstanceHeader*, Args...)) {
  member = record<Result, Args...>;
}

const codegen::Builtins* recording_builtins() {
  static const auto builtins = [] {
    codegen::Builtins result;
    assign(result.memory_grow);
    assign(result.memory_copy);
    assign(result.memory_fill);
    assign(result.memory_init);
    assign(result.data_drop);
    assign(result.table_grow);
    assign(result.table_copy);
    assign(result.table_fill);
    assign(result.table_init);
    assign(result.elem_drop);
    assign(result.memory_atomic_wait32);
    assign(result.memory_atomic_wait64);
    assign(result.memory_atomic_notify);
    result.fuel_exhausted = fuel_exhausted;
    result.epoch_reached = epoch_reached;
    result.raise_trap = raise_trap;
    return result;
  }();
  return &builtins;
}

std::byte* map(std::size_t size, int protection) {
  void* address = mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) throw std::runtime_error("mmap failed");
  return static_cast<std::byte*>(address);
}

constexpr std::size_t reservation = (std::size_t{8} << 30) + 65536;

}  // namespace

std::string Outcome::describe() const {
  if (trap) return "trap: " + std::string(to_string(*trap)) + " (" + std::to_string(static_cast<int>(*trap)) + ")";
  return std::to_string(results.size()) + " results";
}

std::unique_ptr<codegen::FunctionCompiler> make_compiler(const codegen::CompileOptions& options, Error& error) {
  static void* library = dlopen(WITC_CODEGEN_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<codegen::CodegenEntry>(dlsym(library, codegen::entry_symbol));
  if (!entry) throw std::runtime_error(dlerror());
  return std::unique_ptr<codegen::FunctionCompiler>(entry(codegen::interface_version, options, error));
}

Guest::Guest(const ModuleBuilder& builder, codegen::CompileOptions options)
    : options_(std::move(options)), binary_(builder.build()) {
  auto module = wasm::decode_and_validate(binary_, options_.features);
  if (!module) give_up(module.error());
  module_ = std::move(*module);
  layout_.emplace(module_);
  install_handlers();
  compile_all();
  make_executable();
  make_context();
  make_memories();
  make_tables();
}

Guest::~Guest() {
  munmap(code_, code_size_);
  for (const auto& memory : memories_) munmap(memory.base, reservation);
}

void Guest::compile_all() {
  Error error;
  const auto compiler = make_compiler(options_, error);
  if (!compiler) give_up(error);
  for (std::uint32_t i = 0; i < module_.code.size(); ++i) {
    auto function = compiler->compile({module_, binary_, *layout_}, i);
    if (!function) give_up(function.error());
    compiled_.push_back(std::move(*function));
  }
}

void Guest::make_executable() {
  for (const auto& function : compiled_) {
    code_offsets_.push_back(code_size_);
    code_size_ = (code_size_ + function.code.size() + 63) / 64 * 64;
  }
  code_size_ = std::max<std::size_t>(code_size_, 1);
  code_ = map(code_size_, PROT_READ | PROT_WRITE);
  for (std::size_t i = 0; i < compiled_.size(); ++i) {
    std::memcpy(code_ + code_offsets_[i], compiled_[i].code.data(), compiled_[i].code.size());
    entries_.push_back(code_ + code_offsets_[i] + compiled_[i].entry);
  }
  mprotect(code_, code_size_, PROT_READ | PROT_EXEC);
}

void Guest::make_context() {
  context_.resize(layout_->size() / sizeof(Cell) + 1);
  // Equal types share a descriptor, as the engine has it.
  descriptors_.resize(module_.types.size());
  for (const auto& type : module_.types) types_.push_back(&descriptors_[type.canonical]);
  auto* context = reinterpret_cast<std::byte*>(context_.data());
  *header() = {.store = &store_,
               .functions = entries_.data(),
               .builtins = recording_builtins(),
               .types = types_.data(),
               .memory0 = nullptr,
               .instance = this};
  store_.results = results_.data();
  imported_globals_.resize(module_.imported_globals);
  for (std::uint32_t i = 0; i < module_.imported_globals; ++i) {
    void* address = &imported_globals_[i];
    std::memcpy(context + layout_->global(i), &address, sizeof address);
  }
  for (const auto function : module_.escaping_functions) {
    if (module_.is_imported_function(function)) continue;
    *func_ref(function) = {.code = code(function), .context = header(), .type = types_[module_.functions[function]]};
  }
}

void Guest::make_memories() {
  auto* context = reinterpret_cast<std::byte*>(context_.data());
  memories_.reserve(module_.memories.size());
  for (std::uint32_t i = 0; i < module_.memories.size(); ++i) {
    auto& memory = memories_.emplace_back();
    memory.base = map(reservation, PROT_NONE);
    memory.byte_length = module_.memories[i].limits.min << module_.memories[i].page_size_log2;
    mprotect(memory.base, memory.byte_length, PROT_READ | PROT_WRITE);
    const auto* record = &memory;
    std::memcpy(context + layout_->memory_base(i), &memory.base, sizeof memory.base);
    std::memcpy(context + layout_->memory_record(i), &record, sizeof record);
    if (i == 0) header()->memory0 = memory.base;
  }
}

void Guest::make_tables() {
  auto* context = reinterpret_cast<std::byte*>(context_.data());
  tables_.reserve(module_.tables.size());
  for (std::uint32_t i = 0; i < module_.tables.size(); ++i) {
    auto& elements = table_elements_.emplace_back(module_.tables[i].type.limits.min);
    const auto* record = &tables_.emplace_back(elements.data(), elements.size());
    std::memcpy(context + layout_->table_record(i), &record, sizeof record);
  }
}

const void* Guest::code(std::uint32_t function) const { return entries_[function - module_.imported_functions]; }

std::optional<std::uint64_t> Guest::offset_in(const FunctionBuilder& function, const void* address) const {
  const std::size_t defined = function.index() - module_.imported_functions;
  const auto offset =
      static_cast<std::uint64_t>(static_cast<const std::byte*>(address) - code_ - code_offsets_[defined]);
  return offset < compiled_[defined].text_size ? std::optional(offset) : std::nullopt;
}

std::span<std::byte> Guest::memory(std::uint32_t index) {
  return {memories_[index].base, memories_[index].byte_length};
}

void Guest::open_reservation(std::uint32_t index) {
  mprotect(memories_[index].base, reservation, PROT_READ | PROT_WRITE);
}

codegen::FuncRef* Guest::func_ref(std::uint32_t function) {
  const auto& escaping = module_.escaping_functions;
  const auto position = static_cast<std::uint32_t>(std::ranges::lower_bound(escaping, function) - escaping.begin());
  return reinterpret_cast<codegen::FuncRef*>(reinterpret_cast<std::byte*>(context_.data()) +
                                             layout_->func_ref(position));
}

Cell& Guest::global(std::uint32_t index) {
  if (layout_->global_is_indirect(index)) return imported_globals_[index];
  return *reinterpret_cast<Cell*>(reinterpret_cast<std::byte*>(context_.data()) + layout_->global(index));
}

void Guest::bind_import(std::uint32_t index, Guest& other, const FunctionBuilder& function) {
  const codegen::ImportedFunction record{other.code(function.index()), other.header()};
  std::memcpy(reinterpret_cast<std::byte*>(context_.data()) + layout_->imported_function(index), &record,
              sizeof record);
}

Outcome Guest::call_cells(std::uint32_t function, const std::vector<Cell>& args) {
  const auto& type = module_.function_type(function);
  if (args.size() != type.params.size()) throw std::runtime_error("wrong number of arguments");
  Entry entry{};
  entry.code = code(function);
  entry.integers[0] = reinterpret_cast<std::uint64_t>(header());
  const auto stack = place_arguments(entry, type, args);
  entry.stack = stack.data();
  entry.stack_words = stack.size();
  store_.stack_limit = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - stack_bytes_;

  Outcome outcome;
  Activation current{.landing = {},
                     .code_begin = code_,
                     .code_end = code_ + code_size_,
                     .trap = {},
                     .trap_address = nullptr,
                     .return_address = nullptr};
  activation = &current;
  if (sigsetjmp(current.landing, 1) == 0) {
    witc_test_enter(&entry);
    activation = nullptr;
  } else {
    activation = nullptr;
    outcome.trap = current.trap;
    outcome.trap_address = current.trap_address;
    outcome.return_address = current.return_address;
    return outcome;
  }
  for (std::size_t i = 0; i < type.results.size(); ++i) {
    if (i > 0)
      outcome.results.push_back(results_[i - 1]);
    else
      outcome.results.push_back(codegen::in_vector_register(type.results[0]) ? entry.vector_result
                                                                             : cell(entry.integer_result));
  }
  return outcome;
}

}  // namespace witc::testing

void witc::codegen::PrintTo(OptLevel level, std::ostream* out) { *out << "level " << static_cast<int>(level); }
