/* SPDX-License-Identifier: MIT */
/* What the sections of an object say about each other, as linkers rely on it (gABI, chapter
   "Sections"). */
#ifndef SECTION_VALIDITY_H
#define SECTION_VALIDITY_H

#include <stdbool.h>

#include "objects.h"
#include "polyffi/problem.h"

/* The section, which lies within the file, is aligned to a power of two, and what it says of others
   can be so. */
bool section_check(const struct object *object, const GElf_Shdr *header,
                   struct polyffi_problem *problem);

/* Of a section of relocations or a group, which was checked: the places that relocations change are
   in their section, and a group has members that exist.  Keeps the last symbol that they name, of
   relocations only where they apply to what takes memory at run time. */
bool section_note_uses(struct object *object, const GElf_Shdr *header,
                       struct polyffi_problem *problem);

/* The section that was looked at last: symbols of one section stand together.  A zeroed one is
   none. */
struct last_section {
    size_t index;
    GElf_Shdr header;
};

/* What is wrong with the symbol at the index of an object's table, whose section exists, or NULL.
 */
const char *section_symbol_fault(const struct object *object, const struct symbol_table *table,
                                 size_t index, const GElf_Sym *symbol, struct last_section *last);

#endif
