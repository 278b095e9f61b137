/* SPDX-License-Identifier: MIT */
/* PF017, PF019, PF095: what Rust code and instrumented code need from the rest of the link.

   Only a link command tells all that is linked: without one these rules are silent.  So they are
   with --gc-sections, which drops the code that refers to what is missing. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "mangling.h"

enum { NAMED = 4 };

/* References to what nothing defines, by name and then in link order. */
struct open_references {
    const struct reference **items;
    size_t count, capacity;
};

static bool is_open(const struct reference *reference)
{
    return !reference->entry->first && !reference->entry->provided;
}

static int compare(const void *left, const void *right)
{
    const struct reference *a = *(const struct reference *const *)left;
    const struct reference *b = *(const struct reference *const *)right;
    int order = strcmp(a->entry->name, b->entry->name);
    return order ? order
                 : (a->object->index > b->object->index) - (a->object->index < b->object->index);
}

static bool collect(struct open_references *open, const struct reference *references, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_open(&references[i]))
            continue;
        const struct reference **items =
            vector_grow(open->items, open->count, &open->capacity, sizeof *items);
        if (!items)
            return false;
        open->items = items;
        items[open->count++] = &references[i];
    }
    if (open->count)
        qsort(open->items, open->count, sizeof *open->items, compare);
    return true;
}

struct sanitizer {
    const char *beginning, *name, *option;
};

static const struct sanitizer sanitizers[] = {
    {"__asan_", "AddressSanitizer", "address"},
    {"__hwasan_", "HWAddressSanitizer", "hwaddress"},
    {"__lsan_", "LeakSanitizer", "leak"},
    {"__msan_", "MemorySanitizer", "memory"},
    {"__tsan_", "ThreadSanitizer", "thread"},
    {"__ubsan_", "UndefinedBehaviorSanitizer", "undefined"},
};

static const struct sanitizer *sanitizer_of(const char *name)
{
    for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++)
        if (strncmp(name, sanitizers[i].beginning, strlen(sanitizers[i].beginning)) == 0)
            return &sanitizers[i];
    return NULL;
}

/* One finding for each sanitizer. */
static void check_sanitizers(const struct model *model, struct findings *findings,
                             const struct reference *references, size_t count)
{
    for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++) {
        const struct reference *first = NULL;
        for (size_t j = 0; !first && j < count; j++)
            if (sanitizer_of(references[j].entry->name) == &sanitizers[i] &&
                is_open(&references[j]) && evidence_needed(model, references[j].object))
                first = &references[j];
        if (!first)
            continue;
        struct polyffi_place place = advice_fallback(model, findings, first->object);
        struct polyffi_finding *finding = findings_add(
            findings, "PF095", first->entry->name, first->object->path, place,
            "'%s' is compiled for the %s, but nothing on the link line has its runtime: '%s' is "
            "undefined",
            advice_object(findings, first->object), sanitizers[i].name,
            findings_shown(findings, first->entry->name));
        advice_locate(findings, finding, first->object);
        findings_note(findings, finding, place,
                      "link with the C compiler's -fsanitize=%s, or compile it without",
                      sanitizers[i].option);
    }
}

/* A reference of Rust code that nothing satisfies, and how the message begins. */
struct callback {
    const struct model *model;
    struct findings *findings;
    const struct reference *reference;
    const char *name, *shown;
    struct polyffi_place place;
    const char *where;
};

static struct polyffi_finding *add(const struct callback *callback, const char *what,
                                   const char *name, const char *end)
{
    return findings_add(callback->findings, "PF017", callback->name,
                        callback->reference->object->path, callback->place,
                        "undefined reference to '%s' in Rust code%s: %s%s%s", callback->shown,
                        callback->where, what, name, end);
}

