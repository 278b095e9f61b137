/* SPDX-License-Identifier: MIT */
/* Filling a problem.  Both return false, so that a function can end with them. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include <stdbool.h>

#include "polyffi/problem.h"

/* file NULL: no particular file; line 0: no particular line. */
bool problem_set(struct polyffi_problem *problem, const char *file, unsigned long line,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

bool problem_memory(struct polyffi_problem *problem);

#endif
