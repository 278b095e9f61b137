/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

#include "mangling.h"
#include "names.h"

struct late_symbols {
    struct symbol_names names;
    struct arena arena;
    struct symbol_index *index;
};

/* The first slot from this one on that has the hash, or is empty. */
static inline size_t find_hash(const struct symbol_names *names, size_t slot, uint32_t hash)
{
    slot &= names->capacity - 1;
    while (names->slots[slot].entry && names->slots[slot].hash != hash)
        slot = (slot + 1) & (names->capacity - 1);
    return slot;
}

/* The slot that has the name, or the empty one where it belongs; capacity is not 0. */
static size_t find_slot(const struct symbol_names *names, const char *name, uint32_t hash)
{
    size_t slot = find_hash(names, hash, hash);
    while (names->slots[slot].entry && strcmp(names->slots[slot].entry->name, name) != 0)
        slot = find_hash(names, slot + 1, hash);
    return slot;
}

static bool grow(struct symbol_names *names)
{
    size_t capacity = names->capacity ? names->capacity * 2 : 256;
    struct symbol_slot *slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    free(names->slots);
    names->slots = slots;
    names->capacity = capacity;
    for (size_t i = 0; i < names->count; i++) {
        struct symbol_entry *entry = names->entries[i];
        slots[find_slot(names, entry->name, entry->hash)] =
            (struct symbol_slot){entry, entry->hash};
    }
    return true;
}

static struct symbol_entry *look_up(const struct symbol_names *names, const char *name)
{
    if (!names->capacity)
        return NULL;
    return names->slots[find_slot(names, name, names_hash(name, strlen(name)))].entry;
}

/* NULL: no memory. */
static struct symbol_entry *enter(struct symbol_names *names, struct arena *arena, const char *name)
{
    if (names->count >= names->capacity / 2 && !grow(names))
        return NULL;
    uint32_t hash = names_hash(name, strlen(name));
    size_t slot = find_slot(names, name, hash);
    if (names->slots[slot].entry)
        return names->slots[slot].entry;
    struct symbol_entry **entries =
        vector_grow(names->entries, names->count, &names->entry_capacity, sizeof *entries);
    struct symbol_entry *entry = arena_alloc(arena, sizeof *entry);
    if (entries)
        names->entries = entries;
    if (!entries || !entry)
        return NULL;
    entry->name = name;
    entry->hash = hash;
    names->slots[slot] = (struct symbol_slot){entry, hash};
    entries[names->count++] = entry;
    return entry;
}

/* Appends the definition.  False: no memory. */
static bool define(struct symbol_entry *entry, struct arena *arena, const struct object *object,
                   size_t index)
{
    struct definition *definition = arena_alloc(arena, sizeof *definition);
    if (!definition)
        return false;
    definition->object = object;
    definition->index = index;
    definition->hash = entry->hash;
    object_symbol(object_globals(object), index, &definition->symbol);
    if (entry->last)
        entry->last->next = definition;
    else
        entry->first = definition;
    entry->last = definition;
    return true;
}

struct symbol_entry *symbols_ask(struct symbols *symbols, struct arena *arena, const char *name)
{
    return enter(&symbols->asked, arena, name);
}

struct symbol_entry *symbols_asked(const struct symbols *symbols, const char *name)
{
    return look_up(&symbols->asked, name);
}

/* The name of a definition; NULL: it is left out, as a mangled name of Rust's. */
static const char *own_name(const struct object *object, size_t index)
{
    const struct symbol_table *table = object_globals(object);
    GElf_Sym symbol = symbol_read(table, index);
    const char *name = symbol_name(table, &symbol);
    return object->among_rust && mangling_maybe_rust(name) ? NULL : name;
}

/* Bits for the hashes that are asked about: a table of many names does not fit into the caches, and
   nearly all definitions are of other names. */
struct filter {
    uint64_t *words;
    size_t mask; /* of the bits' numbers */
};

