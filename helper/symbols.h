/* SPDX-License-Identifier: MIT */
/* Symbols by name: who defines each, and whether somebody refers to it.
 *
 * Archives have definitions by the million, and a check asks about a few of them.  So names are
 * asked about first: what C and assembler refer to, the exports, the entry.  One pass over the
 * objects then finds the definitions of those, which is all that a clean check needs.
 *
 *     symbols_find of a name that was asked about    cheap: a look into a small table
 *     symbols_find of any other name                 the first one reads every object and makes
 *                                                    an index (symbol_index.h), the next ones
 *                                                    are cheap: for what looks wrong already
 *     definitions_next                               reads every object, keeps nothing
 *
 * What a rule looks up in a clean check should therefore be asked about in model_symbols.c.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"
#include "objects.h"
#include "symbol_index.h"

struct definition {
    const struct object *object;
    struct symbol symbol;
    size_t index;            /* in the symbol table */
    uint32_t hash;           /* of the name */
    struct definition *next; /* of the same name, in link order */
};

struct symbol_entry {
    const char *name; /* borrowed from the object or the request */
    uint32_t hash;
    bool wanted;   /* somebody refers to it, or asks for it */
    bool provided; /* a library, the linker or the link command defines it */
    bool shared;   /* a shared library does */
    bool function; /* as a function */
    struct definition *first, *last;
};

struct symbol_slot {
    struct symbol_entry *entry; /* NULL: empty */
    uint32_t hash;
};

/* Entries by name. */
struct symbol_names {
    struct symbol_slot *slots;
    size_t capacity;               /* a power of two, or 0 */
    struct symbol_entry **entries; /* in the order of their arrival */
    size_t count, entry_capacity;
};

struct late_symbols;

/* A zeroed one is empty, and has no objects. */
struct symbols {
    struct symbol_names asked;
    struct object *const *objects; /* in link order; set by symbols_read */
    size_t object_count;
    struct late_symbols *late; /* what was looked up without having been asked about */
};

/* The entry of a name that is asked about, made if there is none; lives in the arena.  NULL: no
   memory. */
struct symbol_entry *symbols_ask(struct symbols *symbols, struct arena *arena, const char *name);

/* The entry of the name if it was asked about, or NULL. */
struct symbol_entry *symbols_asked(const struct symbols *symbols, const char *name);

/* Finds the definitions of what was asked about in the objects, which have their hashes and stay
   borrowed.  Call it once, after all questions.  False: no memory. */
bool symbols_read(struct symbols *symbols, struct arena *arena, struct object *const *objects,
                  size_t count);

/* The entry of any name; NULL: nobody asked about it or defines it.  See above for the cost. */
const struct symbol_entry *symbols_find(const struct symbols *symbols, const char *name);

/* The index of all definitions; NULL: no memory. */
const struct symbol_index *symbols_index(const struct symbols *symbols);

/* Memory ran out while something was looked up: the answers given may have been wrong. */
bool symbols_failed(const struct symbols *symbols);

/* Keeps what a shared library provides for the name. */
void symbols_share(struct symbol_entry *entry, const struct symbol *symbol);

/* Accepts a zeroed one. */
void symbols_free(struct symbols *symbols);

/* Walks the definitions of all names in link order; mangled names in Rust's objects are left out,
   as they are by symbols_find. */
struct definitions {
    const struct symbols *symbols;
    size_t object, end; /* the objects that are left */
    size_t symbol;      /* of the first one's globals, where the walk goes on */
};

/* A walk over all objects. */
struct definitions definitions_begin(const struct symbols *symbols);

/* The next one, whose member next is NULL.  False: there is none. */
bool definitions_next(struct definitions *walk, struct definition *definition);

#endif
