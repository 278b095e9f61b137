/* SPDX-License-Identifier: MIT */
/* Source lines of places in objects, and what variables these declare, from DWARF (libdw).  Without
   libdw nothing is known. */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "memory.h"
#include "objects.h"
#include "polyffi/finding.h"

struct source_lines; /* remembers the object asked about last */

/* NULL: no memory.  Free with source_lines_free. */
struct source_lines *source_lines_new(void);

/* The line of the byte at the offset in the section of a relocatable object, or at the address
   `offset` in a linked file.  The file name lives in the arena.  False: not known. */
bool source_lines_find(struct source_lines *lines, struct arena *arena, const struct object *object,
                       size_t section, uint64_t offset, struct polyffi_place *place);

/* The line where the function that begins at that byte is declared, also where its first
   instruction comes from a function inlined into it.  False: not known. */
bool source_lines_function(struct source_lines *lines, struct arena *arena,
                           const struct object *object, size_t section, uint64_t offset,
                           struct polyffi_place *place);

/* A variable that the object's source declares, and another one should define. */
struct declared_variable {
    const char *name; /* of the symbol */
    uint64_t size;    /* in bytes, of its type */
    struct polyffi_place place;
    const struct declared_variable *next;
};

/* All that are declared with a complete type, in no order, which live in the arena: gcc writes
   those that the code uses, clang none.  False: the object has debug information, but this is a
   build without libdw. */
bool source_lines_variables(struct source_lines *lines, struct arena *arena,
                            const struct object *object, const struct declared_variable **first);

/* A line was asked for of an object that has lines, but this is a build without libdw. */
bool source_lines_missed(const struct source_lines *lines);

/* Accepts NULL. */
void source_lines_free(struct source_lines *lines);

#endif
