/* SPDX-License-Identifier: MIT */
/* Symbols that nobody finds by the name they should have: local ones, and those with a mangled Rust
   name.  Takes about 24 bytes of memory for each; the names and all else stay in the files. */
#ifndef SYMBOL_TWINS_H
#define SYMBOL_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects.h"

enum twin_kind {
    TWIN_LOCAL,   /* a local definition of that very name */
    TWIN_MANGLED, /* a plain Rust function or static of that name, global or local */
};

struct symbol_twins;

/* A symbol of one name; the walk over them starts with symbol_twins_first. */
struct twin {
    const char *name;
    const struct object *object;
    struct symbol symbol;
    size_t index;    /* in object->symtab */
    uint32_t number; /* for symbol_twins_next */
};

/* Reads the objects, which stay borrowed: of relocatable ones not those that come with rustc, and
   mangled names only of Rust's.  NULL: no memory.  Free with symbol_twins_free. */
struct symbol_twins *symbol_twins_new(enum twin_kind kind, struct object *const *objects,
                                      size_t count);

/* Accepts NULL. */
void symbol_twins_free(struct symbol_twins *twins);

/* The first symbol of the name, in the order of the objects and of their tables.  False: there is
   none. */
bool symbol_twins_first(const struct symbol_twins *twins, const char *name, struct twin *twin);

/* The next one of the same name.  False: there is none. */
bool symbol_twins_next(const struct symbol_twins *twins, struct twin *twin);

#endif
