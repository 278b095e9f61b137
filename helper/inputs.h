/* SPDX-License-Identifier: MIT */
/* The files of a check, mapped into memory and classified; linker scripts are followed. */
#ifndef INPUTS_H
#define INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"

enum input_kind {
    INPUT_OBJECT,
    INPUT_ARCHIVE,
    INPUT_SHARED, /* ET_DYN: a shared library or a position-independent executable */
    INPUT_LINKED, /* ET_EXEC */
    INPUT_SCRIPT,
    INPUT_OPAQUE,  /* for a link-time optimiser: nothing is known about its symbols */
    INPUT_FOREIGN, /* an object of another system: see formats.h */
    INPUT_EMPTY,   /* an archive of no bytes at all */
};

struct input {
    const char *path;
    const unsigned char *bytes; /* NULL if size is 0 */
    size_t size;
    enum input_kind kind;
    bool whole_archive;
    bool searched;  /* found for -lNAME, not named by its path */
    unsigned group; /* as in struct polyffi_file */
};

struct inputs {
    struct input *items;
    size_t count, capacity;
    struct polyffi_words dep_infos; /* named by linker scripts; strings live in the arena */
    struct polyffi_words libraries; /* -lNAME in linker scripts: the NAMEs, in the arena */
    const char *entry;              /* ENTRY() of a linker script, or NULL */
};

/* Maps one regular file, read only, and classifies it.  False: the problem says why not.
   Unmap with input_unmap. */
bool input_map(const char *path, struct input *input, struct polyffi_problem *problem);

/* The same without classifying it. */
bool input_map_bytes(const char *path, struct input *input, struct polyffi_problem *problem);

/* Accepts a zeroed input. */
void input_unmap(struct input *input);

/* Maps the request's files and what linker scripts among them name, in link order.  A library
   (-lNAME) is taken where it is an archive in the link's own search paths; the others are for
   libraries.h.  Free with inputs_close. */
bool inputs_open(const struct polyffi_request *request, struct arena *arena, struct inputs *inputs,
                 struct polyffi_problem *problem);

/* False: a file has another size than when it was mapped. */
bool inputs_unchanged(const struct inputs *inputs, struct polyffi_problem *problem);

/* Accepts a zeroed one. */
void inputs_close(struct inputs *inputs);

#endif
