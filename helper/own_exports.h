/* SPDX-License-Identifier: MIT */
/* What the crates of Rust archives define for others: read from the few objects that they were
   compiled to, so cheap in every check. */
#ifndef OWN_EXPORTS_H
#define OWN_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"

struct own_export {
    const char *name;
    struct definition definition; /* its member next is NULL */
    bool declared, asked;         /* false at first: for the rule's own use */
};

/* A zeroed one is empty. */
struct own_exports {
    struct own_export *items; /* by name, then in link order */
    size_t count, capacity;
};

/* What rustc itself compiled: C code that a crate brings along is none of its exports, nor are
   main and what --wrap replaces.  False: no memory.  Free with own_exports_free in both cases. */
bool own_exports_collect(const struct model *model, struct own_exports *exports);

/* The first export of the name, or NULL. */
struct own_export *own_exports_find(const struct own_exports *exports, const char *name);

/* Accepts a zeroed one. */
void own_exports_free(struct own_exports *exports);

#endif
