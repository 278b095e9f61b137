/* SPDX-License-Identifier: MIT */
/* An archive's index, which linkers go by, beside what its members define. */
#ifndef ARCHIVE_AGREEMENT_H
#define ARCHIVE_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "objects.h"

/* The next name from the symbol at *at on that belongs into an index; NULL: there is none. */
const char *archive_next_defined(const struct object *object, size_t *at);

/* The index is sound and names the symbols of the objects, which are the archive's and in its
   order, and nothing else.  That is how archivers write it; false: in another order, or wrong. */
bool archive_agrees(const struct archive *archive, struct object *const *objects, size_t count);

#endif
