/* SPDX-License-Identifier: MIT */
/* Memory: an arena for what lives as long as its owner, and growing arrays. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_block;

/* A zeroed arena is an empty one. */
struct arena {
    struct arena_block *newest;
    bool failed; /* there was once no memory */
};

/* Zeroed memory, aligned for any type, freed with the arena.  NULL: no memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of the bytes with a NUL behind them.  NULL: no memory. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* A formatted string.  NULL: no memory. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Frees everything; the arena is empty again. */
void arena_free(struct arena *arena);

/* Room for one more item in an array of count items: the array, moved perhaps, or NULL (no
   memory, the array is unchanged).  Free it with free(). */
void *vector_grow(void *items, size_t count, size_t *capacity, size_t item_size);

#endif
