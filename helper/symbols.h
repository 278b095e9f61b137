/* SPDX-License-Identifier: MIT */
/* Symbols by name: who defines each, and whether somebody refers to it. */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "objects.h"

struct definition {
    const struct object *object;
    struct symbol symbol;
    size_t index;            /* in the symbol table */
    struct definition *next; /* of the same name, in link order */
};

struct symbol_entry {
    const char *name; /* borrowed from the object */
    uint32_t hash;
    bool wanted;   /* somebody refers to it, or asks for it */
    bool provided; /* a library, the linker or the link command defines it */
    bool shared;   /* a shared library does */
    bool function; /* as a function */
    struct definition *first, *last;
};

/* A zeroed one is empty. */
struct symbols {
    struct symbol_entry **slots;
    size_t capacity;               /* a power of two, or 0 */
    struct symbol_entry **entries; /* in the order of their arrival */
    size_t count, entry_capacity;
};

/* The entry of the name, or NULL. */
struct symbol_entry *symbols_find(const struct symbols *symbols, const char *name);

/* The entry of the name, made if there is none; lives in the arena.  NULL: no memory. */
struct symbol_entry *symbols_enter(struct symbols *symbols, struct arena *arena, const char *name);

/* Appends a definition to its name's entry.  NULL: no memory. */
struct definition *symbols_define(struct symbols *symbols, struct arena *arena,
                                  const struct object *object, const struct symbol *symbol,
                                  size_t index);

/* Keeps what a shared library provides for the name. */
void symbols_share(struct symbol_entry *entry, const struct symbol *symbol);

/* Accepts a zeroed one. */
void symbols_free(struct symbols *symbols);

#endif
