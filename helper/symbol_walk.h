/* SPDX-License-Identifier: MIT */
/* What a walk over symbols tells the rest of the library beside them. */
#ifndef SYMBOL_WALK_H
#define SYMBOL_WALK_H

#include "polyffi/symbols.h"

/* From now on an object whose symbols can't be seen is a problem: one that is stripped, or only
   for a link-time optimiser. */
void symbol_walk_want_all(struct polyffi_symbols *symbols);

/* The last symbol is of a member that comes with rustc. */
bool symbol_walk_is_runtime(const struct polyffi_symbols *symbols);

/* The last symbol is of a shared library or an executable. */
bool symbol_walk_is_linked(const struct polyffi_symbols *symbols);

/* The last symbol's version is another file's: it is a reference, or a copy of its data. */
bool symbol_walk_is_copy(const struct polyffi_symbols *symbols);

#endif
