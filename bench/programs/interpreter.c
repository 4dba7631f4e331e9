#include "bench/programs/common.h"

// Indirect calls: a stack machine whose operations are functions.
typedef struct {
  u64 stack[64];
  u32 top, at;
} Machine;
typedef void (*Operation)(Machine *machine);

static void push_counter(Machine *m) { m->stack[m->top++] = m->at; }
static void add(Machine *m) { --m->top; m->stack[m->top - 1] += m->stack[m->top]; }
static void multiply(Machine *m) { --m->top; m->stack[m->top - 1] *= m->stack[m->top]; }
static void duplicate(Machine *m) { m->stack[m->top] = m->stack[m->top - 1]; ++m->top; }
static void exclusive_or(Machine *m) { --m->top; m->stack[m->top - 1] ^= m->stack[m->top] >> 3; }

static const Operation program[] = {push_counter, duplicate, multiply, push_counter, add, push_counter, exclusive_or, add};

u64 run(u32 n) {
  Machine machine = {{0}, 1, 0};
  const volatile Operation *code = (const volatile Operation *)program;
  for (machine.at = 0; machine.at < n; ++machine.at)
    for (u32 i = 0; i < sizeof program / sizeof *program; ++i) code[i](&machine);
  return machine.stack[0];
}
