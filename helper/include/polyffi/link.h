/* SPDX-License-Identifier: MIT */
/* Link commands, as build systems run them: "/usr/bin/cc -g a.o -o prog libgreet.a -Wl,-e,_start".
 */
#ifndef POLYFFI_LINK_H
#define POLYFFI_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "polyffi/declare.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"

POLYFFI_BEGIN

/* Reads the command of a C or C++ compiler driver, which words[0] names, into the request: files,
   libraries, entry, startup, kind, and what else it says; response files are read.  Entry and
   startup that the request has already stay; its kind is taken for the driver's default, which
   words like -no-pie override.  Words are borrowed.  *links false: the command does not link (-c,
   -E, -S).  False: the problem says why not. */
bool polyffi_link_read(struct polyffi_request *request, const char *const *words, size_t count,
                       bool *links, struct polyffi_problem *problem);

POLYFFI_END

#endif
