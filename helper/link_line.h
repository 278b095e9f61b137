/* SPDX-License-Identifier: MIT */
/* The words of a link command, as CMake's <LANG>_LINKER_LAUNCHER passes it:
   "/usr/bin/cc -g a.o -o prog libgreet.a -Wl,-e,_start". */
#ifndef LINK_LINE_H
#define LINK_LINE_H

#include <stdbool.h>

#include "memory.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"
#include "polyffi/words.h"

/* Reads the command (response files already expanded; words[0] is the driver) into the request:
   files, libraries, entry, startup, kind, and what else the line says.  What the request has
   already (entry, startup) stays; its kind is the driver's default, which words like -no-pie
   override.  *links false: the command does not link (-c, -E, -S).  False: the problem says
   why. */
bool link_line_parse(const struct polyffi_words *words, struct arena *arena,
                     struct polyffi_request *request, bool *links, struct polyffi_problem *problem);

#endif
