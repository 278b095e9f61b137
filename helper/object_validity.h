/* SPDX-License-Identifier: MIT */
/* What must be true of an ELF file before anything in it can be relied on: linkers, the kernel
   and the loader refuse what fails here.  What they bear with is not looked at. */
#ifndef OBJECT_VALIDITY_H
#define OBJECT_VALIDITY_H

#include <stdbool.h>

#include "objects.h"
#include "polyffi/problem.h"

/* Fills the problem, which names the file and the member.  False. */
bool object_damaged(const struct object *object, const char *what, struct polyffi_problem *problem);

/* The tables of section and program headers lie within the file and have entries of the right
   size.  Sets section_count. */
bool object_check_headers(struct object *object, struct polyffi_problem *problem);

/* The header is one of this object's, whose section names are known. */
bool object_check_section(const struct object *object, const GElf_Shdr *header,
                          struct polyffi_problem *problem);

/* After all sections: the symbols have names and sections that exist, local ones stand before the
   others, relocations are against symbols that exist, and a linked file is what the loader wants.
 */
bool object_check_contents(const struct object *object, struct polyffi_problem *problem);

#endif
