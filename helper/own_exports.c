/* SPDX-License-Identifier: MIT */
#include "own_exports.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    const struct own_export *a = left, *b = right;
    size_t first = a->definition.object->index, second = b->definition.object->index;
    int order = strcmp(a->name, b->name);
    return order ? order : (first > second) - (first < second);
}

static bool belongs(const struct model *model, const struct definition *definition)
{
    return model_is_own_export(model, definition) && strcmp(definition->symbol.name, "main") != 0 &&
           strncmp(definition->symbol.name, "__wrap_", strlen("__wrap_")) != 0;
}

static bool collect_object(const struct model *model, const struct object *object,
                           struct own_exports *list)
{
    struct definition each = {.object = object};
    for (each.index = object->symtab.first_global; each.index < object->symtab.count;
         each.index++) {
        if (!object_symbol(&object->symtab, each.index, &each.symbol) || each.symbol.undefined ||
            each.symbol.binding == STB_LOCAL || !each.symbol.name[0] || !belongs(model, &each))
            continue;
        struct own_export *items =
            vector_grow(list->items, list->count, &list->capacity, sizeof *items);
        if (!items)
            return false;
        list->items = items;
        items[list->count++] = (struct own_export){.name = each.symbol.name, .definition = each};
    }
    return true;
}

bool own_exports_collect(const struct model *model, struct own_exports *exports)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (object->member && object->rust && !object->runtime &&
            !collect_object(model, object, exports))
            return false;
    }
    if (exports->count)
        qsort(exports->items, exports->count, sizeof *exports->items, compare);
    return true;
}

static int compare_key(const void *name, const void *item)
{
    return strcmp(name, ((const struct own_export *)item)->name);
}

struct own_export *own_exports_find(const struct own_exports *exports, const char *name)
{
    struct own_export *found =
        exports->count ? bsearch(name, exports->items, exports->count, sizeof *found, compare_key)
                       : NULL;
    while (found > exports->items && strcmp(found[-1].name, name) == 0)
        found--;
    return found;
}

void own_exports_free(struct own_exports *exports)
{
    free(exports->items);
    *exports = (struct own_exports){0};
}
