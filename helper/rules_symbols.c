/* SPDX-License-Identifier: MIT */
/* PF008, PF009: names that Rust gives to all the program. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "dynamic_symbols.h"
#include "evidence.h"
#include "libraries.h"
#include "own_exports.h"
#include "problem.h"

enum { TOLD_ONE_BY_ONE = 8, NAMED = 5 };

#define NOBODY ((size_t)-1)

/* In the order of their archives. */
static int compare_inputs(const void *left, const void *right)
{
    const struct own_export *a = left, *b = right;
    size_t first = a->definition.object->input, second = b->definition.object->input;
    return first != second ? (first > second) - (first < second) : strcmp(a->name, b->name);
}

/* Marks each export of the name that is not of the input; NOBODY: of any. */
static void ask_from(const struct own_exports *list, const char *name, size_t input)
{
    struct own_export *each = name ? own_exports_find(list, name) : NULL;
    for (; each && each < list->items + list->count && strcmp(each->name, name) == 0; each++)
        if (each->definition.object->input != input)
            each->asked = true;
}

static void ask(const struct own_exports *list, const char *name)
{
    ask_from(list, name, NOBODY);
}

static void ask_references(const struct own_exports *list, const struct reference *references,
                           size_t count)
{
    for (size_t i = 0; i < count; i++)
        ask_from(list, references[i].entry->name, references[i].object->input);
}

/* A misspelt declaration means the name that is nearest. */
static void ask_nearest(const struct model *model, const struct own_exports *list, const char *name)
{
    const struct definition *near = evidence_near(model, name, NEAR_EXPORTS, NULL);
    if (near)
        ask(list, near->symbol.name);
}

static void ask_exports(const struct model *model, const struct own_exports *list)
{
    const struct polyffi_request *request = model->request;
    for (size_t i = 0; i < request->export_count; i++) {
        const char *name = request->exports[i].name;
        struct own_export *each = own_exports_find(list, name);
        for (; each && each < list->items + list->count && strcmp(each->name, name) == 0; each++)
            each->declared = each->asked = true;
        if (!model_definition(symbols_find(&model->symbols, name)))
            ask_nearest(model, list, name);
    }
    for (size_t i = 0; i < request->dynamic.count; i++)
        ask(list, request->dynamic.items[i]);
}

/* What the rest of the link needs. */
static void ask_link(const struct model *model, const struct own_exports *list)
{
    const struct polyffi_request *request = model->request;
    for (size_t i = 0; i < request->wanted.count; i++)
        ask(list, request->wanted.items[i]);
    ask(list, model->entry);
    ask_references(list, model->references, model->reference_count);
    ask_references(list, model->weak_references.items, model->weak_references.count);
    ask_references(list, model->rust_references.items, model->rust_references.count);
}

static void report_unexpected(const struct model *model, struct findings *findings,
                              const struct own_export *export)
{
    const struct object *object = export->definition.object;
    const char *shown = findings_shown(findings, export->name);
    size_t length = 0;
    const char *crate = object_crate(object, &length);
    struct polyffi_place place =
        advice_definition(model, findings, object, &export->definition.symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF008", export->name, object->path, place,
                     "'%s'%s%.*s is exported from '%s', but is not declared as an export", shown,
                     crate ? " of the crate " : "", (int)length, crate ? crate : "", object->path);
    advice_locate(findings, finding, object);
    findings_note(findings, finding, place,
                  "add '%s' to the exports, or remove #[no_mangle] if only Rust uses it", shown);
}

/* More than anybody reads: one finding for the archive. */
static void report_many(const struct model *model, struct findings *findings,
                        const struct own_export *const *group, size_t count)
{
    const struct object *object = group[0]->definition.object;
    const char *names = "";
    for (size_t i = 0; i < NAMED; i++)
        names = advice_listed(findings, names, group[i]->name);
    struct polyffi_place place = advice_input(model, object->path);
    struct polyffi_finding *finding =
        findings_add(findings, "PF008", NULL, object->path, place,
                     "'%s' exports %zu symbols that are not declared as exports: %s and %zu more",
                     object->path, count, names, count - NAMED);
    findings_note(findings, finding, place,
                  "add them to the exports, or remove #[no_mangle] where only Rust uses them");
}

/* The exports of one archive.  Those that are allowed or suppressed go to the findings one by
   one, and don't count. */
static void report_archive(const struct model *model, struct findings *findings,
                           const struct own_export *items, size_t count)
{
    const struct own_export **group = calloc(count, sizeof *group);
    size_t grouped = 0;
    if (!group)
        findings->failed = true;
    for (size_t i = 0; group && i < count; i++) {
        if (items[i].asked)
            continue;
        if (findings_will_report(findings, "PF008", items[i].name,
                                 items[i].definition.object->path))
            group[grouped++] = &items[i];
        else
            report_unexpected(model, findings, &items[i]);
    }
    if (grouped > TOLD_ONE_BY_ONE)
        report_many(model, findings, group, grouped);
    for (size_t i = 0; grouped <= TOLD_ONE_BY_ONE && i < grouped; i++)
        report_unexpected(model, findings, group[i]);
    free(group);
}

