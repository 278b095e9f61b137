/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

static uint32_t hash_name(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* The slot that has the name, or the empty one where it belongs; capacity is not 0. */
static size_t find_slot(const struct symbols *symbols, const char *name, uint32_t hash)
{
    size_t slot = hash & (symbols->capacity - 1);
    while (symbols->slots[slot] &&
           (symbols->slots[slot]->hash != hash || strcmp(symbols->slots[slot]->name, name) != 0))
        slot = (slot + 1) & (symbols->capacity - 1);
    return slot;
}

static bool grow(struct symbols *symbols)
{
    size_t capacity = symbols->capacity ? symbols->capacity * 2 : 256;
    struct symbol_entry **slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    free(symbols->slots);
    symbols->slots = slots;
    symbols->capacity = capacity;
    for (size_t i = 0; i < symbols->count; i++) {
        struct symbol_entry *entry = symbols->entries[i];
        slots[find_slot(symbols, entry->name, entry->hash)] = entry;
    }
    return true;
}

struct symbol_entry *symbols_find(const struct symbols *symbols, const char *name)
{
    return symbols->capacity ? symbols->slots[find_slot(symbols, name, hash_name(name))] : NULL;
}

struct symbol_entry *symbols_enter(struct symbols *symbols, struct arena *arena, const char *name)
{
    if (symbols->count >= symbols->capacity / 2 && !grow(symbols))
        return NULL;
    uint32_t hash = hash_name(name);
    size_t slot = find_slot(symbols, name, hash);
    if (symbols->slots[slot])
        return symbols->slots[slot];
    struct symbol_entry **entries =
        vector_grow(symbols->entries, symbols->count, &symbols->entry_capacity, sizeof *entries);
    struct symbol_entry *entry = arena_alloc(arena, sizeof *entry);
    if (entries)
        symbols->entries = entries;
    if (!entries || !entry)
        return NULL;
    entry->name = name;
    entry->hash = hash;
    symbols->slots[slot] = entries[symbols->count++] = entry;
    return entry;
}

struct definition *symbols_define(struct symbols *symbols, struct arena *arena,
                                  const struct object *object, const struct symbol *symbol,
                                  size_t index)
{
    struct symbol_entry *entry = symbols_enter(symbols, arena, symbol->name);
    struct definition *definition = entry ? arena_alloc(arena, sizeof *definition) : NULL;
    if (!definition)
        return NULL;
    *definition = (struct definition){.object = object, .symbol = *symbol, .index = index};
    if (entry->last)
        entry->last->next = definition;
    else
        entry->first = definition;
    entry->last = definition;
    return definition;
}

void symbols_share(struct symbol_entry *entry, const struct symbol *symbol)
{
    entry->shared = true;
    entry->function = symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC;
}

void symbols_free(struct symbols *symbols)
{
    free(symbols->slots);
    free(symbols->entries);
    *symbols = (struct symbols){0};
}
