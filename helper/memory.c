/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "polyffi/request.h"

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    max_align_t bytes[];
};

static struct arena_block *arena_block_new(struct arena *arena, size_t wanted)
{
    size_t size = wanted > 16 * 1024 ? wanted : 16 * 1024;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->older = arena->newest;
    block->used = 0;
    block->size = size;
    arena->newest = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->newest;
    if (size <= SIZE_MAX / 2) {
        size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
        if (!block || size > block->size - block->used)
            block = arena_block_new(arena, size);
    } else {
        block = NULL;
    }
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    void *memory = (unsigned char *)block->bytes + block->used;
    block->used += size;
    return memset(memory, 0, size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1) : NULL;
    if (copy && length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_free(struct arena *arena)
{
    while (arena->newest) {
        struct arena_block *block = arena->newest;
        arena->newest = block->older;
        free(block);
    }
}

void *vector_grow(void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    if (wanted < *capacity || wanted > SIZE_MAX / item_size)
        return NULL;
    void *grown = realloc(items, wanted * item_size);
    if (grown)
        *capacity = wanted;
    return grown;
}

bool polyffi_words_add(struct polyffi_words *words, const char *word)
{
    const char **items =
        vector_grow(words->items, words->count, &words->capacity, sizeof *words->items);
    if (!items)
        return false;
    words->items = items;
    words->items[words->count++] = word;
    return true;
}

void polyffi_words_free(struct polyffi_words *words)
{
    free(words->items);
    *words = (struct polyffi_words){0};
}
