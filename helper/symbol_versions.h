/* SPDX-License-Identifier: MIT */
/* The versions of dynamic symbols (.gnu.version, _d and _r; LSB Core, "Symbol Versioning"). */
#ifndef SYMBOL_VERSIONS_H
#define SYMBOL_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "objects.h"
#include "polyffi/problem.h"

struct symbol_version {
    const char *name; /* NULL: there is no such version, or it is the file itself */
    bool needed;      /* another file's */
};

/* A zeroed one has no versions. */
struct symbol_versions {
    Elf *elf;                      /* owns the numbers */
    Elf_Data *numbers;             /* one for each dynamic symbol, or NULL */
    struct symbol_version *values; /* by number */
};

/* Reads the object's versions; names are borrowed from it, values live in the arena.  Free with
   symbol_versions_free in both cases.  False: the problem says what is damaged. */
bool symbol_versions_read(const struct object *object, struct arena *arena,
                          struct symbol_versions *versions, struct polyffi_problem *problem);

/* Accepts a zeroed one. */
void symbol_versions_free(struct symbol_versions *versions);

/* The version of the dynamic symbol at the index, or NULL.  *hidden: only programs that were
   linked against this version get it. */
const struct symbol_version *symbol_versions_find(const struct symbol_versions *versions,
                                                  size_t index, bool *hidden);

#endif
