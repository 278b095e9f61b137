/* SPDX-License-Identifier: MIT */
/* PF068, PF069, PF096, PF097: several Rust archives in one link, each with a runtime.

   Archives of the same rustc share one: their members for std and its parts are the same, and
   the linker takes each from the first archive.  Fat link-time optimisation merges std into the
   crate, other versions have other members, and crates without std bring a panic handler: then
   two definitions meet. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"

/* What an archive brings along. */
struct runtime {
    size_t input;
    const char *path;
    const char *core;      /* the member that core or its part is in, or NULL */
    const char *version;   /* of rustc, or NULL */
    size_t version_length; /* it is not ended by NUL */
    bool std, fat, aborts, unwinds;
    bool allocates; /* its code needs an allocator or defines one */
    bool allocator; /* it has a #[global_allocator] */
    bool needed;    /* code of its crates is linked */
};

struct runtimes {
    struct runtime *items;
    size_t count;
};

/* A strong definition in a Rust archive, of any name, that is linked. */
struct strong {
    const char *name;
    const struct object *object;
};

struct strongs {
    struct strong *items;
    size_t count, capacity;
};

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* The name as it is, or as the last part of a mangled one. */
static bool is_named(const char *symbol, const char *name)
{
    size_t length = strlen(symbol), wanted = strlen(name);
    return length >= wanted && strcmp(symbol + length - wanted, name) == 0;
}

static void read_version(struct runtime *runtime, const struct object *object)
{
    static const char mark[] = "rustc version ";
    struct section section;
    size_t size;
    for (size_t i = 1; i < object->section_count; i++) {
        if (!object_section(object, i, &section) || strcmp(section.name, ".comment") != 0)
            continue;
        const char *bytes = (const char *)object_section_bytes(object, i, &size);
        const char *found = bytes ? memmem(bytes, size, mark, strlen(mark)) : NULL;
        if (!found)
            continue;
        runtime->version = found + strlen(mark);
        runtime->version_length =
            strnlen(runtime->version, size - (size_t)(found - bytes) - strlen(mark));
        return;
    }
}

/* rustc writes the default allocator's names into an object of its own, which no crate has. */
static void read_allocator(struct runtime *runtime, const struct object *object)
{
    struct symbol symbol;
    size_t length;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++) {
        if (!object_symbol(&object->symtab, i, &symbol))
            continue;
        bool old = strcmp(symbol.name, "__rg_alloc") == 0; /* called by that object */
        if (!old && !is_named(symbol.name, "__rust_alloc"))
            continue;
        runtime->allocates = true;
        if (!symbol.undefined && object_crate(object, &length) && !object->runtime)
            runtime->allocator = true;
    }
}

static void read_member(struct runtime *runtime, const struct object *object)
{
    if (begins(object->member, "std-"))
        runtime->std = true;
    if (begins(object->member, "core-") && !runtime->core)
        runtime->core = object->member;
    runtime->aborts = runtime->aborts || begins(object->member, "panic_abort-");
    runtime->unwinds = runtime->unwinds || begins(object->member, "panic_unwind-");
    if (object->rust && !runtime->version)
        read_version(runtime, object);
    if (object->rust && !object->runtime)
        read_allocator(runtime, object);
}

/* One for each Rust archive, of the same file once. */
static bool collect_runtimes(const struct model *model, struct runtimes *runtimes)
{
    runtimes->items = calloc(model->inputs.count + 1, sizeof *runtimes->items);
    if (!runtimes->items)
        return false;
    for (size_t i = 0; i < model->inputs.count; i++) {
        const char *path = model->inputs.items[i].path;
        bool known = false;
        for (size_t j = 0; j < runtimes->count; j++)
            known = known || strcmp(runtimes->items[j].path, path) == 0;
        if (model->archives[i].rust && !known && !model->archives[i].rlib)
            runtimes->items[runtimes->count++] = (struct runtime){.input = i, .path = path};
    }
    return true;
}

static struct runtime *runtime_of(const struct runtimes *runtimes, size_t input)
{
    for (size_t i = 0; i < runtimes->count; i++)
        if (runtimes->items[i].input == input)
            return &runtimes->items[i];
    return NULL;
}

static void read_runtimes(const struct model *model, const struct runtimes *runtimes)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        struct runtime *runtime = object->member ? runtime_of(runtimes, object->input) : NULL;
        if (runtime)
            read_member(runtime, object);
    }
    for (size_t i = 0; i < runtimes->count; i++)
        runtimes->items[i].fat = !runtimes->items[i].core;
}

