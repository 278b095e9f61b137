/* SPDX-License-Identifier: MIT */
#include "symbol_twins.h"

#include <stdlib.h>
#include <string.h>

#include "mangling.h"
#include "memory.h"
#include "names.h"

/* Entries have numbers from 1 on, in the order of the objects. */
struct entry {
    uint32_t object, symbol;
    uint32_t hash; /* of the name that it should have */
    uint32_t next; /* with the same slot, or 0 */
};

struct symbol_twins {
    enum twin_kind kind;
    struct object *const *objects;
    struct entry *entries;
    size_t count, entry_capacity;
    uint32_t *slots; /* the first entry of each, or 0 */
    size_t capacity; /* a power of two */
};

static bool is_read(enum twin_kind kind, const struct object *object)
{
    return object->header.e_type != ET_REL ||
           (!object->runtime && (kind == TWIN_LOCAL || object->among_rust));
}

/* Hashes the name that the symbol should have.  False: nobody looks for it. */
static bool hash_name(enum twin_kind kind, const char *name, uint32_t *hash)
{
    struct mangled_name parsed;
    if (kind == TWIN_LOCAL) {
        *hash = names_hash(name, strlen(name));
        return *name != '\0';
    }
    if (!mangling_parse(name, &parsed) || parsed.method || parsed.closure || parsed.punycode)
        return false;
    *hash = names_hash(parsed.name, parsed.name_length);
    return true;
}

/* False: no memory. */
static bool add_object(struct symbol_twins *twins, size_t object)
{
    const struct symbol_table *table = &twins->objects[object]->symtab;
    size_t end = twins->kind == TWIN_LOCAL ? table->first_global : table->count;
    for (size_t i = 1; i < end; i++) {
        uint32_t hash;
        GElf_Sym symbol = symbol_read(table, i);
        unsigned char type = GELF_ST_TYPE(symbol.st_info);
        if (symbol.st_shndx == SHN_UNDEF || type == STT_SECTION || type == STT_FILE ||
            !hash_name(twins->kind, symbol_name(table, &symbol), &hash))
            continue;
        struct entry *entries =
            vector_grow(twins->entries, twins->count, &twins->entry_capacity, sizeof *entries);
        if (!entries)
            return false;
        twins->entries = entries;
        if (twins->count == UINT32_MAX - 1)
            return false;
        entries[twins->count++] = (struct entry){(uint32_t)object, (uint32_t)i, hash, 0};
    }
    return true;
}

/* From the last entry to the first, so that each list is in their order. */
static bool link_entries(struct symbol_twins *twins)
{
    for (twins->capacity = 64; twins->capacity < twins->count; twins->capacity *= 2)
        ;
    twins->slots = calloc(twins->capacity, sizeof *twins->slots);
    for (size_t i = twins->count; twins->slots && i > 0; i--) {
        uint32_t *slot = &twins->slots[twins->entries[i - 1].hash & (twins->capacity - 1)];
        twins->entries[i - 1].next = *slot;
        *slot = (uint32_t)i;
    }
    return twins->slots != NULL;
}

struct symbol_twins *symbol_twins_new(enum twin_kind kind, struct object *const *objects,
                                      size_t count)
{
    struct symbol_twins *twins = calloc(1, sizeof *twins);
    bool good = twins && count < UINT32_MAX;
    if (good)
        *twins = (struct symbol_twins){.kind = kind, .objects = objects};
    for (size_t i = 0; good && i < count; i++)
        good = !is_read(kind, objects[i]) || add_object(twins, i);
    if (good && link_entries(twins))
        return twins;
    symbol_twins_free(twins);
    return NULL;
}

void symbol_twins_free(struct symbol_twins *twins)
{
    if (!twins)
        return;
    free(twins->entries);
    free(twins->slots);
    free(twins);
}

static bool is_called(const struct symbol_twins *twins, const struct twin *twin)
{
    size_t length = 0;
    if (twins->kind == TWIN_LOCAL)
        return strcmp(twin->symbol.name, twin->name) == 0;
    const char *crate = object_crate(twin->object, &length);
    return mangling_names(twin->symbol.name, twin->name, crate, length);
}

/* The first of the list that has the name. */
static bool find(const struct symbol_twins *twins, uint32_t number, struct twin *twin)
{
    uint32_t hash = names_hash(twin->name, strlen(twin->name));
    for (; number; number = twins->entries[number - 1].next) {
        const struct entry *entry = &twins->entries[number - 1];
        twin->object = twins->objects[entry->object];
        twin->index = entry->symbol;
        twin->number = number;
        if (entry->hash == hash &&
            object_symbol(&twin->object->symtab, twin->index, &twin->symbol) &&
            is_called(twins, twin))
            return true;
    }
    return false;
}

bool symbol_twins_first(const struct symbol_twins *twins, const char *name, struct twin *twin)
{
    *twin = (struct twin){.name = name};
    uint32_t hash = names_hash(name, strlen(name));
    return find(twins, twins->slots[hash & (twins->capacity - 1)], twin);
}

bool symbol_twins_next(const struct symbol_twins *twins, struct twin *twin)
{
    return find(twins, twins->entries[twin->number - 1].next, twin);
}
