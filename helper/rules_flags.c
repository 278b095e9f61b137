/* SPDX-License-Identifier: MIT */
/* PF034, PF035: what sections and segments may be used for. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "section_names.h"

enum { REPORTED = 5 };

/* The first function that the object defines in the section, or an empty name. */
static const char *function_in(const struct object *object, size_t section)
{
    struct symbol symbol;
    for (size_t i = 1; i < object->symtab.count; i++)
        if (object_symbol(&object->symtab, i, &symbol) && symbol.section == section &&
            symbol.type == STT_FUNC)
            return symbol.name;
    return "";
}

/* PF024 tells about the entry. */
static bool has_entry(const struct model *model, const struct object *object, size_t section)
{
    const struct definition *definition =
        model->entry ? model_definition(symbols_find(&model->symbols, model->entry)) : NULL;
    return definition && definition->object == object && definition->symbol.section == section;
}

static const char *what_is_wrong(uint64_t flags, const struct section_promise *promise)
{
    static const struct {
        uint64_t flag;
        const char *lacks, *has;
    } words[] = {
        {SHF_ALLOC, "is not loaded", ""},
        {SHF_EXECINSTR, "is not executable", "is executable"},
        {SHF_WRITE, "is not writable", "is writable"},
        {SHF_TLS, "is not thread-local", ""},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (promise->flags & ~flags & words[i].flag)
            return words[i].lacks;
        if (promise->forbidden & flags & words[i].flag)
            return words[i].has;
    }
    return NULL;
}

/* How the assembler's section directive should read. */
static void mend(struct findings *findings, struct polyffi_finding *finding,
                 const struct object *object, const char *name,
                 const struct section_promise *promise)
{
    struct polyffi_place here = {0};
    uint64_t flags = promise->flags;
    const char *shown = findings_shown(findings, name);
    if (promise->proper)
        findings_note(findings, finding, here,
                      "write 'section %s': a section that assemblers don't know has the flags of "
                      "constants, or none",
                      promise->proper);
    else if (object_language(object) == LANGUAGE_NASM)
        findings_note(findings, finding, here, "write 'section %s alloc %sexec %swrite%s'", shown,
                      flags & SHF_EXECINSTR ? "" : "no", flags & SHF_WRITE ? "" : "no",
                      flags & SHF_TLS ? " tls" : "");
    else
        findings_note(findings, finding, here, "write '.section %s,\"a%s%s%s\"'", shown,
                      flags & SHF_WRITE ? "w" : "", flags & SHF_EXECINSTR ? "x" : "",
                      flags & SHF_TLS ? "T" : "");
}

static struct polyffi_place section_place(const struct model *model, struct findings *findings,
                                          const struct object *object, size_t index)
{
    struct polyffi_place place;
    if (evidence_line(model, object, index, 0, &place))
        return place;
    return advice_fallback(model, findings, object);
}

static void report_flags(const struct model *model, struct findings *findings,
                         const struct object *object, size_t index, const struct section *section,
                         const struct section_promise *promise)
{
    const char *wrong = what_is_wrong(section->flags, promise);
    struct polyffi_place place = section_place(model, findings, object, index);
    struct polyffi_finding *finding = findings_add(
        findings, "PF034", NULL, object->member ? object->member : object->path, place,
        "section '%s'%s %s, against what its name says", findings_shown(findings, section->name),
        advice_where(findings, object, place), wrong);
    advice_locate(findings, finding, object);
    mend(findings, finding, object, section->name, promise);
    bool constants_writable = !(promise->flags & SHF_WRITE) && !(promise->flags & SHF_EXECINSTR);
    if (constants_writable || (promise->proper && promise->flags & SHF_WRITE))
        findings_lower(findings, finding, POLYFFI_WARNING);
}

static void report_function(const struct model *model, struct findings *findings,
                            const struct object *object, size_t index,
                            const struct section *section, const char *function)
{
    struct polyffi_place place = section_place(model, findings, object, index);
    struct polyffi_finding *finding =
        findings_add(findings, "PF034", function, object->path, place,
                     "the function '%s'%s is in section '%s', which is not executable",
                     findings_shown(findings, function), advice_where(findings, object, place),
                     findings_shown(findings, section->name));
    advice_locate(findings, finding, object);
    findings_note(findings, finding, (struct polyffi_place){0}, "put it into 'section .text'");
}

