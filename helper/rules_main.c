/* SPDX-License-Identifier: MIT */
/* PF028 and PF029: whose main runs, and who calls it. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "code_walk.h"
#include "evidence.h"
#include "linked_file.h"

static const struct object *first_object(const struct model *model)
{
    return model->objects.count ? model->objects.items[0] : model->result;
}

/* The strong one that is linked; NULL: none. */
static const struct definition *first_main(const struct model *model)
{
    const struct symbol_entry *entry = symbols_find(&model->symbols, "main");
    const struct definition *each = entry ? entry->first : NULL;
    while (each && (each->symbol.binding == STB_WEAK || !evidence_needed(model, each->object)))
        each = each->next;
    return each;
}

/* Code of the project beside the Rust archives: a program that has only these is Rust's. */
static const struct object *other_root(const struct model *model)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (!object->member && !object->rust && object->has_code)
            return object;
    }
    return NULL;
}

bool rules_rust_main(const struct model *model, struct findings *findings)
{
    if (!model->program || model->startup != POLYFFI_STARTUP_CRT || model->opaque ||
        model_is_declared(model, "main"))
        return true;
    const struct definition *rust = first_main(model);
    if (!rust || !rust->object->member || !model_is_rust(model, rust->object) || !other_root(model))
        return true;
    struct polyffi_place place = advice_definition(model, findings, rust->object, &rust->symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF028", "main", rust->object->path, place,
                     "no object of C or assembler defines 'main': the program would run Rust's%s",
                     advice_where(findings, rust->object, place));
    advice_locate(findings, finding, rust->object);
    findings_note(findings, finding, advice_fallback(model, findings, first_object(model)),
                  "add the source that defines 'main'; or, if Rust's is meant, write EXPORTS main "
                  "in polyffi_add_rust_staticlib (--export main)");
    return !findings->failed;
}

static void report_entry_main(const struct model *model, struct findings *findings,
                              const struct object *object, const char *name,
                              struct polyffi_place place)
{
    struct polyffi_finding *finding = findings_add(
        findings, "PF029", name, object->path, place,
        "the program starts at '%s', a function that returns: there is nothing to return to, and "
        "it would crash",
        findings_shown(findings, name));
    advice_locate(findings, finding, object);
    findings_note(findings, finding, advice_fallback(model, findings, first_object(model)),
                  "let the C start-up code call 'main' (no -e, no -nostartfiles), or start at an "
                  "assembler '_start' that calls '%s' and then exits",
                  findings_shown(findings, name));
}

/* C's main returns unless its code shows that it does not; of other functions it must show that
   they do. */
static bool is_returning_entry(const struct model *model, const struct definition *definition,
                               struct findings *findings)
{
    struct code_walk walk = {.model = model};
    enum language language = object_language(definition->object);
    if ((language != LANGUAGE_C && language != LANGUAGE_RUST) || !definition->symbol.section)
        return false;
    enum code_end end =
        code_function_end(&walk, code_place(definition->object, &definition->symbol));
    findings->failed = findings->failed || walk.failed;
    arena_free(&walk.arena);
    return end == CODE_END_RETURNS ||
           (end == CODE_END_UNKNOWN && strcmp(definition->symbol.name, "main") == 0);
}

bool rules_entry_main(const struct model *model, struct findings *findings)
{
    const struct symbol_entry *entry =
        model->program && model->entry ? symbols_find(&model->symbols, model->entry) : NULL;
    const struct definition *definition = model_definition(entry);
    if (definition && definition->object != model->result &&
        is_returning_entry(model, definition, findings))
        report_entry_main(
            model, findings, definition->object, model->entry,
            advice_definition(model, findings, definition->object, &definition->symbol));
    return !findings->failed;
}

/* In a linked file alone: where it begins is what its symbols call main.  With the objects at hand
   an entry that was asked for was judged by them. */
bool rules_result_main(const struct model *model, struct findings *findings)
{
    const struct object *program = model->result;
    struct code_walk walk = {.model = model};
    struct symbol main, start;
    uint64_t mask = program->header.e_machine == EM_ARM ? ~(uint64_t)1 : ~(uint64_t)0;
    if (!model->program || (model->objects.count && model->entry) ||
        !object_find_symbol(&program->symtab, "main", &main) ||
        (main.value & mask) != (program->header.e_entry & mask))
        return true;
    struct code_place place = {.object = program, .offset = main.value};
    enum code_end end =
        linked_is_x86_64(program) ? code_function_end(&walk, place) : CODE_END_UNKNOWN;
    findings->failed = findings->failed || walk.failed;
    arena_free(&walk.arena);
    if (end == CODE_END_RETURNS ||
        (end == CODE_END_UNKNOWN && object_find_symbol(&program->symtab, "_start", &start)))
        report_entry_main(model, findings, program, "main",
                          advice_fallback(model, findings, program));
    return !findings->failed;
}
