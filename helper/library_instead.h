/* SPDX-License-Identifier: MIT */
/* A shared library that the linker took where a Rust archive of the same name lies beside it. */
#ifndef LIBRARY_INSTEAD_H
#define LIBRARY_INSTEAD_H

#include <stdbool.h>

#include "model.h"

struct library_instead {
    const char *library, *archive; /* their paths; live as long as the model */
};

/* Both define the name, which nothing that is linked does: result NULL: of the link's inputs,
   where -lNAME means both; else of what the result was linked from.  False: there are none. */
bool library_instead_find(const struct model *model, const struct object *result, const char *name,
                          struct library_instead *found);

#endif
