/* SPDX-License-Identifier: MIT */
/* What the name of a section promises: the special sections of the gABI, and names that people
   write for them, which assemblers and linkers do not know. */
#ifndef SECTION_NAMES_H
#define SECTION_NAMES_H

#include <stdbool.h>
#include <stdint.h>

struct section_promise {
    uint64_t flags;     /* SHF_ that the section should have */
    uint64_t forbidden; /* and that it should not have */
    const char *proper; /* the name to write instead, or NULL: the name is right */
};

/* False: the name promises nothing. */
bool section_names_find(const char *name, struct section_promise *promise);

/* The name says that the section has code. */
bool section_names_code(const char *name);

#endif
