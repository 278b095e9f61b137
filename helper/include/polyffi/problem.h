/* SPDX-License-Identifier: MIT */
/* What went wrong while checking: a file that can't be read, a mistake of the caller,
   no memory left.  Not a finding: with a problem nothing is known about the program. */
#ifndef POLYFFI_PROBLEM_H
#define POLYFFI_PROBLEM_H

#include <stdbool.h>

#include "polyffi/declare.h"

POLYFFI_BEGIN

struct polyffi_problem {
    char file[4096];    /* empty: no particular file */
    unsigned long line; /* 0: no particular line */
    char message[2048]; /* what is wrong and what to change; raw bytes, escape before showing */
};

/* Fills the problem; the format is printf's.  Returns false, so that a function can end with it. */
bool polyffi_problem_set(struct polyffi_problem *problem, const char *file, unsigned long line,
                         const char *format, ...) POLYFFI_PRINTF(4, 5);

/* The same: "out of memory". */
bool polyffi_problem_memory(struct polyffi_problem *problem);

POLYFFI_END

#endif
