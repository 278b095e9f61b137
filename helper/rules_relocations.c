/* SPDX-License-Identifier: MIT */
/* PF036: references that reach no further than the file they are linked into. */
#include "rules.h"

#include "advice.h"
#include "evidence.h"

/* What makes a reference to a name of a shared library wrong; NULL: it is right.  lld and mold
   make a way to a function in a program. */
static const char *reach(const struct model *model, const struct symbol_entry *entry)
{
    if (!entry || entry->first || !entry->shared || model->request->any_order)
        return NULL;
    if (model->kind == POLYFFI_KIND_SHARED)
        return "a library that may be loaded anywhere";
    return entry->function ? "a program that may be loaded anywhere" : NULL;
}

/* The instruction that ends with the relocation is a call or a jump. */
static bool is_call(const struct relocations *walk, const struct relocation *relocation)
{
    size_t size;
    const unsigned char *bytes = object_section_bytes(walk->object, walk->target, &size);
    if (!bytes || !relocation->offset || relocation->offset > size)
        return false;
    unsigned char opcode = bytes[relocation->offset - 1];
    return opcode == 0xE8 || opcode == 0xE9;
}

static void report(const struct model *model, struct findings *findings,
                   const struct relocations *walk, const struct relocation *relocation,
                   const char *name, const char *where)
{
    const struct object *object = walk->object;
    const char *shown = findings_shown(findings, name);
    bool nasm = object_language(object) == LANGUAGE_NASM;
    struct polyffi_place place, here = {0};
    if (!evidence_line(model, object, walk->target, relocation->offset, &place))
        place = advice_fallback(model, findings, object);
    bool call = is_call(walk, relocation);
    struct polyffi_finding *finding = findings_add(
        findings, "PF036", name, object->path, place,
        "%s '%s'%s, which is in a shared library, directly from %s", call ? "call of" : "use of",
        shown, advice_where(findings, object, place), where);
    advice_locate(findings, finding, object);
    if (call)
        findings_note(findings, finding, here,
                      nasm ? "write 'call %s wrt ..plt'" : "write 'call %s@PLT'", shown);
    else
        findings_note(findings, finding, here,
                      nasm ? "take its address from the table: 'mov reg, [rel %s wrt ..got]'"
                           : "take its address from the table: 'mov %s@GOTPCREL(%%rip), %%reg'",
                      shown);
}

static void check_object(const struct model *model, struct findings *findings,
                         const struct object *object)
{
    struct relocations walk;
    struct relocation relocation;
    struct symbol symbol;
    relocations_begin(&walk, object);
    while (relocations_next(&walk, &relocation)) {
        if (relocation.type != R_X86_64_PC32 ||
            !(object_section_flags(object, walk.target) & SHF_ALLOC) ||
            !object_symbol(&object->symtab, relocation.symbol, &symbol) || !symbol.undefined ||
            symbol.binding == STB_WEAK)
            continue;
        const char *where = reach(model, symbols_find(&model->symbols, symbol.name));
        if (where && evidence_needed(model, object))
            report(model, findings, &walk, &relocation, symbol.name, where);
    }
}

/* Compilers know what they compile for; who writes assembler must say it. */
bool rules_direct_references(const struct model *model, struct findings *findings)
{
    if (model->kind != POLYFFI_KIND_PIE && model->kind != POLYFFI_KIND_SHARED)
        return true;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (object->header.e_machine == EM_X86_64 && object->class == ELFCLASS64 &&
            !model_is_rust(model, object) && object_is_assembler(object))
            check_object(model, findings, object);
    }
    return !findings->failed;
}
