/* SPDX-License-Identifier: MIT */
/* PF030 to PF041: stack, relocations, machine. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"

enum { REPORTED = 5 }; /* of one kind */

/* Machines where a missing note means an executable stack. */
static bool stack_is_executable_by_default(const struct object *object)
{
    return object->header.e_machine == EM_X86_64 || object->header.e_machine == EM_386 ||
           object->header.e_machine == EM_ARM || object->header.e_machine == EM_S390 ||
           object->header.e_machine == EM_PPC;
}

static bool makes_stack_executable(const struct object *object)
{
    return object->stack_note == STACK_NOTE_EXECUTABLE ||
           (object->stack_note == STACK_NOTE_MISSING && stack_is_executable_by_default(object));
}

static void report_stack(const struct model *model, struct findings *findings,
                         const struct object *object)
{
    const char *source = object_source_name(object);
    struct polyffi_place place = advice_fallback(model, findings, object);
    bool missing = object->stack_note == STACK_NOTE_MISSING;
    struct polyffi_finding *finding =
        findings_add(findings, "PF030", NULL, object->member ? object->member : object->path, place,
                     "'%s'%s%s%s asks for an executable stack: %s", advice_object(findings, object),
                     source ? " (made from '" : "", source ? findings_shown(findings, source) : "",
                     source ? "')" : "",
                     missing ? "its section .note.GNU-stack is missing"
                             : "its section .note.GNU-stack is marked executable");
    advice_locate(findings, finding, object);
    if (object_language(object) == LANGUAGE_NASM)
        findings_note(findings, finding, place,
                      "add this line to the source: "
                      "section .note.GNU-stack noalloc noexec nowrite progbits");
    else
        findings_note(findings, finding, place,
                      "in assembler add this line: .section .note.GNU-stack,\"\",@progbits; "
                      "in C avoid nested functions whose address is taken");
}

bool rules_object_stack(const struct model *model, struct findings *findings)
{
    if (model->request->no_executable_stack)
        return true;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (makes_stack_executable(object) && object->has_content && evidence_needed(model, object))
            report_stack(model, findings, object);
    }
    return !findings->failed;
}

/* For bfd and gold an object without content asks for it as well. */
static void note_stack(const struct model *model, struct findings *findings,
                       struct polyffi_finding *finding)
{
    size_t count = 0;
    for (size_t i = 0; i < model->objects.count && count < REPORTED; i++) {
        const struct object *object = model->objects.items[i];
        if (!makes_stack_executable(object) || !evidence_needed(model, object))
            continue;
        count++;
        findings_note(findings, finding, advice_file(advice_object(findings, object)), "%s",
                      object->stack_note == STACK_NOTE_MISSING
                          ? "this has no section .note.GNU-stack"
                          : "the section .note.GNU-stack of this is marked executable");
    }
}

bool rules_result_stack(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    GElf_Phdr stack;
    bool present = object_segment(result, PT_GNU_STACK, &stack);
    bool executable =
        present ? (stack.p_flags & PF_X) != 0 : stack_is_executable_by_default(result);
    if (!executable)
        return true;
    struct polyffi_place place = advice_fallback(model, findings, result);
    struct polyffi_finding *finding = findings_add(
        findings, "PF031", NULL, result->path, place, "the stack of '%s' is executable%s",
        result->path, present ? "" : ": it has no PT_GNU_STACK");
    findings_note(findings, finding, place,
                  "give every object a section .note.GNU-stack that is not executable, or link "
                  "with -Wl,-z,noexecstack");
    note_stack(model, findings, finding);
    return !findings->failed;
}

bool rules_text_relocations(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    uint64_t value = 0;
    bool has = object_dynamic(result, DT_TEXTREL, &value) ||
               (object_dynamic(result, DT_FLAGS, &value) && value & DF_TEXTREL);
    if (!has)
        return true;
    struct polyffi_place place = advice_fallback(model, findings, result);
    struct polyffi_finding *finding = findings_add(
        findings, "PF032", NULL, result->path, place,
        "'%s' has relocations in its code, which must be made writable to start it", result->path);
    findings_note(findings, finding, place,
                  "in NASM write 'default rel' and 'lea reg, [rel symbol]', and put tables of "
                  "addresses into 'section .data.rel.ro write'; compile C with -fPIE or -fPIC");
    return !findings->failed;
}

/* The relocation writes an address that is known only when the program is loaded. */
static bool is_absolute(const struct object *object, uint32_t type)
{
    if (object->header.e_machine == EM_X86_64)
        return type == R_X86_64_64 || type == R_X86_64_32 || type == R_X86_64_32S ||
               type == R_X86_64_16 || type == R_X86_64_8;
    if (object->header.e_machine == EM_AARCH64)
        return type == R_AARCH64_ABS64 || type == R_AARCH64_ABS32 || type == R_AARCH64_ABS16 ||
               (type >= R_AARCH64_MOVW_UABS_G0 && type <= R_AARCH64_MOVW_SABS_G2);
    return false;
}

/* The symbol's value is a number and not an address: also one that another object defines. */
static bool is_constant(const struct model *model, const struct symbol *symbol)
{
    if (symbol->absolute)
        return true;
    if (!symbol->undefined)
        return false;
    const struct symbol_entry *entry = symbols_find(&model->symbols, symbol->name);
    const struct definition *definition = model_definition(entry);
    if (definition)
        return definition->symbol.absolute;
    return symbol->binding == STB_WEAK;
}

