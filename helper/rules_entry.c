/* SPDX-License-Identifier: MIT */
/* PF020 to PF027: where the program starts. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"

/* Where a missing symbol is blamed on: the build description, or the first object. */
static struct polyffi_place program_place(const struct model *model, struct findings *findings)
{
    const struct object *first = model->objects.count ? model->objects.items[0] : model->result;
    return advice_fallback(model, findings, first);
}

static const char *program_file(const struct model *model)
{
    if (model->request->result)
        return model->request->result;
    if (model->result)
        return model->result->path;
    return model->inputs.count ? model->inputs.items[0].path : NULL;
}

/* The definition, or the next one of its name that is linked and strong; NULL: none. */
static const struct definition *linked_from(const struct model *model,
                                            const struct definition *definition)
{
    while (definition &&
           (definition->symbol.binding == STB_WEAK || !evidence_needed(model, definition->object)))
        definition = definition->next;
    return definition;
}

static const struct definition *first_definition(const struct model *model, const char *name)
{
    const struct symbol_entry *entry = symbols_find(&model->symbols, name);
    return entry ? linked_from(model, entry->first) : NULL;
}

static void note_start(const struct model *model, struct findings *findings,
                       struct polyffi_finding *finding)
{
    const struct definition *start = first_definition(model, "_start");
    if (!start)
        return;
    findings_note(findings, finding,
                  advice_definition(model, findings, start->object, &start->symbol),
                  "'%s' defines '_start': to begin there, write ENTRY _start in "
                  "polyffi_add_executable, or link with -nostartfiles",
                  advice_object(findings, start->object));
}

/* What stands in main's place: a local, mangled or misspelt one. */
static void note_likely_main(const struct model *model, struct findings *findings,
                             struct polyffi_finding *finding, const char *name)
{
    struct sighting sighting;
    const struct definition *near;
    if (evidence_local(model, name, NULL, &sighting)) {
        advice_global(model, findings, finding, &sighting);
    } else if (evidence_mangled(model, name, &sighting)) {
        advice_mangled(model, findings, finding, name, &sighting);
    } else if ((near = evidence_near(model, name, NEAR_ANY, NULL))) {
        findings_note(findings, finding,
                      advice_definition(model, findings, near->object, &near->symbol),
                      "'%s' is defined here: is it meant to be '%s'?",
                      findings_shown(findings, near->symbol.name), name);
    } else {
        findings_note(findings, finding, (struct polyffi_place){0},
                      "add a source that defines '%s'", name);
    }
}

bool rules_main(const struct model *model, struct findings *findings)
{
    const struct symbol_entry *entry = symbols_find(&model->symbols, "main");
    if (!model->program || model->startup != POLYFFI_STARTUP_CRT || model->opaque ||
        !model->complete || !model->objects.count || (entry && (entry->first || entry->provided)))
        return true;
    struct polyffi_finding *finding =
        findings_add(findings, "PF020", "main", program_file(model), program_place(model, findings),
                     "no object defines 'main', which the C start-up code calls");
    note_likely_main(model, findings, finding, "main");
    note_start(model, findings, finding);
    return !findings->failed;
}

static void report_second_main(const struct model *model, struct findings *findings,
                               const struct definition *first, const struct definition *other)
{
    struct polyffi_place place = advice_definition(model, findings, other->object, &other->symbol);
    struct polyffi_finding *finding = findings_add(
        findings, "PF021", "main", other->object->path, place,
        "'main' is defined twice: in '%s' and in '%s'", advice_object(findings, first->object),
        advice_object(findings, other->object));
    advice_locate(findings, finding, other->object);
    findings_note(findings, finding,
                  advice_definition(model, findings, first->object, &first->symbol),
                  "the first 'main' is here: keep one of them");
}

bool rules_mains(const struct model *model, struct findings *findings)
{
    if (!model->program || model->startup != POLYFFI_STARTUP_CRT)
        return true;
    const struct definition *first = first_definition(model, "main");
    const struct definition *other = first ? linked_from(model, first->next) : NULL;
    for (; other; other = linked_from(model, other->next))
        report_second_main(model, findings, first, other);
    return !findings->failed;
}

bool rules_own_start(const struct model *model, struct findings *findings)
{
    if (!model->program || model->startup != POLYFFI_STARTUP_CRT ||
        (!model->request->link && model->request->startup == POLYFFI_STARTUP_UNSET &&
         model->result))
        return true;
    const struct definition *start = first_definition(model, "_start");
    if (!start)
        return true;
    struct polyffi_place place = advice_definition(model, findings, start->object, &start->symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF022", "_start", start->object->path, place,
                     "'_start'%s is defined beside the one of the C start-up code",
                     advice_where(findings, start->object, place));
    advice_locate(findings, finding, start->object);
    findings_note(findings, finding, place,
                  "to begin here, write ENTRY _start in polyffi_add_executable, or link with "
                  "-nostartfiles; to begin in 'main', rename it");
    return !findings->failed;
}

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0' || strncmp(text, "0x", 2) == 0;
}

