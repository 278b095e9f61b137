/* SPDX-License-Identifier: MIT */
/* PF093: names that dlsym looks up must be among those that the loader sees. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "dynamic_symbols.h"
#include "evidence.h"
#include "linked_file.h"

/* A name that is asked for and not there. */
struct lookup {
    const struct model *model;
    struct findings *findings;
    const struct object *result;
    const char *name, *shown;
    const struct definition *definition; /* of an input, or NULL */
};

/* No loader fills in what dlsym reads, whether the linker wrote it or not. */
static bool is_static(const struct object *result)
{
    GElf_Phdr segment;
    uint64_t flags = 0;
    if (object_segment(result, PT_INTERP, &segment))
        return false;
    object_dynamic(result, DT_FLAGS_1, &flags);
    return result->header.e_type == ET_EXEC || flags & DF_1_PIE;
}

static bool can_be_found(const struct object *result, const char *name)
{
    struct dynamic_symbols symbols;
    struct symbol symbol;
    if (is_static(result))
        return false;
    if (dynamic_symbols_open(&symbols, result))
        return dynamic_symbols_has(&symbols, name);
    return object_find_global(&result->dynsym, name, &symbol);
}

/* The finding, which says why: a sentence that goes on behind "dlsym can't find 'NAME' in 'FILE'".
   The place is the definition of an input, if there is one. */
static struct polyffi_finding *report(const struct lookup *lookup, const char *why)
{
    const struct definition *definition = lookup->definition;
    struct polyffi_place place =
        definition ? advice_definition(lookup->model, lookup->findings, definition->object,
                                       &definition->symbol)
                   : advice_fallback(lookup->model, lookup->findings, lookup->result);
    return findings_add(lookup->findings, "PF093", lookup->name, lookup->result->path, place,
                        "dlsym can't find '%s' in '%s': %s", lookup->shown, lookup->result->path,
                        why);
}

static void report_unlisted(const struct lookup *lookup)
{
    static const struct polyffi_place nowhere = {0};
    struct polyffi_finding *finding =
        report(lookup, "it is in the symbol table, but not among the dynamic symbols");
    if (lookup->model->kind == POLYFFI_KIND_SHARED)
        findings_note(lookup->findings, finding, nowhere,
                      "name '%s' under 'global:' in the version script, and link without "
                      "-Wl,--exclude-libs for what defines it",
                      lookup->shown);
    else
        findings_note(lookup->findings, finding, nowhere,
                      "link with -rdynamic (CMake: ENABLE_EXPORTS), or only for this name with "
                      "-Wl,--export-dynamic-symbol=%s or -Wl,--dynamic-list=FILE",
                      lookup->shown);
}

static void report_hidden(const struct lookup *lookup)
{
    findings_note(lookup->findings, report(lookup, "its symbol is hidden"),
                  (struct polyffi_place){0},
                  "give '%s' default visibility: no visibility(\"hidden\") attribute, "
                  "-fvisibility=hidden or ':hidden'",
                  lookup->shown);
}

static void report_not_linked(const struct lookup *lookup)
{
    struct findings *findings = lookup->findings;
    struct polyffi_finding *finding = report(lookup, "nothing refers to it, so it is not linked");
    findings_note(findings, finding, (struct polyffi_place){0},
                  "link with -Wl,-u,%s, which takes it out of '%s', and -rdynamic (CMake: "
                  "ENABLE_EXPORTS)",
                  lookup->shown, lookup->definition->object->path);
}

/* Among the inputs, where what linkers made local themselves is still global. */
static bool is_local(const struct lookup *lookup, struct sighting *sighting)
{
    return !lookup->definition && lookup->model->objects.count &&
           evidence_local(lookup->model, lookup->name, NULL, sighting);
}

static void report_absent(const struct lookup *lookup)
{
    const struct model *model = lookup->model;
    struct findings *findings = lookup->findings;
    struct sighting sighting;
    const struct definition *near;
    if (evidence_mangled(model, lookup->name, &sighting)) {
        advice_mangled(model, findings, report(lookup, "it is there only under a mangled name"),
                       lookup->name, &sighting);
    } else if ((near = evidence_near(model, lookup->name, NEAR_ANY, NULL))) {
        findings_note(findings, report(lookup, "nothing of that name is there"),
                      advice_definition(model, findings, near->object, &near->symbol),
                      "the nearest name is '%s': write the same name in both places",
                      findings_shown(findings, near->symbol.name));
    } else {
        findings_note(findings, report(lookup, "nothing of that name is there"),
                      (struct polyffi_place){0}, "define '%s', or correct the name", lookup->shown);
    }
}

/* What is there instead, the most telling first. */
static void explain(const struct lookup *lookup)
{
    const struct object *result = lookup->result;
    struct findings *findings = lookup->findings;
    struct sighting sighting;
    struct symbol symbol = {0};
    bool listed = object_find_symbol(&result->symtab, lookup->name, &symbol);
    const struct symbol *seen = lookup->definition ? &lookup->definition->symbol : &symbol;
    if (is_static(result))
        findings_note(findings, report(lookup, "it is linked statically"),
                      (struct polyffi_place){0}, "link without -static and with -rdynamic");
    else if (object_find_global(&result->dynsym, lookup->name, &symbol))
        findings_note(findings, report(lookup, "it is there only as an older version"),
                      (struct polyffi_place){0},
                      "give one version of '%s' the '@@' of the current one, or call dlvsym",
                      lookup->shown);
    else if (linked_imports(result, lookup->name))
        findings_note(findings, report(lookup, "it is taken from a shared library"),
                      (struct polyffi_place){0}, "define '%s' in what is linked", lookup->shown);
    else if (is_local(lookup, &sighting))
        advice_global(lookup->model, findings, report(lookup, "its symbol is local"), &sighting);
    else if (seen->visibility == STV_HIDDEN || seen->visibility == STV_INTERNAL)
        report_hidden(lookup);
    else if (listed || (lookup->definition && !result->symtab.symbols &&
                        evidence_needed(lookup->model, lookup->definition->object)))
        report_unlisted(lookup);
    else if (lookup->definition)
        report_not_linked(lookup);
    else
        report_absent(lookup);
}

/* A missing export is told of already. */
static bool is_told(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i]->symbol && strcmp(findings->items[i]->symbol, name) == 0 &&
            strcmp(findings->items[i]->rule->id, "PF008") < 0)
            return true;
    return false;
}

bool rules_dynamic(const struct model *model, struct findings *findings)
{
    const struct polyffi_words *names = &model->request->dynamic;
    const struct object *result = model->result;
    GElf_Phdr segment;
    if (names->count && !result->dynsym.symbols && object_segment(result, PT_DYNAMIC, &segment)) {
        findings_not_done(findings, "the names for dlsym", "'%s' has no section headers for them",
                          result->path);
        return !findings->failed;
    }
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->items[i];
        if (can_be_found(result, name) || is_told(findings, name))
            continue;
        struct lookup lookup = {.model = model,
                                .findings = findings,
                                .result = result,
                                .name = name,
                                .shown = findings_shown(findings, name)};
        const struct definition *definition = model_definition(symbols_find(&model->symbols, name));
        if (definition && definition->object != result &&
            definition->object->header.e_type == ET_REL)
            lookup.definition = definition;
        explain(&lookup);
    }
    return !findings->failed;
}
