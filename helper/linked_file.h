/* SPDX-License-Identifier: MIT */
/* A linked x86-64 file as its loader sees it: bytes and pointers at addresses.  Nothing here
   needs section headers. */
#ifndef LINKED_FILE_H
#define LINKED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "objects.h"

/* The file is linked for x86-64 with 64-bit pointers: what is said below is known of no other. */
bool linked_is_x86_64(const struct object *file);

/* The bytes at the address that the file has, up to the end of their segment.  NULL: none. */
const unsigned char *linked_bytes(const struct object *file, uint64_t address, size_t *size);

/* The string at the address, if it ends within its segment, or NULL. */
const char *linked_string(const struct object *file, uint64_t address);

/* How many places the loader fills with the program's own addresses. */
uint64_t linked_relative_relocations(const struct object *file);

/* Fills in the pointers in memory from the address on, once the loader has relocated them; 0 for
   one that is another file's.  How many there are: fewer if the file has not all bytes. */
size_t linked_pointers(const struct object *file, uint64_t address, uint64_t *pointers,
                       size_t count);

/* The name of the function that is known to begin at the address, or NULL. */
const char *linked_function_name(const struct object *file, uint64_t address);

/* The name of the symbol of another file whose address the loader puts there, or NULL. */
const char *linked_import_name(const struct object *file, uint64_t address);

/* The file takes the function from a library. */
bool linked_imports(const struct object *file, const char *name);

#endif
