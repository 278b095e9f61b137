/* SPDX-License-Identifier: MIT */
/* PF066: what was linked is not what the Rust archive defines.  Linkers keep the sizes of x86-64
   functions, except those that they compile themselves. */
#include "rules.h"

#include <inttypes.h>
#include <string.h>

#include "advice.h"
#include "linked_file.h"

static bool is_sized_function(const struct symbol *symbol)
{
    return symbol->type == STT_FUNC && symbol->binding == STB_GLOBAL && symbol->size &&
           !symbol->undefined && !symbol->absolute && !symbol->common;
}

/* The only definition that the inputs have of the name, which is Rust's; of several other rules
   tell.  NULL: it is another, or nobody's. */
static const struct definition *find_only(const struct model *model, const char *name)
{
    const struct symbol_entry *entry = symbols_asked(&model->symbols, name);
    const struct definition *definition = entry ? entry->first : NULL;
    return definition && !definition->next && !entry->provided && definition->object->member &&
                   definition->object->rust && !definition->object->runtime &&
                   is_sized_function(&definition->symbol)
               ? definition
               : NULL;
}

static void report(const struct model *model, struct findings *findings,
                   const struct definition *definition, const struct symbol *linked)
{
    const struct object *result = model->result;
    const char *shown = findings_shown(findings, linked->name);
    struct polyffi_finding *finding =
        findings_add(findings, "PF066", linked->name, result->path,
                     advice_definition(model, findings, result, linked),
                     "'%s' in '%s' is not the one of '%s': that has %" PRIu64
                     " bytes of code, and this has %" PRIu64,
                     shown, result->path, advice_object(findings, definition->object),
                     definition->symbol.size, linked->size);
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
        if (!object_symbol(table, i, &linked) || !is_sized_function(&linked))
            continue;
        const struct definition *definition = find_only(model, linked.name);
        if (definition && linked.size != definition->symbol.size &&
            model_is_declared(model, linked.name))
            report(model, findings, definition, &linked);
    }
    return !findings->failed;
}
