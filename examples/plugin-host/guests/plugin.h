// What the plugins share: the exports of the world `filter` as the canonical ABI has them (CanonicalABI.md). Texts are
// UTF-8, an address and a length; a result of more than one word is returned as the address of a struct.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(interface, name) __attribute__((import_module(interface), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

typedef struct {
  char* data;
  size_t length;
} string;

typedef struct {
  uint8_t is_error;
  string text;
} result;

enum level { info, warning };
IMPORT("example:plugins/log@1.0.0", "line") void log_line(enum level level, const char* text, size_t length);
static inline void say(enum level level, const char* text) { log_line(level, text, strlen(text)); }

/// What a plugin implements. `text` belongs to it, and may be changed and returned.
extern const char description[];
result apply(string text);

static inline result ok(string text) { return (result){false, text}; }
static inline result error(const char* why) { return (result){true, {strdup(why), strlen(why)}}; }
