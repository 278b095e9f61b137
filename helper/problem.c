/* SPDX-License-Identifier: MIT */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

bool problem_set(struct polyffi_problem *problem, const char *file, unsigned long line,
                 const char *format, ...)
{
    snprintf(problem->file, sizeof problem->file, "%s", file ? file : "");
    problem->line = line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->message, sizeof problem->message, format, arguments);
    va_end(arguments);
    return false;
}

bool problem_memory(struct polyffi_problem *problem)
{
    return problem_set(problem, NULL, 0, "out of memory");
}
