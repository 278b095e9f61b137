/* SPDX-License-Identifier: MIT */
/* A number for the name of each global definition.  Names are read once, while the object is
   still in the processor's caches; who looks for a name later goes by the numbers. */
#ifndef SYMBOL_HASHES_H
#define SYMBOL_HASHES_H

#include <stdbool.h>

#include "archive.h"
#include "memory.h"
#include "objects.h"

/* Sets the hashes of object_globals; they live in the arena.  Of an archive's member each name
   is expected in the index as well; index NULL: there is none.  False: no memory. */
bool symbol_hashes_read(struct object *object, struct arena *arena, struct archive_index *index);

#endif
