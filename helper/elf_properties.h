/* SPDX-License-Identifier: MIT */
/* What .note.gnu.property says about an x86 object or linked file (x86-64 psABI, "Program
   Property"). */
#ifndef ELF_PROPERTIES_H
#define ELF_PROPERTIES_H

#include <stdbool.h>
#include <stdint.h>

#include "objects.h"

/* The bits of the 32-bit property of this type; 0: the file says nothing. */
uint32_t elf_properties_find(const struct object *object, uint32_t type);

#endif