/* What the relocation is against, for people: assemblers write sections for local labels. */
static const char *target_name(const struct object *object, const struct relocation *relocation,
                               const struct symbol *against)
{
    struct symbol symbol;
    struct section section;
    if (against->name[0])
        return against->name;
    for (size_t i = 1; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.section == against->section &&
            symbol.name[0] && symbol.type != STT_SECTION && symbol.type != STT_FILE &&
            symbol.value == (uint64_t)relocation->addend)
            return symbol.name;
    return object_section(object, against->section, &section) ? section.name : "";
}

static void mend_absolute(const struct object *object, struct findings *findings,
                          struct polyffi_finding *finding, const char *name, bool code)
{
    struct polyffi_place here = {0};
    if (object_language(object) == LANGUAGE_C)
        findings_note(findings, finding, here,
                      "compile '%s' with -fPIE (for a shared library -fPIC)",
                      findings_shown(findings, object_source_name(object)));
    else if (code)
        findings_note(findings, finding, here,
                      "write 'default rel' at the top and 'lea reg, [rel %s]' for the address",
                      name);
    else
        findings_note(findings, finding, here,
                      "put tables of addresses into 'section .data.rel.ro write'");
}

/* The finding, to which the caller may add. */
static struct polyffi_finding *report_absolute(const struct model *model, struct findings *findings,
                                               const struct relocations *walk,
                                               const struct relocation *relocation,
                                               const struct symbol *symbol)
{
    const struct object *object = walk->object;
    struct section section = {.name = ""};
    object_section(object, walk->target, &section);
    const char *target = target_name(object, relocation, symbol);
    const char *name = findings_shown(findings, target);
    struct polyffi_place place;
    if (!evidence_line(model, object, walk->target, relocation->offset, &place))
        place = advice_fallback(model, findings, object);
    struct polyffi_finding *finding = findings_add(
        findings, "PF033", target, object->path, place,
        "absolute address of '%s' in section '%s'%s, but the program may be loaded anywhere", name,
        findings_shown(findings, section.name), advice_where(findings, object, place));
    advice_locate(findings, finding, object);
    mend_absolute(object, findings, finding, name, section.flags & SHF_EXECINSTR);
    return finding;
}

/* Addresses that nobody can fix up: read-only at run time.  Linkers rewrite .eh_frame. */
static bool is_wrong(const struct model *model, const struct relocations *walk,
                     const struct relocation *relocation, struct symbol *symbol)
{
    const struct object *object = walk->object;
    struct section section;
    return is_absolute(object, relocation->type) &&
           object_section(object, walk->target, &section) && section.flags & SHF_ALLOC &&
           !(section.flags & SHF_WRITE) && strcmp(section.name, ".eh_frame") != 0 &&
           object_symbol(&object->symtab, relocation->symbol, symbol) &&
           !is_constant(model, symbol) && evidence_needed(model, object);
}

static void check_object(const struct model *model, struct findings *findings,
                         const struct object *object)
{
    struct relocations walk;
    struct relocation relocation;
    struct symbol symbol;
    size_t count = 0;
    struct polyffi_finding *last = NULL;
    relocations_begin(&walk, object);
    while (relocations_next(&walk, &relocation)) {
        if (!is_wrong(model, &walk, &relocation, &symbol) || count++ >= REPORTED)
            continue;
        last = report_absolute(model, findings, &walk, &relocation, &symbol);
    }
    if (count > REPORTED)
        findings_note(findings, last, (struct polyffi_place){0},
                      "'%s' has %zu more absolute addresses like this one",
                      advice_object(findings, object), count - REPORTED);
}

bool rules_absolute_relocations(const struct model *model, struct findings *findings)
{
    if (model->kind != POLYFFI_KIND_PIE && model->kind != POLYFFI_KIND_STATIC_PIE &&
        model->kind != POLYFFI_KIND_SHARED)
        return true;
    for (size_t i = 0; i < model->objects.count; i++)
        if (!model_is_rust(model, model->objects.items[i]))
            check_object(model, findings, model->objects.items[i]);
    return !findings->failed;
}

static void report_machine(const struct model *model, struct findings *findings,
                           const struct object *object)
{
    const struct object *native = model->native;
    uint16_t machine = object->header.e_machine, wanted = native->header.e_machine;
    bool class = machine == wanted || (machine == EM_386 && wanted == EM_X86_64);
    struct polyffi_place place = advice_file(advice_object(findings, object));
    struct polyffi_finding *finding = findings_add(
        findings, class ? "PF040" : "PF041", NULL, object->member ? object->member : object->path,
        place, "'%s' is for %s, but '%s' is for %s", advice_object(findings, object),
        model_machine(machine, object->class), advice_object(findings, native),
        model_machine(wanted, native->class));
    advice_locate(findings, finding, object);
    if (class && wanted == EM_X86_64 && native->class == ELFCLASS64)
        findings_note(findings, finding, place,
                      "make 64-bit objects: 'nasm -f elf64', a compiler without -m32 and -mx32, "
                      "rustc for an x86_64 target");
    else
        findings_note(findings, finding, place, "compile all languages for the same target (%s)",
                      model_machine(wanted, native->class));
}

/* One finding for each file: all members of an archive are alike. */
bool rules_machines(const struct model *model, struct findings *findings)
{
    size_t reported = (size_t)-1;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (model_same_machine(object, model->native) || object->input == reported)
            continue;
        reported = object->input;
        report_machine(model, findings, object);
    }
    return !findings->failed;
}