static bool same_version(const struct runtime *a, const struct runtime *b)
{
    return !a->version || !b->version ||
           (a->version_length == b->version_length &&
            memcmp(a->version, b->version, a->version_length) == 0);
}

static bool same_core(const struct runtime *a, const struct runtime *b)
{
    return a->core && b->core && strcmp(a->core, b->core) == 0;
}

/* Nothing can be wrong: the usual case, which must cost little. */
static bool share_one(const struct runtimes *runtimes)
{
    const struct runtime *first = &runtimes->items[0];
    for (size_t i = 0; i < runtimes->count; i++) {
        const struct runtime *each = &runtimes->items[i];
        if (!same_core(first, each) || !each->std || each->allocator ||
            each->aborts != first->aborts || each->unwinds != first->unwinds)
            return false;
    }
    return true;
}

static void find_needed(const struct model *model, const struct runtimes *runtimes)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        struct runtime *runtime = object->member ? runtime_of(runtimes, object->input) : NULL;
        if (runtime && !runtime->needed && !object->runtime && object->rust)
            runtime->needed = evidence_needed(model, object);
    }
}

static int compare(const void *left, const void *right)
{
    const struct strong *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order
                 : (a->object->index > b->object->index) - (a->object->index < b->object->index);
}

static bool add_strongs(struct strongs *list, const struct object *object)
{
    struct symbol symbol;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++) {
        if (!object_symbol(&object->symtab, i, &symbol) || symbol.undefined || symbol.common ||
            symbol.binding != STB_GLOBAL || !symbol.name[0] ||
            object_section_flags(object, symbol.section) & SHF_GROUP)
            continue;
        struct strong *items =
            vector_grow(list->items, list->count, &list->capacity, sizeof *items);
        if (!items)
            return false;
        list->items = items;
        items[list->count++] = (struct strong){symbol.name, object};
    }
    return true;
}

static bool collect_strongs(const struct model *model, const struct runtimes *runtimes,
                            struct strongs *list)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (object->member && runtime_of(runtimes, object->input) &&
            evidence_needed(model, object) && !add_strongs(list, object))
            return false;
    }
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare);
    return true;
}

/* What two archives define both; the user's own exports are another rule's. */
struct clash {
    const char *allocator, *handler, *other; /* a name of each kind, or NULL */
};

static void note_clash(const struct model *model, struct clash *clash, const char *name)
{
    const struct definition *definition = model_definition(symbols_find(&model->symbols, name));
    if (definition && model_is_own_export(model, definition))
        return;
    if (is_named(name, "rust_begin_unwind"))
        clash->handler = name;
    else if (is_named(name, "__rust_alloc") || strcmp(name, "__rg_alloc") == 0)
        clash->allocator = name;
    else if (is_named(name, "rust_eh_personality") || !clash->other)
        clash->other = name;
}

static struct clash find_clash(const struct model *model, const struct strongs *list,
                               const struct runtime *a, const struct runtime *b)
{
    struct clash clash = {0};
    for (size_t i = 1; i < list->count; i++) {
        const struct strong *first = &list->items[i - 1], *second = &list->items[i];
        for (size_t j = i; j < list->count && strcmp(list->items[j].name, first->name) == 0; j++) {
            second = &list->items[j];
            if (first->object->input == a->input && second->object->input == b->input)
                note_clash(model, &clash, first->name);
        }
    }
    return clash;
}

struct pair {
    const struct model *model;
    struct findings *findings;
    const struct runtime *a, *b;
    struct polyffi_place place;
};

static const char *version_of(const struct pair *pair, const struct runtime *runtime)
{
    struct findings *findings = pair->findings;
    const char *how = runtime->fat ? ", with fat link-time optimisation" : "";
    const char *text =
        runtime->version
            ? arena_format(&findings->arena, " (rustc %.*s%s)",
                           (int)(runtime->version_length < 80 ? runtime->version_length : 80),
                           runtime->version, how)
            : "";
    if (!text)
        findings->failed = true;
    return text ? text : "";
}

static void advise(const struct pair *pair, struct polyffi_finding *finding)
{
    findings_note(pair->findings, finding, pair->place,
                  "one runtime for both: polyffi_add_rust_bundle() in CMake; elsewhere one static "
                  "library of a crate that depends on both, or the same rustc and settings for "
                  "both, without fat link-time optimisation");
    findings_note(
        pair->findings, finding, pair->place,
        "or one for each: ISOLATED in polyffi_add_rust_staticlib() of one; elsewhere ld "
        "-r --force-group-allocation -u FUNCTION -o alone.o '%s', then objcopy -R "
        ".llvmbc --keep-global-symbol=FUNCTION alone.o, for each FUNCTION that others call",
        pair->b->path);
}

