/* SPDX-License-Identifier: MIT */
/* Libraries that the linker finds by itself: -lNAME and what the driver adds.  They are opened
   only to learn whether one of them defines a symbol that no input defines. */
#ifndef LIBRARIES_H
#define LIBRARIES_H

#include <stdbool.h>
#include <stdint.h>

#include "memory.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"
#include "symbols.h"

struct libraries {
    const struct polyffi_request *request;
    struct arena *arena;
    const struct polyffi_words *scripted; /* NAMEs that linker scripts give as -lNAME */
    unsigned char class;                  /* ELFCLASS of the program */
    uint16_t machine;                     /* EM_ of the program */
};

/* The path of -lNAME (or -l:FILE) in the directory, for a shared library and then an archive,
   or only an archive.  NULL: it is not there.  *memory false: no memory. */
const char *libraries_in(struct arena *arena, const char *directory, const char *name,
                         bool only_static, bool *memory);

/* Marks as provided each wanted name that a library defines, until none is left.  *complete
   false: names are left, and a library of the link that may define them was not found, which
   *missing names (without -l), or is not known.  False: no memory. */
bool libraries_provide(const struct libraries *libraries, struct symbols *wanted, bool *complete,
                       const char **missing, struct polyffi_problem *problem);

/* Opens -lNAME as the link finds it and calls look with each shared library that it means; a
   linker script may mean several.  Nothing happens where it is not found.  False: no memory. */
bool libraries_look_into(const struct libraries *libraries, const char *name,
                         void (*look)(const struct object *library, void *context), void *context,
                         struct polyffi_problem *problem);

#endif
