/* SPDX-License-Identifier: MIT */
/* What the kernel and the loader rely on in a program or a shared library: its segments,
   its dynamic section (gABI, chapter "Program Loading and Dynamic Linking") and the versions of its
   symbols (Linux Standard Base, "Symbol Versioning"). */
#ifndef LINKED_VALIDITY_H
#define LINKED_VALIDITY_H

#include <stdbool.h>

#include "objects.h"
#include "polyffi/problem.h"

/* The segments lie within the file and can be loaded where they say, the interpreter's name has an
   end, and the dynamic section has one too and names what lies in the file.  False: the problem
   says what does not. */
bool linked_check(const struct object *object, struct polyffi_problem *problem);

#endif