static bool make_filter(const struct symbol_names *asked, struct filter *filter)
{
    size_t bits = asked->capacity * 8;
    *filter = (struct filter){.words = calloc(bits / 64, sizeof *filter->words), .mask = bits - 1};
    for (size_t i = 0; filter->words && i < asked->count; i++) {
        size_t bit = asked->entries[i]->hash & filter->mask;
        filter->words[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    return filter->words != NULL;
}

static bool read_object(struct symbols *symbols, struct arena *arena, const struct filter *filter,
                        const struct object *object)
{
    const struct symbol_table *table = object_globals(object);
    const struct symbol_names *asked = &symbols->asked;
    size_t count = table->count - table->first_global;
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = table->hashes[i];
        size_t bit = hash & filter->mask;
        if (!(filter->words[bit / 64] >> bit % 64 & 1) || !hash ||
            !asked->slots[find_hash(asked, hash, hash)].entry)
            continue;
        size_t index = table->first_global + i;
        const char *name = own_name(object, index);
        struct symbol_entry *entry = name ? asked->slots[find_slot(asked, name, hash)].entry : NULL;
        if (entry && !define(entry, arena, object, index))
            return false;
    }
    return true;
}

bool symbols_read(struct symbols *symbols, struct arena *arena, struct object *const *objects,
                  size_t count)
{
    symbols->objects = objects;
    symbols->object_count = count;
    symbols->late = calloc(1, sizeof *symbols->late);
    if (!symbols->late)
        return false;
    if (!symbols->asked.count)
        return true;
    struct filter filter;
    bool good = make_filter(&symbols->asked, &filter);
    for (size_t i = 0; good && i < count; i++)
        good = read_object(symbols, arena, &filter, objects[i]);
    free(filter.words);
    return good;
}

const struct symbol_index *symbols_index(const struct symbols *symbols)
{
    struct late_symbols *late = symbols->late;
    if (!late)
        return NULL;
    if (!late->index)
        late->index = symbol_index_new(symbols->objects, symbols->object_count);
    late->arena.failed |= !late->index;
    return late->index;
}

/* An entry for what the index has.  NULL: nothing. */
static const struct symbol_entry *find_late(const struct symbols *symbols, const char *name)
{
    struct late_symbols *late = symbols->late;
    const struct symbol_index *index = symbols_index(symbols);
    struct symbol_entry *entry = NULL;
    struct indexed found;
    for (bool more = index && symbol_index_find(index, name, &found); more;
         more = symbol_index_next(index, &found)) {
        const char *own = own_name(found.object, found.symbol);
        if (!own)
            continue;
        if (!entry)
            entry = enter(&late->names, &late->arena, own);
        if (!entry || !define(entry, &late->arena, found.object, found.symbol)) {
            late->arena.failed = true;
            return NULL;
        }
    }
    return entry;
}

const struct symbol_entry *symbols_find(const struct symbols *symbols, const char *name)
{
    const struct symbol_entry *entry = symbols_asked(symbols, name);
    if (!entry && symbols->late)
        entry = look_up(&symbols->late->names, name);
    return entry ? entry : find_late(symbols, name);
}

bool symbols_failed(const struct symbols *symbols)
{
    return symbols->late && symbols->late->arena.failed;
}

static void free_names(struct symbol_names *names)
{
    free(names->slots);
    free(names->entries);
}

void symbols_share(struct symbol_entry *entry, const struct symbol *symbol)
{
    entry->shared = true;
    entry->function = symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC;
}

void symbols_free(struct symbols *symbols)
{
    if (symbols->late) {
        free_names(&symbols->late->names);
        symbol_index_free(symbols->late->index);
        arena_free(&symbols->late->arena);
        free(symbols->late);
    }
    free_names(&symbols->asked);
    *symbols = (struct symbols){0};
}

struct definitions definitions_begin(const struct symbols *symbols)
{
    return (struct definitions){.symbols = symbols, .end = symbols->object_count};
}

bool definitions_next(struct definitions *walk, struct definition *definition)
{
    for (; walk->object < walk->end; walk->object++, walk->symbol = 0) {
        const struct object *object = walk->symbols->objects[walk->object];
        const struct symbol_table *table = object_globals(object);
        while (walk->symbol < table->count - table->first_global) {
            size_t which = walk->symbol++, index = table->first_global + which;
            if (!table->hashes[which] || !own_name(object, index))
                continue;
            definition->object = object;
            definition->index = index;
            definition->hash = table->hashes[which];
            definition->next = NULL;
            return object_symbol(table, index, &definition->symbol);
        }
    }
    return false;
}
