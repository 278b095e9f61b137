/* SPDX-License-Identifier: MIT */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

static bool set(struct polyffi_problem *problem, const char *file, unsigned long line,
                const char *format, va_list arguments)
{
    snprintf(problem->file, sizeof problem->file, "%s", file ? file : "");
    problem->line = line;
    vsnprintf(problem->message, sizeof problem->message, format, arguments);
    return false;
}

bool problem_set(struct polyffi_problem *problem, const char *file, unsigned long line,
                 const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(problem, file, line, format, arguments);
    va_end(arguments);
    return false;
}

bool problem_memory(struct polyffi_problem *problem)
{
    return problem_set(problem, NULL, 0, "out of memory");
}

bool polyffi_problem_set(struct polyffi_problem *problem, const char *file, unsigned long line,
                         const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set(problem, file, line, format, arguments);
    va_end(arguments);
    return false;
}

bool polyffi_problem_memory(struct polyffi_problem *problem)
{
    return problem_memory(problem);
}
