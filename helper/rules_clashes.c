/* SPDX-License-Identifier: MIT */
/* PF018, PF061 to PF063: what C and Rust define both, or refer to in a way that gets something
   else.  Linkers take a member out of an archive only for what is undefined and not weak. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "own_exports.h"

static void report_weak_reference(const struct model *model, struct findings *findings,
                                  const struct reference *reference,
                                  const struct definition *definition)
{
    const char *name = reference->entry->name, *shown = findings_shown(findings, name);
    struct polyffi_place place;
    if (!evidence_use(model, reference->object, reference->symbol, &place))
        place = advice_fallback(model, findings, reference->object);
    struct polyffi_finding *finding = findings_add(
        findings, "PF018", name, reference->object->path, place,
        "weak reference to '%s'%s: for that the linker does not take '%s' out of its archive, and "
        "the address is 0",
        shown, advice_where(findings, reference->object, place),
        advice_object(findings, definition->object));
    if (model_is_declared(model, name))
        findings_lower(findings, finding, POLYFFI_ERROR);
    findings_note(findings, finding, place,
                  "declare '%s' without the weak attribute, or link with -Wl,-u,%s", shown, shown);
}

/* A shared library may find the name in whoever loads it. */
bool rules_weak_references(const struct model *model, struct findings *findings)
{
    const struct reference_list *list = &model->weak_references;
    for (size_t i = 0; i < list->count && model->kind != POLYFFI_KIND_SHARED; i++) {
        const struct reference *reference = &list->items[i];
        const struct definition *definition = model_definition(reference->entry);
        if (definition && !reference->entry->provided && model_is_own_export(model, definition) &&
            evidence_needed(model, reference->object) &&
            !evidence_pulled(model, definition->object))
            report_weak_reference(model, findings, reference, definition);
    }
    return !findings->failed;
}

static void report_weak(const struct model *model, struct findings *findings,
                        const struct definition *weak, const struct definition *strong)
{
    const char *shown = findings_shown(findings, weak->symbol.name);
    struct polyffi_place place = advice_definition(model, findings, weak->object, &weak->symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF061", weak->symbol.name, weak->object->path, place,
                     "the weak '%s' of '%s' is used%s, and not the one of '%s': the linker takes "
                     "nothing out of an archive that is defined already",
                     shown, advice_object(findings, weak->object),
                     model_is_root(model, weak->object) ? "" : " (except by mold)",
                     advice_object(findings, strong->object));
    findings_note(findings, finding,
                  advice_definition(model, findings, strong->object, &strong->symbol),
                  "remove the weak one; or, where it is meant to be replaced, link '%s' with "
                  "-Wl,--whole-archive",
                  strong->object->path);
}

/* Weak for the programmer, not for the compiler, as inline functions of C++ are. */
static bool is_weak(const struct definition *definition)
{
    struct section section;
    return definition->symbol.binding == STB_WEAK && !definition->symbol.undefined &&
           object_section(definition->object, definition->symbol.section, &section) &&
           !(section.flags & SHF_GROUP) &&
           strncmp(section.name, ".gnu.linkonce", strlen(".gnu.linkonce")) != 0;
}

static void report_common(const struct model *model, struct findings *findings,
                          const struct definition *common, const struct definition *export)
{
    const char *shown = findings_shown(findings, common->symbol.name);
    struct polyffi_place place = advice_fallback(model, findings, common->object);
    struct polyffi_finding *finding = findings_add(
        findings, "PF062", common->symbol.name, common->object->path, place,
        "'%s' is a common symbol in '%s', and '%s' defines it too: whether they are "
        "the same variable depends on the linker",
        shown, advice_object(findings, common->object), advice_object(findings, export->object));
    findings_note(findings, finding, place,
                  "declare '%s' as 'extern' in C, and compile without -fcommon", shown);
}

/* What C's object defines under the name of one of Rust's exports. */
static void check_definition(const struct model *model, struct findings *findings,
                             const struct definition *definition, const struct definition *export)
{
    if (definition->symbol.common) {
        if (evidence_needed(model, definition->object))
            report_common(model, findings, definition, export);
    } else if (is_weak(definition) && export->symbol.binding == STB_GLOBAL &&
               evidence_pulled(model, definition->object) &&
               !evidence_pulled(model, export->object)) {
        report_weak(model, findings, definition, export);
    }
}

static void check_object(const struct model *model, struct findings *findings,
                         const struct object *object, const struct own_exports *exports)
{
    struct definition each = {.object = object};
    const struct symbol_table *table = &object->symtab;
    for (each.index = table->first_global; each.index < table->count; each.index++) {
        GElf_Sym raw = symbol_read(table, each.index); /* few are weak, and symbols may be many */
        if (raw.st_shndx == SHN_UNDEF ||
            (GELF_ST_BIND(raw.st_info) != STB_WEAK && raw.st_shndx < SHN_LORESERVE))
            continue;
        if (!object_symbol(table, each.index, &each.symbol) ||
            !(each.symbol.common || each.symbol.binding == STB_WEAK))
            continue;
        const struct own_export *export = own_exports_find(exports, each.symbol.name);
        if (export)
            check_definition(model, findings, &each, &export->definition);
    }
}

/* Rust's own weak export, and C's strong definition in an archive. */
static void check_weak_export(const struct model *model, struct findings *findings,
                              const struct definition *weak)
{
    const struct definition *strong =
        model_definition(symbols_find(&model->symbols, weak->symbol.name));
    if (strong && strong->symbol.binding == STB_GLOBAL && is_weak(weak) &&
        strong->symbol.visibility == STV_DEFAULT && evidence_pulled(model, weak->object) &&
        !evidence_pulled(model, strong->object))
        report_weak(model, findings, weak, strong);
}

static void report_twice(const struct model *model, struct findings *findings,
                         const struct definition *first, const struct definition *second)
{
    const char *shown = findings_shown(findings, first->symbol.name);
    struct polyffi_place place =
        advice_definition(model, findings, second->object, &second->symbol);
    struct polyffi_finding *finding =
        findings_add(findings, "PF063", first->symbol.name, second->object->path, place,
                     "'%s' is defined twice in '%s', in '%s' and in '%s': the linker takes the "
                     "first, or fails if it needs both members",
                     shown, first->object->path, findings_shown(findings, first->object->member),
                     findings_shown(findings, second->object->member));
    findings_note(findings, finding,
                  advice_definition(model, findings, first->object, &first->symbol),
                  "the first '%s' is here: rename one of them", shown);
}

/* Two crates in one archive, which stand together in the list. */
static void check_neighbours(const struct model *model, struct findings *findings,
                             const struct definition *first, const struct definition *second)
{
    if (strcmp(first->symbol.name, second->symbol.name) == 0 &&
        first->object->input == second->object->input && first->object != second->object &&
        first->symbol.binding == STB_GLOBAL && second->symbol.binding == STB_GLOBAL)
        report_twice(model, findings, first, second);
}

bool rules_clashes(const struct model *model, struct findings *findings)
{
    struct own_exports exports = {0};
    bool good = own_exports_collect(model, &exports);
    for (size_t i = 0; exports.count && i < model->objects.count; i++)
        if (!model_is_rust(model, model->objects.items[i]))
            check_object(model, findings, model->objects.items[i], &exports);
    for (size_t i = 0; i < exports.count; i++) {
        const struct definition *each = &exports.items[i].definition;
        if (each->symbol.binding == STB_WEAK)
            check_weak_export(model, findings, each);
        if (i)
            check_neighbours(model, findings, &exports.items[i - 1].definition, each);
    }
    own_exports_free(&exports);
    return good && !findings->failed;
}
