/* SPDX-License-Identifier: MIT */
/* Every global definition of some objects by name, mangled ones too.  Takes about 28 bytes of
   memory for each; the names and all else stay in the files. */
#ifndef SYMBOL_INDEX_H
#define SYMBOL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects.h"

struct symbol_index;

/* A definition of one name; the walk over them starts with symbol_index_find. */
struct indexed {
    const struct object *object;
    size_t symbol;   /* in the table of object_globals */
    uint32_t number; /* from 1 to symbol_index_count, in the order of the objects */
    uint32_t last;   /* the number of the last one of this name */
};

/* Reads the objects, which have their hashes and stay borrowed.  NULL: no memory.  Free with
 * symbol_index_free. */
struct symbol_index *symbol_index_new(struct object *const *objects, size_t count);

/* Accepts NULL. */
void symbol_index_free(struct symbol_index *index);

/* How many definitions there are. */
size_t symbol_index_count(const struct symbol_index *index);

/* The first definition of the name, in the order of the objects.  False: there is none. */
bool symbol_index_find(const struct symbol_index *index, const char *name, struct indexed *found);

/* The next one of the same name.  False: there is none. */
bool symbol_index_next(const struct symbol_index *index, struct indexed *found);

#endif
