/* SPDX-License-Identifier: MIT */
/* PF066: what was linked is not what the Rust archive defines.  Linkers keep the sizes of x86-64
   functions and variables, except those that they compile themselves, and the bytes of variables
   in which no relocation is. */
#include "rules.h"

#include <inttypes.h>
#include <string.h>

#include "advice.h"
#include "linked_file.h"

static bool is_sized(const struct symbol *symbol)
{
    return (symbol->type == STT_FUNC || symbol->type == STT_OBJECT) &&
           symbol->binding == STB_GLOBAL && symbol->size && !symbol->undefined &&
           !symbol->absolute && !symbol->common;
}

/* The only definition that the inputs have of the name, which is Rust's; of several other rules
   tell.  NULL: it is another, or nobody's. */
static const struct definition *find_only(const struct model *model, const char *name)
{
    const struct symbol_entry *entry = symbols_asked(&model->symbols, name);
    const struct definition *definition = entry ? entry->first : NULL;
    return definition && !definition->next && !entry->provided && definition->object->member &&
                   definition->object->rust && !definition->object->runtime &&
                   is_sized(&definition->symbol)
               ? definition
               : NULL;
}

static bool is_relocated(const struct definition *definition)
{
    const struct symbol *symbol = &definition->symbol;
    struct relocations walk;
    struct relocation relocation;
    relocations_begin(&walk, definition->object);
    while (relocations_next(&walk, &relocation))
        if (walk.target == symbol->section && relocation.offset + 8 > symbol->value &&
            relocation.offset < symbol->value + symbol->size)
            return true;
    return false;
}

/* The variables, which are of the same size, begin with different values. */
static bool has_other_values(const struct object *result, const struct symbol *linked,
                             const struct definition *definition)
{
    const struct symbol *symbol = &definition->symbol;
    size_t size, linked_size;
    const unsigned char *bytes = object_section_bytes(definition->object, symbol->section, &size);
    const unsigned char *values = linked_bytes(result, linked->value, &linked_size);
    return symbol->type == STT_OBJECT && linked->type == STT_OBJECT && bytes && values &&
           symbol->value <= size && symbol->size <= size - symbol->value &&
           symbol->size <= linked_size &&
           memcmp(bytes + symbol->value, values, symbol->size) != 0 && !is_relocated(definition);
}

static void report(const struct model *model, struct findings *findings,
                   const struct definition *definition, const struct symbol *linked)
{
    const struct object *result = model->result;
    const char *shown = findings_shown(findings, linked->name);
    struct polyffi_place place = advice_definition(model, findings, result, linked);
    const char *owner = advice_object(findings, definition->object);
    struct polyffi_finding *finding =
        linked->size == definition->symbol.size
            ? findings_add(findings, "PF066", linked->name, result->path, place,
                           "'%s' in '%s' is not the one of '%s': it begins with other values",
                           shown, result->path, owner)
            : findings_add(findings, "PF066", linked->name, result->path, place,
                           "'%s' in '%s' is not the one of '%s': that has %" PRIu64
                           " bytes%s, and this has %" PRIu64,
                           shown, result->path, owner, definition->symbol.size,
                           linked->type == STT_FUNC ? " of code" : "", linked->size);
    advice_locate(findings, finding, result);
    findings_note(findings, finding,
                  advice_definition(model, findings, definition->object, &definition->symbol),
                  "link '%s' again with this one; -Wl,--trace-symbol=%s shows what else defines it",
                  result->path, shown);
}

/* Of what mold made local it can't be told whose it is. */
bool rules_result_owners(const struct model *model, struct findings *findings)
{
    const struct symbol_table *table = &model->result->symtab;
    struct symbol linked;
    if (model->opaque || !model->objects.count || !model->request->export_count ||
        !linked_is_x86_64(model->result))
        return true;
    for (size_t i = table->first_global; i < table->count; i++) {
        if (!object_symbol(table, i, &linked) || !is_sized(&linked))
            continue;
        const struct definition *definition = find_only(model, linked.name);
        if (definition &&
            (linked.size != definition->symbol.size ||
             has_other_values(model->result, &linked, definition)) &&
            model_is_declared(model, linked.name))
            report(model, findings, definition, &linked);
    }
    return !findings->failed;
}
