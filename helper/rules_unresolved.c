/* SPDX-License-Identifier: MIT */
/* PF038: symbols that the loader will look for in vain. */
#include "rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "linked_file.h"
#include "loaded_libraries.h"
#include "symbol_versions.h"

enum { REPORTED = 5 };

static const char what[] = "symbols that are looked for when the program is loaded";

struct wanted {
    const char *name;
    const char *version; /* or NULL */
    bool found;
};

struct search {
    struct wanted *items; /* by name */
    bool versioned;       /* the library that is read defines versions */
    size_t count, pending;
    bool memory;
};

static int compare(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    return strcmp(a->name, b->name);
}

/* What the program needs strongly from others. */
static bool collect(const struct object *program, const struct symbol_versions *versions,
                    struct search *search)
{
    const struct symbol_table *table = &program->dynsym;
    struct symbol symbol;
    bool hidden;
    search->items = calloc(table->count + 1, sizeof *search->items);
    for (size_t i = table->first_global; search->items && i < table->count; i++) {
        if (!object_symbol(table, i, &symbol) || !symbol.undefined || !symbol.name[0] ||
            symbol.binding != STB_GLOBAL)
            continue;
        const struct symbol_version *version = symbol_versions_find(versions, i, &hidden);
        search->items[search->count++] =
            (struct wanted){.name = symbol.name, .version = version ? version->name : NULL};
    }
    search->pending = search->count;
    if (search->items)
        qsort(search->items, search->count, sizeof *search->items, compare);
    return search->items != NULL;
}

static bool defines_versions(const struct object *library)
{
    uint64_t count;
    return object_dynamic(library, DT_VERDEFNUM, &count) && count;
}

static bool provides(const struct wanted *wanted, const struct symbol_versions *versions,
                     size_t index)
{
    bool hidden = false;
    const struct symbol_version *version = symbol_versions_find(versions, index, &hidden);
    return !wanted->version ||
           (version && !version->needed && strcmp(version->name, wanted->version) == 0);
}

/* The loader takes a library without versions for whichever is asked for. */
static void mark(struct search *search, const char *name, const struct symbol_versions *versions,
                 size_t index)
{
    struct wanted key = {.name = name};
    struct wanted *found =
        bsearch(&key, search->items, search->count, sizeof *search->items, compare);
    while (found && found > search->items && strcmp(found[-1].name, name) == 0)
        found--;
    for (; found && found < search->items + search->count && strcmp(found->name, name) == 0;
         found++)
        if (!found->found && (!search->versioned || provides(found, versions, index))) {
            found->found = true;
            search->pending--;
        }
}

static bool read_library(const struct object *library, void *context)
{
    struct search *search = context;
    struct symbol_versions versions;
    struct arena arena = {0};
    struct polyffi_problem ignored;
    struct symbol symbol;
    const struct symbol_table *table = &library->dynsym;
    errno = 0;
    search->versioned = defines_versions(library);
    if (!symbol_versions_read(library, &arena, &versions, &ignored) && errno == ENOMEM)
        search->memory = false;
    for (size_t i = table->first_global; search->memory && i < table->count; i++)
        if (object_symbol(table, i, &symbol) && !symbol.undefined && symbol.name[0])
            mark(search, symbol.name, &versions, i);
    symbol_versions_free(&versions);
    arena_free(&arena);
    return search->memory && search->pending;
}

static void report(const struct model *model, struct findings *findings,
                   const struct wanted *wanted)
{
    const struct object *program = model->result;
    const char *name = findings_shown(findings, wanted->name);
    struct polyffi_place place = advice_fallback(model, findings, program);
    struct polyffi_finding *finding =
        findings_add(findings, "PF038", wanted->name, program->path, place,
                     "'%s' needs '%s%s%s', which none of its shared libraries has", program->path,
                     name, wanted->version ? "@" : "",
                     wanted->version ? findings_shown(findings, wanted->version) : "");
    findings_note(findings, finding, place,
                  "link the library that defines it, and let the linker refuse what is undefined "
                  "(no --unresolved-symbols, no -z undefs)");
}

static void check_program(const struct model *model, struct findings *findings,
                          struct search *search)
{
    struct arena arena = {0};
    const char *missing;
    size_t reported = 0;
    bool good = loaded_libraries_each(model, &arena, read_library, search, &missing);
    if (!search->memory || (!good && !missing))
        findings->failed = true;
    else if (!good)
        findings_not_done(findings, what, "the shared library '%s' was not found",
                          findings_shown(findings, missing));
    for (size_t i = 0; good && search->pending && i < search->count && reported < REPORTED; i++)
        if (!search->items[i].found) {
            report(model, findings, &search->items[i]);
            reported++;
        }
    arena_free(&arena);
}

/* Linkers refuse such programs unless told not to; one that is checked alone may have met other
   libraries since. */
static bool is_in_question(const struct model *model)
{
    static const char glibc[] = "/ld-linux-x86-64.so.2";
    const struct object *program = model->result;
    GElf_Phdr segment;
    size_t size;
    if (!model->program || !linked_is_x86_64(program) || !program->dynsym.count ||
        (model->request->link && !model->request->undefined_allowed) || model->request->sysroot ||
        !object_segment(program, PT_INTERP, &segment))
        return false;
    const char *path = linked_string(program, segment.p_vaddr);
    size = path ? strlen(path) : 0;
    return size > strlen(glibc) && strcmp(path + size - strlen(glibc), glibc) == 0;
}

bool rules_unresolved(const struct model *model, struct findings *findings)
{
    struct symbol_versions versions;
    struct search search = {.memory = true};
    struct arena arena = {0};
    struct polyffi_problem ignored;
    if (!is_in_question(model))
        return true;
    errno = 0;
    bool good = symbol_versions_read(model->result, &arena, &versions, &ignored);
    if ((!good && errno == ENOMEM) || !collect(model->result, &versions, &search))
        findings->failed = true;
    else if (!good)
        findings_not_done(findings, what, "the versions of '%s' can't be read",
                          model->result->path);
    else if (search.pending)
        check_program(model, findings, &search);
    free(search.items);
    symbol_versions_free(&versions);
    arena_free(&arena);
    return !findings->failed;
}
