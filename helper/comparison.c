/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "polyffi/exports.h"
#include "problem.h"

struct polyffi_comparison {
    struct arena arena; /* owns the words */
    struct polyffi_difference *items;
    size_t count, capacity;
    bool failed; /* no memory */
};

/* The exports that count: one of each name and version. */
struct side {
    const struct polyffi_symbol **items;
    size_t count;
    size_t begin, end; /* those of one name */
};

static int compare_names(const struct polyffi_symbol *a, const struct polyffi_symbol *b)
{
    return strcmp(a->name, b->name);
}

static int compare_versions(const struct polyffi_symbol *a, const struct polyffi_symbol *b)
{
    return strcmp(a->version ? a->version : "", b->version ? b->version : "");
}

/* Free items.  False: no memory. */
static bool reduce(const struct polyffi_exports *exports, struct side *side)
{
    *side = (struct side){0};
    side->items = calloc(polyffi_exports_count(exports) + 1, sizeof(*side->items));
    if (!side->items)
        return false;
    for (size_t i = 0; i < polyffi_exports_count(exports); i++) {
        const struct polyffi_symbol *symbol = polyffi_exports_at(exports, i);
        const struct polyffi_symbol **last = side->count ? &side->items[side->count - 1] : NULL;
        if (!last || compare_names(*last, symbol) != 0 || compare_versions(*last, symbol) != 0)
            side->items[side->count++] = symbol;
        else if ((*last)->binding == STB_WEAK)
            *last = symbol;
    }
    return true;
}

static void add(struct polyffi_comparison *comparison, enum polyffi_difference_kind kind,
                const struct polyffi_symbol *before, const struct polyffi_symbol *after)
{
    struct polyffi_difference *items =
        vector_grow(comparison->items, comparison->count, &comparison->capacity, sizeof *items);
    comparison->failed = comparison->failed || !items;
    if (!items)
        return;
    comparison->items = items;
    items[comparison->count++] =
        (struct polyffi_difference){.kind = kind, .before = before, .after = after};
}

static void add_change(struct polyffi_comparison *comparison, const struct polyffi_symbol *before,
                       const struct polyffi_symbol *after, const char *aspect, const char *was,
                       const char *is)
{
    size_t count = comparison->count;
    if (was && is && strcmp(was, is) == 0)
        return;
    add(comparison, POLYFFI_CHANGED, before, after);
    if (comparison->count == count)
        return;
    comparison->items[count].aspect = aspect;
    comparison->items[count].was = was;
    comparison->items[count].is = is;
    comparison->failed = comparison->failed || !was || !is;
}

/* To C an ifunc is a function. */
static const char *kind_of(const struct polyffi_symbol *symbol)
{
    enum polyffi_symbol_kind kind = symbol->kind;
    if (kind == POLYFFI_SYMBOL_IFUNC)
        kind = POLYFFI_SYMBOL_FUNCTION;
    else if (kind == POLYFFI_SYMBOL_COMMON)
        kind = POLYFFI_SYMBOL_DATA;
    return polyffi_symbol_kind_name(kind);
}

static const char *binding_of(const struct polyffi_symbol *symbol)
{
    return symbol->binding == STB_WEAK         ? "weak"
           : symbol->binding == STB_GNU_UNIQUE ? "unique"
                                               : "global";
}

static const char *visibility_of(const struct polyffi_symbol *symbol)
{
    return symbol->visibility == STV_PROTECTED ? "protected" : "default";
}

static bool is_function(const struct polyffi_symbol *symbol)
{
    return symbol->kind == POLYFFI_SYMBOL_FUNCTION || symbol->kind == POLYFFI_SYMBOL_IFUNC;
}

/* Programs that are linked anew get no version at all. */
static bool loses_default(const struct side *side, const struct polyffi_symbol *before)
{
    if (!before->default_version)
        return false;
    for (size_t i = side->begin; i < side->end; i++)
        if (side->items[i]->default_version)
            return false;
    return true;
}

