#include "component/text/builtins.hpp"

#include <algorithm>
#include <iterator>

namespace witc::component::text {

namespace {

constexpr Builtin builtins[] = {
    {0x02, "resource.new", "t"},
    {0x03, "resource.drop", "t"},
    {0x04, "resource.rep", "t"},
    {0x05, "task.cancel", ""},
    {0x06, "subtask.cancel", "a"},
    {0x09, "task.return", "ro"},
    {0x0a, "context.get", "vu"},
    {0x0b, "context.set", "vu"},
    {0x0c, "thread.yield", "c"},
    {0x0d, "subtask.drop", ""},
    {0x0e, "stream.new", "t"},
    {0x0f, "stream.read", "to"},
    {0x10, "stream.write", "to"},
    {0x11, "stream.cancel-read", "ta"},
    {0x12, "stream.cancel-write", "ta"},
    {0x13, "stream.drop-readable", "t"},
    {0x14, "stream.drop-writable", "t"},
    {0x15, "future.new", "t"},
    {0x16, "future.read", "to"},
    {0x17, "future.write", "to"},
    {0x18, "future.cancel-read", "ta"},
    {0x19, "future.cancel-write", "ta"},
    {0x1a, "future.drop-readable", "t"},
    {0x1b, "future.drop-writable", "t"},
    {0x1c, "error-context.new", "o"},
    {0x1d, "error-context.debug-message", "o"},
    {0x1e, "error-context.drop", ""},
    {0x1f, "waitable-set.new", ""},
    {0x20, "waitable-set.wait", "cm"},
    {0x21, "waitable-set.poll", "cm"},
    {0x22, "waitable-set.drop", ""},
    {0x23, "waitable.join", ""},
    {0x24, "backpressure.inc", ""},
    {0x25, "backpressure.dec", ""},
    {0x26, "thread.index", ""},
    {0x27, "thread.new-indirect", "fb"},
    {0x28, "thread.resume-later", ""},
    {0x29, "thread.suspend", "c"},
    {0x2a, "thread.suspend-then-resume", "c"},
    {0x2b, "thread.yield-then-resume", "c"},
    {0x2c, "thread.suspend-then-promote", "c"},
    {0x2d, "thread.yield-then-promote", "c"},
    {0x40, "thread.spawn-ref", "sf"},
    {0x41, "thread.spawn-indirect", "sfb"},
    {0x42, "thread.available-parallelism", "s"},
};

constexpr Option options[] = {
    {0x00, "string-encoding=utf8", ' '},
    {0x01, "string-encoding=utf16", ' '},
    {0x02, "string-encoding=latin1+utf16", ' '},
    {0x03, "memory", 'm'},
    {0x04, "realloc", 'f'},
    {0x05, "post-return", 'f'},
    {0x06, "async", ' '},
    {0x07, "callback", 'f'},
};

template <class Rows, class Key, class Member>
auto find(const Rows& rows, const Key& key, Member member) {
  const auto it = std::ranges::find(rows, key, member);
  return it == std::end(rows) ? nullptr : &*it;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) { return find(builtins, name, &Builtin::name); }
const Builtin* find_builtin(std::uint8_t opcode) { return find(builtins, opcode, &Builtin::opcode); }
const Option* find_option(std::string_view keyword) { return find(options, keyword, &Option::keyword); }
const Option* find_option(std::uint8_t code) { return find(options, code, &Option::code); }

std::string_view flag_keyword(char letter) {
  switch (letter) {
    case 'a': return "async";
    case 'c': return "cancellable";
    case 's': return "shared";
    default: return {};
  }
}

}  // namespace witc::component::text
