/* SPDX-License-Identifier: MIT */
/* Files are read through mappings: when another process makes one shorter meanwhile, reading it
   raises SIGBUS. */
#ifndef GUARD_H
#define GUARD_H

#include "options.h"
#include "polyffi/problem.h"

typedef int guard_act(const struct options *options, struct polyffi_problem *problem);

/* Does the act; its status.  -1: it was given up, because a file became shorter while it was read,
   and the problem names the file; what the act held stays allocated.  Once in a process. */
int guard(guard_act *act, const struct options *options, struct polyffi_problem *problem);

#endif