static void report_runtimes(const struct pair *pair, const char *name)
{
    struct polyffi_finding *finding = findings_add(
        pair->findings, "PF068", NULL, pair->b->path, pair->place,
        "'%s'%s and '%s'%s each bring a Rust runtime of their own: both define '%s', and the link "
        "fails",
        pair->a->path, version_of(pair, pair->a), pair->b->path, version_of(pair, pair->b),
        findings_shown(pair->findings, name));
    advise(pair, finding);
}

static void report_handlers(const struct pair *pair)
{
    struct polyffi_finding *finding =
        findings_add(pair->findings, "PF097", NULL, pair->b->path, pair->place,
                     "'%s' and '%s' both define Rust's panic handler, and the link fails: %s",
                     pair->a->path, pair->b->path,
                     pair->a->std || pair->b->std ? "std has one, and a #![no_std] crate another"
                                                  : "each has a #[panic_handler]");
    advise(pair, finding);
}

static void report_allocators(const struct pair *pair, bool clash)
{
    const struct runtime *a = pair->a, *b = pair->b;
    const char *owner = a->allocator ? a->path : b->path;
    const char *other = a->allocator ? b->path : a->path;
    const char *happens =
        clash ? "the link fails" : "the order on the link line decides which one both use";
    struct polyffi_finding *finding =
        a->allocator && b->allocator
            ? findings_add(pair->findings, "PF096", NULL, b->path, pair->place,
                           "'%s' and '%s' both have a #[global_allocator]: %s", a->path, b->path,
                           happens)
            : findings_add(pair->findings, "PF096", NULL, b->path, pair->place,
                           "'%s' has a #[global_allocator] and '%s' uses the default one: %s",
                           owner, other, happens);
    advise(pair, finding);
}

static void report_panics(const struct pair *pair)
{
    const struct runtime *a = pair->a;
    struct polyffi_finding *finding = findings_add(
        pair->findings, "PF069", NULL, pair->b->path, pair->place,
        "'%s' %s on panic and '%s' %s: the order on the link line decides what both do", a->path,
        a->aborts ? "aborts" : "unwinds", pair->b->path, a->aborts ? "unwinds" : "aborts");
    findings_note(pair->findings, finding, pair->place,
                  "compile both with the same -C panic (in Cargo.toml: panic of the profile)");
    advise(pair, finding);
}

/* Archives that share std and differ in what their crates decide for all. */
static void judge_shared(const struct pair *pair, const struct clash *clash)
{
    const struct runtime *a = pair->a, *b = pair->b;
    bool one = a->allocator != b->allocator && a->allocates && b->allocates;
    if (clash->allocator || one || (a->allocator && b->allocator))
        report_allocators(pair, clash->allocator != NULL);
    if (a->aborts != b->aborts && a->unwinds != b->unwinds)
        report_panics(pair);
}

static void judge(const struct pair *pair, const struct strongs *list)
{
    const struct runtime *a = pair->a, *b = pair->b;
    struct clash clash = find_clash(pair->model, list, a, b);
    bool any = clash.allocator || clash.handler || clash.other;
    if (any && (a->fat || b->fat || !same_version(a, b)))
        report_runtimes(pair, clash.other     ? clash.other
                              : clash.handler ? clash.handler
                                              : clash.allocator);
    else if (clash.handler)
        report_handlers(pair);
    else if (same_core(a, b))
        judge_shared(pair, &clash);
    else if (clash.other)
        report_runtimes(pair, clash.other);
}

static void judge_pairs(const struct model *model, struct findings *findings,
                        const struct runtimes *runtimes, const struct strongs *list)
{
    for (size_t i = 0; i < runtimes->count; i++)
        for (size_t j = i + 1; j < runtimes->count; j++) {
            struct pair pair = {.model = model,
                                .findings = findings,
                                .a = &runtimes->items[i],
                                .b = &runtimes->items[j]};
            pair.place = advice_input(model, pair.b->path);
            if (pair.a->needed && pair.b->needed)
                judge(&pair, list);
        }
}

bool rules_runtimes(const struct model *model, struct findings *findings)
{
    struct runtimes runtimes = {0};
    struct strongs list = {0};
    bool good = collect_runtimes(model, &runtimes);
    if (good && runtimes.count > 1) {
        read_runtimes(model, &runtimes);
        if (!share_one(&runtimes)) {
            find_needed(model, &runtimes);
            good = collect_strongs(model, &runtimes, &list);
            judge_pairs(model, findings, &runtimes, &list);
        }
    }
    free(list.items);
    free(runtimes.items);
    return good && !findings->failed;
}
