/* SPDX-License-Identifier: MIT */
/* PF057: an archive's index and its members, where the one walk through both did not show that
   they agree: both are sorted. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"

/* A name and who defines it: by the index, or by the symbol table. */
struct defined {
    const char *name;
    const struct object *object; /* NULL: no object, or one that can't be compared */
};

struct defined_list {
    struct defined *items;
    size_t count, capacity;
};

struct comparison {
    const struct model *model;
    const struct archive_facts *facts;
    struct defined_list index, members;
};

static const struct object *object_at(const struct comparison *comparison, size_t which)
{
    return comparison->model->objects.items[comparison->facts->first_object + which];
}

/* Plugins may tell archivers other symbols than those of the table. */
static bool is_comparable(const struct object *object)
{
    return !object->optimised;
}

/* The name of the symbol if it belongs into an index, else NULL. */
static inline const char *listed_name(const struct symbol_table *table, size_t index)
{
    GElf_Sym symbol = symbol_read(table, index);
    unsigned char type = GELF_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || type == STT_SECTION || type == STT_FILE || !index)
        return NULL;
    const char *name = symbol_name(table, &symbol);
    return *name ? name : NULL;
}

static bool add(struct defined_list *list, const char *name, const struct object *object)
{
    struct defined *items = vector_grow(list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return false;
    list->items = items;
    items[list->count++] = (struct defined){name, object};
    return true;
}

/* Members stand in the order of their places. */
static const struct object *find_object(const struct comparison *comparison, uint64_t place)
{
    size_t low = 0, high = comparison->facts->elf_members;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (object_at(comparison, middle)->place < place)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == comparison->facts->elf_members || object_at(comparison, low)->place != place)
        return NULL;
    return object_at(comparison, low);
}

static bool collect(struct comparison *comparison)
{
    struct archive_index index;
    bool sound = archive_index_begin(&index, &comparison->facts->archive);
    while (sound && archive_index_next(&index))
        if (!add(&comparison->index, index.name, find_object(comparison, index.member)))
            return false;
    for (size_t i = 0; i < comparison->facts->elf_members; i++) {
        const struct object *object = object_at(comparison, i);
        const struct symbol_table *table = &object->symtab;
        for (size_t j = table->first_global; j < table->count; j++) {
            const char *name = listed_name(table, j);
            if (name && !add(&comparison->members, name, object))
                return false;
        }
    }
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const struct defined *a = left, *b = right;
    return strcmp(a->name, b->name);
}

static int compare_both(const void *left, const void *right)
{
    const struct defined *a = left, *b = right;
    if (a->object == b->object)
        return strcmp(a->name, b->name);
    if (!a->object || !b->object)
        return a->object ? 1 : -1;
    return a->object->place < b->object->place ? -1 : 1;
}

/* The first of those that the list lacks, and how many there are; NULL: none. */
static const struct defined *find_lacking(const struct defined_list *those,
                                          struct defined_list *list,
                                          int (*compare)(const void *, const void *), size_t *count)
{
    const struct defined *first = NULL;
    *count = 0;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare);
    for (size_t i = 0; i < those->count; i++) {
        const struct defined *each = &those->items[i];
        if (!each->object || !is_comparable(each->object) ||
            (list->count && bsearch(each, list->items, list->count, sizeof *each, compare)))
            continue;
        first = first ? first : each;
        ++*count;
    }
    return first;
}

static const char *others(struct findings *findings, size_t count)
{
    const char *text =
        count > 1 ? arena_format(&findings->arena, " (and %zu more like it)", count - 1) : "";
    findings->failed = findings->failed || !text;
    return text ? text : "";
}

static void mend(struct findings *findings, struct polyffi_finding *finding,
                 const struct object *object)
{
    struct polyffi_place here = {0};
    if (object->rust)
        findings_note(findings, finding, here,
                      "use it as rustc wrote it, or pack it with 'gcc-ar rcs' or 'llvm-ar rcs': "
                      "GNU ar and ranlib lose the symbols of Rust's objects where LLVM's plugin "
                      "is installed");
    else
        findings_note(findings, finding, here, "run 'ranlib' on it, or build it again");
}

static void report(const struct comparison *comparison, struct findings *findings, const char *path,
                   const struct defined *defined, size_t count, bool unnamed)
{
    struct polyffi_place place = advice_input(comparison->model, path);
    const char *name = findings_shown(findings, defined->name);
    const char *member = findings_shown(findings, defined->object->member);
    const char *more = others(findings, count);
    struct polyffi_finding *finding =
        unnamed ? findings_add(findings, "PF057", NULL, path, place,
                               "the index of the archive '%s' does not name '%s', which its "
                               "member '%s' defines%s",
                               path, name, member, more)
                : findings_add(findings, "PF057", NULL, path, place,
                               "the index of the archive '%s' says that its member '%s' defines "
                               "'%s', but it does not%s",
                               path, member, name, more);
    mend(findings, finding, defined->object);
}

static void compare(struct comparison *comparison, struct findings *findings, const char *path)
{
    size_t count;
    const struct defined *first = NULL;
    if (!collect(comparison)) {
        findings->failed = true;
        return;
    }
    first = find_lacking(&comparison->members, &comparison->index, compare_names, &count);
    if (first) {
        report(comparison, findings, path, first, count, true);
        return;
    }
    first = find_lacking(&comparison->index, &comparison->members, compare_both, &count);
    if (first)
        report(comparison, findings, path, first, count, false);
}

bool rules_index(const struct model *model, struct findings *findings)
{
    for (size_t i = 0; i < model->inputs.count; i++) {
        const struct archive_facts *facts = &model->archives[i];
        struct comparison comparison = {.model = model, .facts = facts};
        if (!facts->archive.index || facts->damage || facts->bad_index || facts->absent ||
            facts->rlib || facts->index_agrees)
            continue;
        compare(&comparison, findings, model->inputs.items[i].path);
        free(comparison.index.items);
        free(comparison.members.items);
    }
    return !findings->failed;
}
