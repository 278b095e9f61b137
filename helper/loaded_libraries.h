/* SPDX-License-Identifier: MIT */
/* The shared libraries that glibc's loader gives a program, found as ld.so(8) does, but for the
   environment and the cache: by DT_NEEDED of the program and of each library. */
#ifndef LOADED_LIBRARIES_H
#define LOADED_LIBRARIES_H

#include <stdbool.h>

#include "memory.h"
#include "model.h"
#include "objects.h"

/* Calls visit with each library, once, until it returns false.  False: one was not found, which
 *missing names, or there is no memory (*missing is NULL).  Names live in the arena. */
bool loaded_libraries_each(const struct model *model, struct arena *arena,
                           bool (*visit)(const struct object *library, void *context),
                           void *context, const char **missing);

#endif