static void check_section(const struct model *model, struct findings *findings,
                          const struct object *object, size_t index)
{
    struct section section;
    struct section_promise promise;
    const char *function;
    if (!object_section(object, index, &section) || !section.size || section.type == SHT_NOTE)
        return;
    bool promised = section_names_find(section.name, &promise);
    if (!promised && !(section.flags & SHF_ALLOC))
        return;
    if (promised && what_is_wrong(section.flags, &promise)) {
        if (!has_entry(model, object, index))
            report_flags(model, findings, object, index, &section, &promise);
    } else if (!(section.flags & SHF_EXECINSTR) && *(function = function_in(object, index)) &&
               !has_entry(model, object, index)) {
        report_function(model, findings, object, index, &section, function);
    }
}

bool rules_section_flags(const struct model *model, struct findings *findings)
{
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (model_is_rust(model, object) || !object_is_assembler(object) ||
            !evidence_needed(model, object))
            continue;
        for (size_t j = 1; j < object->section_count; j++)
            check_section(model, findings, object, j);
    }
    return !findings->failed;
}

/* Old machines have tables that their loaders write and run. */
static bool may_be_strict(const struct object *object)
{
    switch (object->header.e_machine) {
    case EM_X86_64:
    case EM_386:
    case EM_AARCH64:
    case EM_ARM:
    case EM_RISCV:
        return true;
    default:
        return false;
    }
}

static bool is_both(const struct section *section)
{
    return section->flags & SHF_ALLOC && section->flags & SHF_WRITE &&
           section->flags & SHF_EXECINSTR;
}

/* The first section of the object that is writable and executable, but for those that PF034
   tells about.  False: none. */
static bool find_both(const struct object *object, struct section *section)
{
    struct section_promise promise;
    for (size_t i = 1; i < object->section_count; i++)
        if (object_section(object, i, section) && is_both(section) && section->size &&
            !(object_is_assembler(object) && section_names_find(section->name, &promise) &&
              promise.forbidden))
            return true;
    return false;
}

bool rules_writable_code(const struct model *model, struct findings *findings)
{
    struct section section;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (model_is_rust(model, object) || !may_be_strict(object) ||
            !find_both(object, &section) || !evidence_needed(model, object))
            continue;
        struct polyffi_place place = advice_fallback(model, findings, object);
        struct polyffi_finding *finding = findings_add(
            findings, "PF035", NULL, object->member ? object->member : object->path, place,
            "section '%s'%s is writable and executable", findings_shown(findings, section.name),
            advice_where(findings, object, place));
        advice_locate(findings, finding, object);
        findings_note(findings, finding, place,
                      "put code and variables into sections of their own");
        findings_lower(findings, finding, POLYFFI_WARNING);
    }
    return !findings->failed;
}

/* Whose sections made the segment what it is: for gold and mold an empty one does. */
static void note_both(const struct model *model, struct findings *findings,
                      struct polyffi_finding *finding)
{
    struct section section;
    size_t count = 0;
    for (size_t i = 0; i < model->objects.count && count < REPORTED; i++) {
        const struct object *object = model->objects.items[i];
        for (size_t j = 1; j < object->section_count && count < REPORTED; j++) {
            if (!object_section(object, j, &section) || !is_both(&section) ||
                !evidence_needed(model, object))
                continue;
            count++;
            findings_note(findings, finding, advice_file(advice_object(findings, object)),
                          "section '%s' of this is writable and executable",
                          findings_shown(findings, section.name));
        }
    }
    if (!count)
        findings_note(findings, finding, (struct polyffi_place){0},
                      "don't link with -N (--omagic), or keep code and variables in segments of "
                      "their own in the linker script");
}

bool rules_result_writable_code(const struct model *model, struct findings *findings)
{
    const struct object *result = model->result;
    GElf_Phdr segment;
    if (!may_be_strict(result))
        return true;
    for (size_t i = 0; object_segment_at(result, i, &segment); i++) {
        if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_W) || !(segment.p_flags & PF_X))
            continue;
        struct polyffi_place place = advice_fallback(model, findings, result);
        struct polyffi_finding *finding =
            findings_add(findings, "PF035", NULL, result->path, place,
                         "'%s' has memory that is writable and executable", result->path);
        note_both(model, findings, finding);
        break;
    }
    return !findings->failed;
}