static void report_missing_entry(const struct model *model, struct findings *findings)
{
    const char *name = findings_shown(findings, model->entry);
    struct sighting sighting;
    bool local = evidence_local(model, model->entry, NULL, &sighting);
    struct polyffi_place place = program_place(model, findings);
    if (local)
        place = advice_definition(model, findings, sighting.object, &sighting.symbol);
    struct polyffi_finding *finding =
        local
            ? findings_add(findings, "PF023", model->entry, sighting.object->path, place,
                           "the entry '%s' is not global%s: the linker can't see it", name,
                           advice_where(findings, sighting.object, place))
            : findings_add(findings, "PF023", model->entry, program_file(model), place,
                           "no object defines the entry '%s' where the program should start", name);
    note_likely_main(model, findings, finding, model->entry);
}

static void check_entry_section(const struct model *model, struct findings *findings,
                                const struct definition *definition)
{
    struct section section;
    const struct symbol *symbol = &definition->symbol;
    if (!object_section(definition->object, symbol->section, &section) ||
        section.flags & SHF_EXECINSTR)
        return;
    const char *name = findings_shown(findings, symbol->name);
    struct polyffi_place place = advice_definition(model, findings, definition->object, symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF024", symbol->name, definition->object->path, place,
                     "the entry '%s'%s is in section '%s', which is not executable: the program "
                     "would crash at once",
                     name, advice_where(findings, definition->object, place),
                     findings_shown(findings, section.name));
    advice_locate(findings, finding, definition->object);
    if (object_language(definition->object) == LANGUAGE_NASM)
        findings_note(findings, finding, place,
                      "put it into 'section .text', or write 'section %s exec'",
                      findings_shown(findings, section.name));
    else
        findings_note(findings, finding, place, "put it into the section .text");
}

bool rules_entry(const struct model *model, struct findings *findings)
{
    if (!model->program || !model->entry || is_number(model->entry) || !model->objects.count)
        return true;
    const struct symbol_entry *entry = symbols_find(&model->symbols, model->entry);
    const struct definition *definition = model_definition(entry);
    bool start_files = model->startup == POLYFFI_STARTUP_CRT && strcmp(model->entry, "_start") == 0;
    if (definition)
        check_entry_section(model, findings, definition);
    else if (!start_files && !model->opaque && !(entry && entry->provided))
        report_missing_entry(model, findings);
    return !findings->failed;
}

/* Functions of ARM's Thumb have odd addresses. */
static uint64_t code_address(const struct object *object, uint64_t address)
{
    return object->header.e_machine == EM_ARM ? address & ~(uint64_t)1 : address;
}

/* The entry that the result should have: asked for, or the start files' _start. */
static void check_entry_symbol(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    const char *name = model->entry ? model->entry : "_start";
    struct symbol symbol, main;
    if ((model->request->scripts.count && !model->request->entry) ||
        !object_find_symbol(&result->symtab, name, &symbol) ||
        code_address(result, symbol.value) == code_address(result, result->header.e_entry))
        return;
    if (object_find_symbol(&result->symtab, "main", &main) &&
        code_address(result, main.value) == code_address(result, result->header.e_entry))
        return; /* a rule of its own */
    struct polyffi_finding *finding = findings_add(
        findings, "PF025", name, result->path, advice_fallback(model, findings, result),
        "'%s' starts at address %#llx, not at its entry '%s' (%#llx)", result->path,
        (unsigned long long)result->header.e_entry, findings_shown(findings, name),
        (unsigned long long)symbol.value);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "link with -Wl,-e,%s (ENTRY %s in polyffi_add_executable)", name, name);
}

bool rules_result_entry(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    if (!model->program || result->header.e_machine == EM_PPC64)
        return true;
    const char *name = model->entry ? model->entry : "_start";
    struct polyffi_place place = advice_fallback(model, findings, result);
    if (!result->header.e_entry) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF026", name, result->path, place,
                         "'%s' has no entry point: it would crash at once", result->path);
        findings_note(findings, finding, place,
                      "define '%s' globally in one of the objects, or name the symbol to start "
                      "at (ENTRY in polyffi_add_executable, -Wl,-e,SYMBOL)",
                      name);
        return !findings->failed;
    }
    if (!object_address_is_code(result, result->header.e_entry)) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF024", name, result->path, place,
                         "the entry '%s' of '%s' is not in executable memory: the program would "
                         "crash at once",
                         name, result->path);
        findings_note(findings, finding, place, "put '%s' into the section .text", name);
    }
    check_entry_symbol(model, findings);
    return !findings->failed;
}

bool rules_static_start(const struct model *model, struct findings *findings)
{
    bool own_start =
        model->startup == POLYFFI_STARTUP_RAW || model->startup == POLYFFI_STARTUP_LIBC;
    bool is_static = model->kind == POLYFFI_KIND_STATIC || model->kind == POLYFFI_KIND_STATIC_PIE;
    if (!model->program || !own_start || !is_static || model->request->no_default_libraries)
        return true;
    if (!model->request->link && model->request->startup == POLYFFI_STARTUP_UNSET)
        return true;
    struct polyffi_place place = program_place(model, findings);
    struct polyffi_finding *finding = findings_add(
        findings, "PF027", model->entry, program_file(model), place,
        "a static program with its own '%s' and without start files never sets up libc: the "
        "first use of it crashes",
        model->entry ? model->entry : "_start");
    findings_note(findings, finding, place,
                  "use no libc at all (STARTUP freestanding, a no_std crate), or let the start "
                  "files call 'main' (STARTUP crt), or link dynamically");
    return !findings->failed;
}
