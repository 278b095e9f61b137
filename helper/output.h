/* SPDX-License-Identifier: MIT */
/* A file that is written whole or not at all: beside the old one, which it then replaces. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "polyffi/problem.h"

/* Removes what an earlier run wrote, before a new one is known: what ends the program now can't
   make it look like the result.  Nothing but regular files. */
void output_forget(const char *path);

/* A zeroed one is closed. */
struct output {
    FILE *stream;
    char *path;      /* NULL: the standard output */
    char *temporary; /* NULL: written in place, for it is no regular file */
};

/* Opens the file for writing; path NULL: the standard output.  False: the problem says why not.
   Close with output_close in both cases. */
bool output_open(struct output *output, const char *path, struct polyffi_problem *problem);

/* Ends the file; good false: it must not replace the old one.  False: it did not, and the problem
   says why. */
bool output_close(struct output *output, bool good, struct polyffi_problem *problem);

#endif