/* The definition that is C++'s function of that name. */
static bool cxx_twin(const struct callback *callback, struct definition *twin)
{
    struct definitions walk = definitions_begin(&callback->model->symbols);
    const char *name;
    size_t length;
    while (definitions_next(&walk, twin))
        if (mangling_cxx_name(twin->symbol.name, &name, &length) &&
            strlen(callback->name) == length && memcmp(callback->name, name, length) == 0)
            return true;
    return false;
}

static bool report_cxx(const struct callback *callback)
{
    struct findings *findings = callback->findings;
    struct definition twin;
    if (!cxx_twin(callback, &twin))
        return false;
    const char *object = advice_object(findings, twin.object);
    struct polyffi_finding *finding =
        add(callback, "C++ mangles the name in '", object, "', which has it");
    findings_note(findings, finding,
                  advice_definition(callback->model, findings, twin.object, &twin.symbol),
                  "write extern \"C\" before '%s'", callback->shown);
    findings_note(findings, finding, advice_file(object), "'%s' (mangled symbol)",
                  findings_shown(findings, twin.symbol.name));
    return true;
}

static bool report_local(const struct callback *callback)
{
    struct sighting sighting;
    if (!evidence_local(callback->model, callback->name, callback->reference->object, &sighting))
        return false;
    struct polyffi_finding *finding =
        add(callback, "'", advice_object(callback->findings, sighting.object),
            "' defines it, but only for itself");
    advice_global(callback->model, callback->findings, finding, &sighting);
    return true;
}

static bool report_mangled(const struct callback *callback)
{
    struct sighting sighting;
    if (!evidence_mangled(callback->model, callback->name, &sighting))
        return false;
    const char *shown = advice_demangled(callback->findings, sighting.symbol.name);
    struct polyffi_finding *finding =
        add(callback, "it is defined only under a mangled name", *shown ? ", " : "", shown);
    advice_mangled(callback->model, callback->findings, finding, callback->name, &sighting);
    return true;
}

static bool report_misspelt(const struct callback *callback)
{
    struct findings *findings = callback->findings;
    const struct definition *near =
        evidence_near(callback->model, callback->name, NEAR_ANY, callback->reference->object);
    if (!near)
        return false;
    const char *nearest = findings_shown(findings, near->symbol.name);
    struct polyffi_finding *finding =
        add(callback, "nothing defines it; did you mean '", nearest, "'?");
    struct polyffi_place place;
    if (!evidence_definition(callback->model, near->object, &near->symbol, &place))
        place = advice_file(advice_object(findings, near->object));
    findings_note(findings, finding, place,
                  "'%s' is defined here: write the same name in both places", nearest);
    return true;
}

/* What a shared library lacks, the program that loads it may have. */
static void report_callback(const struct model *model, struct findings *findings,
                            const struct reference *reference)
{
    struct callback callback = {.model = model,
                                .findings = findings,
                                .reference = reference,
                                .name = reference->entry->name,
                                .shown = findings_shown(findings, reference->entry->name)};
    if (!evidence_use(model, reference->object, reference->symbol, &callback.place))
        callback.place = advice_fallback(model, findings, reference->object);
    callback.where = advice_where(findings, reference->object, callback.place);
    if (report_cxx(&callback) || report_local(&callback) || report_mangled(&callback) ||
        report_misspelt(&callback) ||
        (model->kind == POLYFFI_KIND_SHARED && !model->request->undefined_refused))
        return;
    struct polyffi_finding *finding = add(&callback, "nothing on the link line defines it", "", "");
    findings_note(findings, finding, callback.place,
                  "define '%s' in C or assembler, or link the library that has it", callback.shown);
}

/* The references of one name: the first one of Rust code that is linked, or NULL: C code that a
   crate brings along may need libraries that the compiler driver adds.  *runtime: rustc's own
   objects refer to it, too. */
