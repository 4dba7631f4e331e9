#include "component/canon_tables.hpp"

#include <algorithm>
#include <iterator>

namespace witc::component {

namespace {

constexpr CanonGate async{"cm-async", &Features::async};
constexpr CanonGate threading{"cm-threading", &Features::threading};
constexpr CanonGate error_context{"cm-error-context", &Features::error_context};
constexpr CanonGate shared_threads{"shared-everything-threads", nullptr};

constexpr Builtin builtins[] = {
    {canon_opcode::resource_new, "resource.new", "R", "i", "i", "l", nullptr},
    {canon_opcode::resource_drop, "resource.drop", "R", "i", "", "", nullptr},
    {canon_opcode::resource_rep, "resource.rep", "R", "i", "i", "l", nullptr},
    {0x05, "task.cancel", "", "", "", "", &async},
    {0x06, "subtask.cancel", "a", "i", "i", "", &async},
    {0x09, "task.return", "ro", "*", "", "sn", &async},
    {canon_opcode::context_get, "context.get", "vu", "", "x", "", &async},
    {canon_opcode::context_set, "context.set", "vu", "x", "", "", &async},
    {0x0c, "thread.yield", "c", "", "i", "", &async},
    {0x0d, "subtask.drop", "", "i", "", "", &async},
    {0x0e, "stream.new", "S", "", "l", "", &async},
    {0x0f, "stream.read", "So", "ipp", "p", "yep", &async},
    {0x10, "stream.write", "So", "ipp", "p", "ye", &async},
    {0x11, "stream.cancel-read", "Sa", "i", "i", "", &async},
    {0x12, "stream.cancel-write", "Sa", "i", "i", "", &async},
    {0x13, "stream.drop-readable", "S", "i", "", "", &async},
    {0x14, "stream.drop-writable", "S", "i", "", "", &async},
    {0x15, "future.new", "F", "", "l", "", &async},
    {0x16, "future.read", "Fo", "ip", "i", "yep", &async},
    {0x17, "future.write", "Fo", "ip", "i", "ye", &async},
    {0x18, "future.cancel-read", "Fa", "i", "i", "", &async},
    {0x19, "future.cancel-write", "Fa", "i", "i", "", &async},
    {0x1a, "future.drop-readable", "F", "i", "", "", &async},
    {0x1b, "future.drop-writable", "F", "i", "", "", &async},
    {0x1c, "error-context.new", "o", "pp", "i", "sm", &error_context},
    {0x1d, "error-context.debug-message", "o", "ip", "", "smr", &error_context},
    {0x1e, "error-context.drop", "", "i", "", "", &error_context},
    {0x1f, "waitable-set.new", "", "", "i", "", &async},
    {0x20, "waitable-set.wait", "cm", "ip", "i", "", &async},
    {0x21, "waitable-set.poll", "cm", "ip", "i", "", &async},
    {0x22, "waitable-set.drop", "", "i", "", "", &async},
    {0x23, "waitable.join", "", "ii", "", "", &async},
    {canon_opcode::backpressure_inc, "backpressure.inc", "", "", "", "", &async},
    {canon_opcode::backpressure_dec, "backpressure.dec", "", "", "", "", &async},
    {0x26, "thread.index", "", "", "i", "", &threading},
    {0x27, "thread.new-indirect", "fb", "bx", "i", "", &threading},
    {0x28, "thread.resume-later", "", "i", "", "", &threading},
    {0x29, "thread.suspend", "c", "", "i", "", &threading},
    {0x2a, "thread.suspend-then-resume", "c", "i", "i", "", &threading},
    {0x2b, "thread.yield-then-resume", "c", "i", "i", "", &threading},
    {0x2c, "thread.suspend-then-promote", "c", "i", "i", "", &threading},
    {0x2d, "thread.yield-then-promote", "c", "i", "i", "", &threading},
    {0x40, "thread.spawn-ref", "sf", "", "", "", &shared_threads},
    {0x41, "thread.spawn-indirect", "sfb", "", "", "", &shared_threads},
    {0x42, "thread.available-parallelism", "s", "", "", "", &shared_threads},
};

constexpr OptionForm options[] = {
    {OptionCode::utf8, "string-encoding=utf8", ' '},
    {OptionCode::utf16, "string-encoding=utf16", ' '},
    {OptionCode::latin1_utf16, "string-encoding=latin1+utf16", ' '},
    {OptionCode::memory, "memory", 'm'},
    {OptionCode::realloc, "realloc", 'f'},
    {OptionCode::post_return, "post-return", 'f'},
    {OptionCode::async, "async", ' '},
    {OptionCode::callback, "callback", 'f'},
};

template <class Rows, class Key, class Member>
auto find(const Rows& rows, const Key& key, Member member) {
  const auto it = std::ranges::find(rows, key, member);
  return it == std::end(rows) ? nullptr : &*it;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) { return find(builtins, name, &Builtin::name); }
const Builtin* find_builtin(std::uint8_t opcode) { return find(builtins, opcode, &Builtin::opcode); }
const OptionForm* find_option(std::string_view keyword) { return find(options, keyword, &OptionForm::keyword); }
const OptionForm* find_option(std::uint8_t code) {
  return find(options, static_cast<OptionCode>(code), &OptionForm::code);
}

std::string_view flag_keyword(char letter) {
  switch (letter) {
    case 'a': return "async";
    case 'c': return "cancellable";
    case 's': return "shared";
    default: return {};
  }
}

}  // namespace witc::component
