// A command that ends, or does not, in the way its first argument says, after it wrote something without a line feed.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

volatile int zero = 0;
volatile int minus_one = -1;
volatile unsigned depth = 0;

__attribute__((noinline)) int divide(int a, int b) { return a / b; }

/// Needs a frame of the machine's stack for every call, but none of the shadow stack in linear memory.
__attribute__((noinline)) unsigned recurse(unsigned n) {
  const unsigned deeper = recurse(n + 1);
  depth = n;
  return deeper + n;
}

typedef int function_of_int(int);
static int take_nothing(void) { return 7; }
function_of_int* volatile wrong = (function_of_int*)(void*)take_nothing;

__attribute__((noinline)) int end(const char* how) {
  if (!strcmp(how, "unreachable")) __builtin_trap();
  if (!strcmp(how, "divide")) return divide(1, zero);
  if (!strcmp(how, "overflow")) return divide(INT_MIN, minus_one);
  if (!strcmp(how, "memory")) return *(volatile int*)0xfffffff0u;
  if (!strcmp(how, "stack")) return (int)recurse(0);
  if (!strcmp(how, "signature")) return wrong(1);
  if (!strcmp(how, "abort")) abort();
  if (!strcmp(how, "exit")) exit(42);
  if (!strcmp(how, "loop")) {
    while (!zero) ++depth;
  }
  if (!strcmp(how, "sleep")) sleep(1000);
  return 0;
}

int main(int argc, char** argv) {
  write(STDOUT_FILENO, "before the end", 14);
  return argc > 1 ? end(argv[1]) : 0;
}
