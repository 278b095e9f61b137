/* SPDX-License-Identifier: MIT */
#include "symbol_index.h"

#include <stdlib.h>
#include <string.h>

#include "names.h"

/* Where a definition is. */
struct position {
    uint32_t object, symbol;
};

/* Definitions have numbers from 1 on, in the order of the objects.  Those of one name form a
   ring: the slot has the last of them, and after the last comes the first. */
struct slot {
    uint32_t hash, last; /* last 0: empty */
};

struct symbol_index {
    struct object *const *objects;
    struct slot *slots;
    size_t capacity; /* a power of two, larger than the number of definitions */
    struct position *positions;
    uint32_t *next;
    size_t count;
};

static const char *name_of(const struct symbol_index *index, uint32_t number)
{
    const struct position *position = &index->positions[number];
    const struct symbol_table *table = object_globals(index->objects[position->object]);
    GElf_Sym symbol = symbol_read(table, position->symbol);
    return symbol_name(table, &symbol);
}

/* The slot of the name, or the empty one where it belongs. */
static struct slot *find_slot(const struct symbol_index *index, const char *name, uint32_t hash)
{
    size_t i = hash & (index->capacity - 1);
    while (index->slots[i].last && (index->slots[i].hash != hash ||
                                    strcmp(name_of(index, index->slots[i].last), name) != 0))
        i = (i + 1) & (index->capacity - 1);
    return &index->slots[i];
}

static void add(struct symbol_index *index, size_t object, size_t symbol, uint32_t hash)
{
    uint32_t number = (uint32_t)++index->count;
    index->positions[number] = (struct position){(uint32_t)object, (uint32_t)symbol};
    struct slot *slot = find_slot(index, name_of(index, number), hash);
    index->next[number] = slot->last ? index->next[slot->last] : number;
    if (slot->last)
        index->next[slot->last] = number;
    *slot = (struct slot){hash, number};
}

static void add_object(struct symbol_index *index, size_t object)
{
    const struct symbol_table *table = object_globals(index->objects[object]);
    for (size_t i = table->first_global; i < table->count; i++)
        if (table->hashes[i - table->first_global])
            add(index, object, i, table->hashes[i - table->first_global]);
}

/* Room for all; the objects' tables lie within the files, so that their sum is sound. */
static bool make_room(struct symbol_index *index, size_t count)
{
    size_t room = 1;
    for (size_t i = 0; i < count; i++) {
        const struct symbol_table *table = object_globals(index->objects[i]);
        room += table->count - table->first_global;
    }
    if (room >= UINT32_MAX / 2 || count >= UINT32_MAX)
        return false;
    for (index->capacity = 64; index->capacity < room + room / 3; index->capacity *= 2)
        ;
    index->slots = calloc(index->capacity, sizeof *index->slots);
    index->positions = malloc(room * sizeof *index->positions);
    index->next = malloc(room * sizeof *index->next);
    return index->slots && index->positions && index->next;
}

struct symbol_index *symbol_index_new(struct object *const *objects, size_t count)
{
    struct symbol_index *index = calloc(1, sizeof *index);
    if (!index)
        return NULL;
    index->objects = objects;
    if (!make_room(index, count)) {
        symbol_index_free(index);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        add_object(index, i);
    return index;
}

void symbol_index_free(struct symbol_index *index)
{
    if (!index)
        return;
    free(index->slots);
    free(index->positions);
    free(index->next);
    free(index);
}

size_t symbol_index_count(const struct symbol_index *index)
{
    return index->count;
}

static bool give(const struct symbol_index *index, struct indexed *found, uint32_t number)
{
    found->number = number;
    found->object = index->objects[index->positions[number].object];
    found->symbol = index->positions[number].symbol;
    return true;
}

bool symbol_index_find(const struct symbol_index *index, const char *name, struct indexed *found)
{
    const struct slot *slot = find_slot(index, name, names_hash(name, strlen(name)));
    if (!slot->last)
        return false;
    found->last = slot->last;
    return give(index, found, index->next[slot->last]);
}

bool symbol_index_next(const struct symbol_index *index, struct indexed *found)
{
    return found->number != found->last && give(index, found, index->next[found->number]);
}
