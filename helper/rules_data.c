/* SPDX-License-Identifier: MIT */
/* PF067, PF090, PF092: variables that their users take for something else. */
#include "rules.h"

#include <inttypes.h>

#include "advice.h"
#include "evidence.h"

/* The only definition, if it is a variable with a size, and not C's: there compilers can compare
   (-flto).  NULL: it is not. */
static const struct definition *sized_definition(const struct symbol_entry *entry)
{
    const struct definition *definition = entry->first;
    if (!definition || definition->next || !definition->symbol.size || definition->symbol.common ||
        (definition->symbol.type != STT_OBJECT && definition->symbol.type != STT_TLS) ||
        object_language(definition->object) == LANGUAGE_C)
        return NULL;
    return definition;
}

static void report_size(const struct model *model, struct findings *findings,
                        const struct reference *reference, const struct declared_variable *variable)
{
    const struct definition *definition = reference->entry->first;
    const char *shown = findings_shown(findings, reference->entry->name);
    struct polyffi_place place = variable->place;
    if (!place.file)
        place = advice_fallback(model, findings, reference->object);
    struct polyffi_finding *finding =
        findings_add(findings, "PF067", reference->entry->name, reference->object->path, place,
                     "'%s'%s is declared with %" PRIu64 " bytes, but '%s' defines it with %" PRIu64
                     ": what lies behind them is something else",
                     shown, advice_where(findings, reference->object, place), variable->size,
                     advice_object(findings, definition->object), definition->symbol.size);
    findings_note(findings, finding,
                  advice_definition(model, findings, definition->object, &definition->symbol),
                  "declare '%s' as it is defined here, or as an array without a size", shown);
}

/* The symbol may have another name than in the source: then another object may refer to that. */
static const struct reference *find_reference(const struct reference *references, size_t count,
                                              const struct symbol_entry *entry)
{
    for (size_t i = 0; i < count; i++)
        if (references[i].entry == entry)
            return &references[i];
    return NULL;
}

/* What one object refers to. */
static void check_sizes(const struct model *model, struct findings *findings,
                        const struct reference *references, size_t count)
{
    const struct declared_variable *variable;
    if (!evidence_variables(model, references->object, &variable))
        findings_not_done(findings, "sizes of variables", "this is a build without libdw");
    for (; variable; variable = variable->next) {
        const struct symbol_entry *entry = symbols_asked(&model->symbols, variable->name);
        const struct definition *definition = entry ? sized_definition(entry) : NULL;
        if (!definition || variable->size <= definition->symbol.size)
            continue;
        const struct reference *reference = find_reference(references, count, entry);
        if (reference && evidence_needed(model, reference->object))
            report_size(model, findings, reference, variable);
    }
}

/* Only compilers of C and its like write down what is declared. */
static bool may_declare(const struct object *object)
{
    enum language language = object_language(object);
    return language == LANGUAGE_C || language == LANGUAGE_OTHER;
}

/* The references of each object stand together. */
static void check_objects(const struct model *model, struct findings *findings,
                          const struct reference *references, size_t count)
{
    for (size_t first = 0, end; first < count; first = end) {
        bool sized = false;
        for (end = first; end < count && references[end].object == references[first].object; end++)
            sized = sized || sized_definition(references[end].entry);
        if (sized && may_declare(references[first].object))
            check_sizes(model, findings, &references[first], end - first);
    }
}

bool rules_data_sizes(const struct model *model, struct findings *findings)
{
    check_objects(model, findings, model->references, model->reference_count);
    check_objects(model, findings, model->rust_references.items, model->rust_references.count);
    return !findings->failed;
}

/* A relocation for a variable that each thread has for itself, or of a kind that is not known. */
static bool is_thread_relocation(uint32_t type)
{
    return (type >= R_X86_64_DTPMOD64 && type <= R_X86_64_TPOFF32) ||
           (type >= R_X86_64_GOTPC32_TLSDESC && type <= R_X86_64_TLSDESC) ||
           type > R_X86_64_REX_GOTPCRELX;
}

/* The object uses the symbol, in its code or data, as an ordinary variable. */
static bool uses_as_ordinary(const struct reference *reference, size_t *section, uint64_t *offset)
{
    const struct object *object = reference->object;
    struct relocations walk;
    struct relocation relocation;
    relocations_begin(&walk, object);
    while (relocations_next(&walk, &relocation))
        if (relocation.symbol == reference->symbol && relocation.type != R_X86_64_NONE &&
            object_section_flags(object, walk.target) & SHF_ALLOC &&
            !is_thread_relocation(relocation.type)) {
            *section = walk.target;
            *offset = relocation.offset;
            return true;
        }
    return false;
}

static void report_mismatch(const struct model *model, struct findings *findings,
                            const struct reference *reference, struct polyffi_place place)
{
    const struct definition *definition = reference->entry->first;
    const char *shown = findings_shown(findings, reference->entry->name);
    bool own = definition->symbol.type == STT_TLS;
    struct polyffi_finding *finding = findings_add(
        findings, "PF090", reference->entry->name, reference->object->path, place,
        "'%s'%s is used as %s, but '%s' defines it as %s", shown,
        advice_where(findings, reference->object, place),
        own ? "an ordinary variable" : "a thread's own variable",
        advice_object(findings, definition->object), own ? "a thread's own" : "an ordinary one");
    findings_note(
        findings, finding,
        advice_definition(model, findings, definition->object, &definition->symbol),
        "write __thread (C) or #[thread_local] (Rust) in both places or in none; or let a "
        "function give the address of '%s'",
        shown);
}