static void compare_pair(struct polyffi_comparison *comparison, const struct side *side,
                         const struct polyffi_symbol *before, const struct polyffi_symbol *after)
{
    struct arena *arena = &comparison->arena;
    add_change(comparison, before, after, "kind", kind_of(before), kind_of(after));
    add_change(comparison, before, after, "binding", binding_of(before), binding_of(after));
    add_change(comparison, before, after, "visibility", visibility_of(before),
               visibility_of(after));
    if (!is_function(before) && !is_function(after) && before->size != after->size)
        add_change(comparison, before, after, "size",
                   arena_format(arena, "%llu", (unsigned long long)before->size),
                   arena_format(arena, "%llu", (unsigned long long)after->size));
    add_change(comparison, before, after, "version", before->version ? before->version : "none",
               after->version ? after->version : "none");
    if (after->version && loses_default(side, before))
        add_change(comparison, before, after, "default", before->version, "none");
}

/* The only one that the other side has no version of; NULL: there is none, or several. */
static const struct polyffi_symbol *only_unmatched(const struct side *side,
                                                   const struct side *other)
{
    const struct polyffi_symbol *only = NULL;
    size_t j = other->begin;
    for (size_t i = side->begin; i < side->end; i++) {
        while (j < other->end && compare_versions(other->items[j], side->items[i]) < 0)
            j++;
        if (j < other->end && compare_versions(other->items[j], side->items[i]) == 0)
            continue;
        if (only)
            return NULL;
        only = side->items[i];
    }
    return only;
}

/* The exports of one name.  One version that went and one that came are a change. */
static void compare_name(struct polyffi_comparison *comparison, const struct side *old,
                         const struct side *new)
{
    const struct polyffi_symbol *went = only_unmatched(old, new), *came = only_unmatched(new, old);
    if (went && came)
        compare_pair(comparison, new, went, came);
    size_t i = old->begin, j = new->begin;
    while (i < old->end || j < new->end) {
        const struct polyffi_symbol *before = i < old->end ? old->items[i] : NULL;
        const struct polyffi_symbol *after = j < new->end ? new->items[j] : NULL;
        int order = !before ? 1 : !after ? -1 : compare_versions(before, after);
        i += order <= 0;
        j += order >= 0;
        if (order == 0)
            compare_pair(comparison, new, before, after);
        else if (order < 0 && !(went && came))
            add(comparison, POLYFFI_REMOVED, before, NULL);
        else if (order > 0 && !(went && came))
            add(comparison, POLYFFI_ADDED, NULL, after);
    }
}

/* Takes up the exports of the name; none if the next ones are called otherwise. */
static void take_name(struct side *side, const struct polyffi_symbol *name)
{
    side->begin = side->end;
    while (side->end < side->count && compare_names(side->items[side->end], name) == 0)
        side->end++;
}

static void compare_sides(struct polyffi_comparison *comparison, struct side *old, struct side *new)
{
    while (old->end < old->count || new->end < new->count) {
        const struct polyffi_symbol *first = old->end < old->count ? old->items[old->end] : NULL;
        const struct polyffi_symbol *second = new->end < new->count ? new->items[new->end] : NULL;
        const struct polyffi_symbol *name =
            !second || (first && compare_names(first, second) <= 0) ? first : second;
        take_name(old, name);
        take_name(new, name);
        compare_name(comparison, old, new);
    }
}

struct polyffi_comparison *polyffi_comparison_new(const struct polyffi_exports *before,
                                                  const struct polyffi_exports *after,
                                                  struct polyffi_problem *problem)
{
    struct polyffi_comparison *comparison = calloc(1, sizeof *comparison);
    struct side old = {0}, new = {0};
    bool good = comparison && reduce(before, &old) && reduce(after, &new);
    if (good) {
        compare_sides(comparison, &old, &new);
        good = !comparison->failed;
    }
    free(old.items);
    free(new.items);
    if (good)
        return comparison;
    problem_memory(problem);
    polyffi_comparison_free(comparison);
    return NULL;
}

size_t polyffi_comparison_count(const struct polyffi_comparison *comparison)
{
    return comparison->count;
}

const struct polyffi_difference *polyffi_comparison_at(const struct polyffi_comparison *comparison,
                                                       size_t index)
{
    return index < comparison->count ? &comparison->items[index] : NULL;
}

bool polyffi_comparison_breaks(const struct polyffi_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->items[i].kind != POLYFFI_ADDED)
            return true;
    return false;
}

void polyffi_comparison_free(struct polyffi_comparison *comparison)
{
    if (!comparison)
        return;
    free(comparison->items);
    arena_free(&comparison->arena);
    free(comparison);
}
