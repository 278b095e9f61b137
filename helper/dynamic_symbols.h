/* SPDX-License-Identifier: MIT */
/* Looking up names in a shared library as the loader does, through its hash table: a few names
   cost nothing, however many symbols the library has.
 *
 *     .gnu.hash:  u32 buckets, u32 first symbol, u32 bloom words, u32 bloom shift,
 *                 the bloom words (of the class's size), a u32 for each bucket: the index of
 *                 its first symbol or 0, a u32 for each symbol from the first one: its hash,
 *                 with bit 0 set at the end of a bucket.
 */
#ifndef DYNAMIC_SYMBOLS_H
#define DYNAMIC_SYMBOLS_H

#include <stdbool.h>

#include "objects.h"

/* A zeroed one finds nothing. */
struct dynamic_symbols {
    const struct object *object;
    const unsigned char *buckets, *chain; /* words */
    size_t bucket_count, chain_count, first;
    const unsigned char *versions; /* which version each symbol has, two bytes each, or NULL */
    size_t version_count;
};

/* Prepares looking into the object, which stays borrowed.  False: it has no such table. */
bool dynamic_symbols_open(struct dynamic_symbols *symbols, const struct object *object);

/* The object defines the name, and programs that are linked now can use it: the name has a
   current version. */
bool dynamic_symbols_has(const struct dynamic_symbols *symbols, const char *name);

#endif