static void check_thread(const struct model *model, struct findings *findings,
                         const struct reference *reference)
{
    const struct definition *definition = reference->entry->first;
    struct symbol used;
    if (!definition || !object_symbol(&reference->object->symtab, reference->symbol, &used) ||
        (definition->symbol.type == STT_TLS) == (used.type == STT_TLS))
        return;
    size_t section = 0;
    uint64_t offset = 0;
    struct polyffi_place place;
    if (definition->symbol.type == STT_TLS) {
        if (!uses_as_ordinary(reference, &section, &offset))
            return;
        if (!evidence_line(model, reference->object, section, offset, &place))
            place = advice_fallback(model, findings, reference->object);
    } else if (!evidence_use(model, reference->object, reference->symbol, &place)) {
        place = advice_fallback(model, findings, reference->object);
    }
    if (evidence_needed(model, reference->object))
        report_mismatch(model, findings, reference, place);
}

bool rules_thread_variables(const struct model *model, struct findings *findings)
{
    if (!model->native || model->native->header.e_machine != EM_X86_64)
        return true;
    for (size_t i = 0; i < model->reference_count; i++)
        check_thread(model, findings, &model->references[i]);
    for (size_t i = 0; i < model->rust_references.count; i++)
        check_thread(model, findings, &model->rust_references.items[i]);
    return !findings->failed;
}

/* How the source says it.  Of a linked file it is not known which assembler's that is. */
static void note_untyped(struct findings *findings, struct polyffi_finding *finding,
                         const struct object *object, struct polyffi_place place, const char *shown,
                         bool code)
{
    bool known = object->header.e_type == ET_REL;
    bool nasm = object_language(object) == LANGUAGE_NASM;
    const char *for_nasm = known ? "" : "NASM: ", *for_gas = known ? "" : "GNU as: ";
    if ((nasm || !known) && code)
        findings_note(findings, finding, place, "%swrite 'global %s:function'", for_nasm, shown);
    else if (nasm || !known)
        findings_note(findings, finding, place,
                      "%swrite 'global %s:data (%s.end - %s)', with a label '.end' behind it",
                      for_nasm, shown, shown, shown);
    if ((!nasm || !known) && code)
        findings_note(findings, finding, place, "%swrite '.type %s, @function'", for_gas, shown);
    else if (!nasm || !known)
        findings_note(findings, finding, place, "%swrite '.type %s, @object' and '.size %s, BYTES'",
                      for_gas, shown, shown);
}

/* Of an assembler's object, or of the linked file itself. */
static void report_untyped(const struct model *model, struct findings *findings,
                           const struct object *object, const struct symbol *symbol, bool code)
{
    const char *shown = findings_shown(findings, symbol->name);
    struct polyffi_place place = advice_definition(model, findings, object, symbol);
    const char *name = advice_object(findings, object);
    bool linked = object == model->result;
    struct polyffi_finding *finding =
        findings_add(findings, "PF092", symbol->name, object->path, place,
                     "'%s'%s%s%s is exported from '%s' without %s", shown, linked ? "" : " of '",
                     linked ? "" : name, linked ? "" : "'", model->result->path,
                     code ? "the type of a function"
                          : "its size: a program that uses it gets a copy of 0 bytes");
    if (code)
        findings_lower(findings, finding, POLYFFI_NOTE);
    note_untyped(findings, finding, object, place, shown, code);
}

/* An assembler object whose symbols are exported as the source has them. */
static void check_untyped(const struct model *model, struct findings *findings,
                          const struct object *object)
{
    struct symbol symbol, exported;
    for (size_t i = object->symtab.first_global; i < object->symtab.count; i++) {
        if (!object_symbol(&object->symtab, i, &symbol) || symbol.undefined || symbol.absolute ||
            symbol.common || symbol.visibility != STV_DEFAULT ||
            (symbol.type != STT_NOTYPE && symbol.type != STT_OBJECT))
            continue;
        bool code = object_is_code(object, &symbol);
        if ((code ? symbol.type != STT_NOTYPE : symbol.size != 0) ||
            !object_find_global(&model->result->dynsym, symbol.name, &exported))
            continue;
        if (code ? exported.type == STT_NOTYPE : exported.size == 0)
            report_untyped(model, findings, object, &symbol, code);
    }
}

/* A library that is checked alone, whose sources are not known: what it should export. */
static void check_declared(const struct model *model, struct findings *findings)
{
    struct symbol symbol;
    for (size_t i = 0; i < model->request->export_count; i++) {
        const struct polyffi_export *export = &model->request->exports[i];
        if (!object_find_global(&model->result->dynsym, export->name, &symbol) ||
            symbol.type != STT_NOTYPE || symbol.absolute)
            continue;
        bool code = object_is_code(model->result, &symbol);
        if (code != export->data && (code || !symbol.size))
            report_untyped(model, findings, model->result, &symbol, code);
    }
}

bool rules_result_untyped(const struct model *model, struct findings *findings)
{
    if (model->kind != POLYFFI_KIND_SHARED)
        return true;
    if (!model->objects.count)
        check_declared(model, findings);
    for (size_t i = 0; i < model->objects.count; i++)
        if (object_is_assembler(model->objects.items[i]))
            check_untyped(model, findings, model->objects.items[i]);
    return !findings->failed;
}