/* The declarations may be about one of several archives, or about what is C's. */
static void check_archives(const struct model *model, struct findings *findings,
                           const struct own_exports *list)
{
    size_t end;
    for (size_t i = 0; i < list->count; i = end) {
        bool declared = false;
        for (end = i; end < list->count && list->items[end].definition.object->input ==
                                               list->items[i].definition.object->input;
             end++)
            declared = declared || list->items[end].declared;
        if (declared)
            report_archive(model, findings, &list->items[i], end - i);
    }
}

static bool check_unexpected(const struct model *model, struct findings *findings, bool in_result)
{
    struct own_exports list = {0};
    struct symbol symbol;
    bool good = own_exports_collect(model, &list);
    if (good)
        ask_exports(model, &list);
    if (good && !in_result)
        ask_link(model, &list);
    for (size_t i = 0; in_result && i < list.count; i++)
        if (!object_find_global(&model->result->dynsym, list.items[i].name, &symbol))
            list.items[i].asked = true;
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, compare_inputs);
    check_archives(model, findings, &list);
    own_exports_free(&list);
    return good && !findings->failed;
}

/* What a shared library keeps for itself, its version script decides: there the result tells. */
static bool result_tells(const struct model *model)
{
    return model->kind == POLYFFI_KIND_SHARED && (model->request->result || model->result);
}

bool rules_unexpected_exports(const struct model *model, struct findings *findings)
{
    if (!model->request->export_count || result_tells(model))
        return true;
    return check_unexpected(model, findings, false);
}

bool rules_result_unexpected_exports(const struct model *model, struct findings *findings)
{
    if (!model->request->export_count || !result_tells(model))
        return true;
    return check_unexpected(model, findings, true);
}

/* Whoever replaces malloc replaces these with it; the first four must be there together. */
static const char *const allocator[] = {
    "malloc",         "free",     "calloc",       "realloc", "aligned_alloc",
    "posix_memalign", "memalign", "reallocarray", "valloc",  "malloc_usable_size",
    "pvalloc"};

static bool is_of_allocator(const struct model *model, const struct definition *definition)
{
    bool listed = false;
    for (size_t i = 0; i < sizeof allocator / sizeof *allocator; i++)
        listed = listed || strcmp(allocator[i], definition->symbol.name) == 0;
    for (size_t i = 0; listed && i < 4; i++) {
        const struct definition *part =
            model_definition(symbols_find(&model->symbols, allocator[i]));
        listed = part && part->object->input == definition->object->input;
    }
    return listed;
}

struct shadows {
    const struct model *model;
    struct findings *findings;
    const struct own_exports *list;
    const char *library;
};

static void report_shadow(const struct shadows *shadows, const struct definition *definition)
{
    struct findings *findings = shadows->findings;
    const char *shown = findings_shown(findings, definition->symbol.name);
    struct polyffi_place place =
        advice_definition(shadows->model, findings, definition->object, &definition->symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF009", definition->symbol.name, definition->object->path, place,
                     "'%s' of '%s' takes the place of lib%s's '%s' in the whole program", shown,
                     advice_object(findings, definition->object), shadows->library, shown);
    advice_locate(findings, finding, definition->object);
    findings_note(findings, finding, place,
                  "give it another name: C code and Rust's own standard library call it instead of "
                  "lib%s's",
                  shadows->library);
}

static void look_for_shadows(const struct object *library, void *context)
{
    const struct shadows *shadows = context;
    struct dynamic_symbols symbols;
    if (!dynamic_symbols_open(&symbols, library))
        return;
    for (size_t i = 0; i < shadows->list->count; i++) {
        const struct definition *each = &shadows->list->items[i].definition;
        if (each->symbol.binding != STB_WEAK && dynamic_symbols_has(&symbols, each->symbol.name) &&
            !is_of_allocator(shadows->model, each))
            report_shadow(shadows, each);
    }
}

/* An archive alone may be meant for a program without libc, unless it has std. */
static bool links_libc(const struct model *model)
{
    const struct polyffi_request *request = model->request;
    if (request->link)
        return !request->no_default_libraries && model->startup != POLYFFI_STARTUP_FREESTANDING;
    if (model->startup == POLYFFI_STARTUP_FREESTANDING)
        return false;
    const struct definition *std =
        model_definition(symbols_find(&model->symbols, "rust_eh_personality"));
    return std && std->object->rust;
}

bool rules_shadowed_libc(const struct model *model, struct findings *findings)
{
    static const char *const names[] = {"c", "m"};
    struct polyffi_problem ignored;
    struct own_exports list = {0};
    bool good = !links_libc(model) || own_exports_collect(model, &list);
    for (size_t i = 0; good && list.count && i < sizeof names / sizeof *names; i++) {
        struct shadows shadows = {model, findings, &list, names[i]};
        struct libraries libraries = model_libraries(model);
        good = libraries_look_into(&libraries, names[i], look_for_shadows, &shadows, &ignored);
    }
    own_exports_free(&list);
    return good && !findings->failed;
}
