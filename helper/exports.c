/* SPDX-License-Identifier: MIT */
#include "polyffi/exports.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "mangling.h"
#include "memory.h"
#include "model.h"
#include "problem.h"
#include "symbol_walk.h"

struct polyffi_exports {
    struct arena arena; /* owns all strings */
    struct polyffi_symbol *items;
    size_t count, capacity;
};

/* Start files and linkers define these in what they link. */
static bool is_linkers(const char *name)
{
    static const char *const names[] = {
        "_init",
        "_fini",
        "_start",
        "_edata",
        "edata",
        "_end",
        "end",
        "_etext",
        "etext",
        "__end",
        "__bss_start",
        "__data_start",
        "data_start",
        "__dso_handle",
        "_DYNAMIC",
        "__TMC_END__",
        "_IO_stdin_used",
        "__ehdr_start",
        "__executable_start",
        "__gmon_start__",
        "_GLOBAL_OFFSET_TABLE_",
        "_PROCEDURE_LINKAGE_TABLE_",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The symbol that stands for the version itself. */
static bool is_version(const struct polyffi_symbol *symbol)
{
    return symbol->place == SHN_ABS && symbol->version &&
           strcmp(symbol->version, symbol->name) == 0;
}

static bool is_mangled(const char *name)
{
    return mangling_maybe_rust(name) || strncmp(name, "_Z", 2) == 0;
}

static bool is_export(const struct polyffi_symbols *symbols, const struct polyffi_symbol *symbol)
{
    bool linked = symbol_walk_is_linked(symbols);
    bool visible = symbol->visibility == STV_DEFAULT || symbol->visibility == STV_PROTECTED;
    if (!symbol->defined || symbol->binding == STB_LOCAL || !visible ||
        symbol->kind == POLYFFI_SYMBOL_NONE || symbol->dynamic != linked || !symbol->name[0] ||
        is_mangled(symbol->name) || model_is_runtime_name(symbol->name))
        return false;
    if (linked)
        return !symbol_walk_is_copy(symbols) && !is_version(symbol) && !is_linkers(symbol->name);
    return !symbol_walk_is_runtime(symbols);
}

/* A copy of the string, or NULL if there is none; clears good when there is no memory. */
static const char *copy(struct polyffi_exports *exports, const char *text, bool *good)
{
    const char *copied = text ? arena_copy(&exports->arena, text, strlen(text)) : NULL;
    *good = *good && (copied || !text);
    return copied;
}

static bool add(struct polyffi_exports *exports, const struct polyffi_symbol *symbol)
{
    struct polyffi_symbol *items =
        vector_grow(exports->items, exports->count, &exports->capacity, sizeof *items);
    bool good = items != NULL;
    if (!good)
        return false;
    exports->items = items;
    items[exports->count] = *symbol;
    items[exports->count].member = copy(exports, symbol->member, &good);
    items[exports->count].name = copy(exports, symbol->name, &good);
    items[exports->count].version = copy(exports, symbol->version, &good);
    items[exports->count].section = copy(exports, symbol->section, &good);
    exports->count++;
    return good;
}

static bool read_file(struct polyffi_exports *exports, const char *path,
                      struct polyffi_problem *problem)
{
    const struct polyffi_symbol *symbol = NULL;
    struct polyffi_symbols *symbols = polyffi_symbols_open(path, problem);
    if (!symbols)
        return false;
    symbol_walk_want_all(symbols);
    bool good;
    while ((good = polyffi_symbols_next(symbols, &symbol, problem)) && symbol)
        if (is_export(symbols, symbol) && !add(exports, symbol)) {
            good = problem_memory(problem);
            break;
        }
    polyffi_symbols_free(symbols);
    return good;
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare(const void *left, const void *right)
{
    const struct polyffi_symbol *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (!order)
        order = compare_text(a->version, b->version);
    if (!order)
        order = strcmp(a->file, b->file);
    if (!order)
        order = compare_text(a->member, b->member);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

struct polyffi_exports *polyffi_exports_open(const char *const *paths, size_t count,
                                             struct polyffi_problem *problem)
{
    struct polyffi_exports *exports = calloc(1, sizeof *exports);
    if (!exports) {
        problem_memory(problem);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (!read_file(exports, paths[i], problem)) {
            polyffi_exports_free(exports);
            return NULL;
        }
    if (exports->count)
        qsort(exports->items, exports->count, sizeof *exports->items, compare);
    return exports;
}

size_t polyffi_exports_count(const struct polyffi_exports *exports)
{
    return exports->count;
}

const struct polyffi_symbol *polyffi_exports_at(const struct polyffi_exports *exports, size_t index)
{
    return index < exports->count ? &exports->items[index] : NULL;
}

void polyffi_exports_free(struct polyffi_exports *exports)
{
    if (!exports)
        return;
    free(exports->items);
    arena_free(&exports->arena);
    free(exports);
}
