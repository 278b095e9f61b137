/* SPDX-License-Identifier: MIT */
/* Words of a command line: response files. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "polyffi/problem.h"
#include "polyffi/words.h"

/* Splits the text as GNU tools split response files: at blanks, with '...', "..." and \x. */
bool arguments_split(const char *text, size_t size, struct arena *arena,
                     struct polyffi_words *words, struct polyffi_problem *problem);

/* Adds the words, with each "@FILE" replaced by the words of that file; a FILE that can't be
   opened stays as it is, as with GNU tools.  Up to the word `last`, which and all behind it are
   added untouched; NULL: to the end.  Strings live in the arena or are borrowed. */
bool arguments_expand(const char *const *words, size_t count, const char *last, struct arena *arena,
                      struct polyffi_words *expanded, struct polyffi_problem *problem);

/* Reads the whole of a small text file into the arena.  *text NULL: it can't be opened or is
   no regular file.  False: no memory, or it can't be read. */
bool arguments_read_file(const char *path, struct arena *arena, char **text, size_t *size,
                         struct polyffi_problem *problem);

#endif