static const struct reference *needed_of(const struct model *model,
                                         const struct reference *const *items, size_t count,
                                         bool *runtime)
{
    const struct reference *first = NULL;
    *runtime = false;
    for (size_t i = 0; i < count; i++) {
        if (items[i]->object->runtime)
            *runtime = true;
        if (!first && items[i]->object->rust && evidence_needed(model, items[i]->object))
            first = items[i];
    }
    return first;
}

static const char *native_libraries(const struct model *model)
{
    return model->request->static_only ? "-lgcc_eh -lutil -lrt -lpthread -lm -ldl -lc"
                                       : "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";
}

static void report_runtime(const struct model *model, struct findings *findings,
                           const struct reference *const *missing, size_t count)
{
    const char *names = "";
    for (size_t i = 0; i < NAMED && i < count; i++)
        names = advice_listed(findings, names, missing[i]->entry->name);
    const char *archive = missing[0]->object->path;
    struct polyffi_place place = advice_input(model, archive);
    struct polyffi_finding *finding = findings_add(
        findings, "PF019", NULL, archive, place,
        "Rust's own code in '%s' needs %zu %s that nothing on the link line defines: %s%s", archive,
        count, count == 1 ? "symbol" : "symbols", names, count > NAMED ? " and others" : "");
    findings_note(findings, finding, place, "add %s behind '%s'%s", native_libraries(model),
                  archive,
                  model->request->no_default_libraries
                      ? ", or take -nostdlib and -nodefaultlibs out of the link"
                      : "");
}

static void report_personality(const struct model *model, struct findings *findings,
                               const struct reference *reference)
{
    struct polyffi_place place = advice_input(model, reference->object->path);
    struct polyffi_finding *finding = findings_add(
        findings, "PF019", reference->entry->name, reference->object->path, place,
        "'%s' needs 'rust_eh_personality', which only std defines: core refers to it, even where "
        "nothing unwinds",
        advice_object(findings, reference->object));
    advice_locate(findings, finding, reference->object);
    findings_note(findings, finding, place,
                  "define it in C or assembler, where nothing ever calls it: "
                  "void rust_eh_personality(void) {}");
}

/* Goes through the names; those of Rust's own code are told together. */
static void check_names(const struct model *model, struct findings *findings,
                        const struct open_references *open, const struct reference **missing)
{
    size_t count = 0, end;
    for (size_t i = 0; i < open->count; i = end) {
        const struct symbol_entry *entry = open->items[i]->entry;
        bool runtime;
        for (end = i + 1; end < open->count && open->items[end]->entry == entry;)
            end++;
        const struct reference *needed = needed_of(model, &open->items[i], end - i, &runtime);
        if (!needed || sanitizer_of(entry->name))
            continue;
        if (strcmp(entry->name, "rust_eh_personality") == 0)
            report_personality(model, findings, needed);
        else if (runtime && !model->request->undefined_allowed)
            missing[count++] = needed;
        else if (!runtime)
            report_callback(model, findings, needed);
    }
    bool may_stay = model->kind == POLYFFI_KIND_SHARED && !model->request->undefined_refused;
    if (count && !may_stay)
        report_runtime(model, findings, missing, count);
}

bool rules_rust_needs(const struct model *model, struct findings *findings)
{
    const struct polyffi_request *request = model->request;
    if (!request->link || !model->complete || model->opaque || request->gc_sections ||
        request->scripts.count)
        return true; /* or it can't be told what is needed, and by whom it is defined */
    if (!request->sanitizers) {
        check_sanitizers(model, findings, model->references, model->reference_count);
        check_sanitizers(model, findings, model->rust_references.items,
                         model->rust_references.count);
    }
    struct open_references open = {0};
    bool good = collect(&open, model->rust_references.items, model->rust_references.count);
    const struct reference **missing = open.count ? calloc(open.count, sizeof *missing) : NULL;
    if (missing)
        check_names(model, findings, &open, missing);
    good = good && (missing || !open.count);
    free(missing);
    free(open.items);
    return good && !findings->failed;
}
