/* SPDX-License-Identifier: MIT */
/* PF001 to PF007, PF065: is each symbol that the project declares as export really exported? */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "library_instead.h"
#include "polyffi/rule.h"

/* Where an export is looked for: the inputs, or a linked result. */
struct wanted {
    const struct model *model;
    struct findings *findings;
    const struct polyffi_export *export;
    const char *shown;
    const struct object *result; /* NULL: in the inputs */
};

static const char *kind_name(bool data)
{
    return data ? "a static" : "a function";
}

/* The file that should have it, for messages. */
static const char *holder(const struct wanted *wanted)
{
    const struct model *model = wanted->model;
    if (wanted->result)
        return wanted->result->path;
    for (size_t i = 0; i < model->inputs.count; i++)
        if (model->archives[i].rust)
            return model->inputs.items[i].path;
    for (size_t i = 0; i < model->inputs.count; i++)
        if (model->inputs.items[i].kind != INPUT_SCRIPT)
            return model->inputs.items[i].path;
    return "polyffi-check";
}

/* The line that asks for it, else the build description's, else the file. */
static struct polyffi_place asked_at(const struct wanted *wanted)
{
    const struct polyffi_export *export = wanted->export;
    if (export->file)
        return (struct polyffi_place){.file = export->file, .line = export->line};
    return advice_input(wanted->model, holder(wanted));
}

static void report_missing(const struct wanted *wanted)
{
    struct findings *findings = wanted->findings;
    const char *name = wanted->export->name;
    struct rust_item item;
    if (!evidence_item(wanted->model, name, NULL, &item)) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF001", name, holder(wanted), asked_at(wanted),
                         "'%s' is declared as an export, but nothing of that name is in '%s'",
                         wanted->shown, holder(wanted));
        findings_note(findings, finding, asked_at(wanted),
                      "write '#[no_mangle] pub extern \"C\" fn %s' in the crate (edition 2024: "
                      "#[unsafe(no_mangle)]), or take the name out of the exports",
                      wanted->shown);
        return;
    }
    struct polyffi_place place = {item.file, item.line, item.column};
    const char *why = item.exported && !item.generic ? "it was not compiled into the archive"
                      : item.generic                 ? "it is generic"
                      : item.method                  ? "it is a method"
                                                     : "it has no #[no_mangle]";
    advice_export(findings,
                  findings_add(findings, "PF001", name, holder(wanted), place,
                               "'%s' is not exported from '%s': %s", wanted->shown, holder(wanted),
                               why),
                  &item);
}

static void report_mangled(const struct wanted *wanted, const struct sighting *sighting)
{
    const struct model *model = wanted->model;
    const char *name = wanted->export->name;
    struct polyffi_place place;
    struct rust_item item;
    bool line = evidence_definition(model, sighting->object, &sighting->symbol, &place);
    if (evidence_item(model, name, line ? place.file : NULL, &item))
        place = (struct polyffi_place){item.file, item.line, item.column};
    else if (!line)
        place = asked_at(wanted);
    const char *shown = advice_demangled(wanted->findings, sighting->symbol.name);
    struct polyffi_finding *finding =
        findings_add(wanted->findings, "PF002", name, sighting->object->path, place,
                     "'%s' is not exported: '%s' has it only under a mangled name%s%s",
                     wanted->shown, sighting->object->path, *shown ? ", " : "", shown);
    advice_locate(wanted->findings, finding, sighting->object);
    advice_mangled(model, wanted->findings, finding, name, sighting);
}

static void report_misspelt(const struct wanted *wanted, const struct definition *near)
{
    struct findings *findings = wanted->findings;
    const char *nearest = findings_shown(findings, near->symbol.name);
    struct polyffi_finding *finding =
        findings_add(findings, "PF003", wanted->export->name, near->object->path, asked_at(wanted),
                     "'%s' is not exported; the nearest export of '%s' is '%s'", wanted->shown,
                     near->object->path, nearest);
    advice_locate(findings, finding, near->object);
    struct polyffi_place place = {0};
    if (!evidence_definition(wanted->model, near->object, &near->symbol, &place))
        place = advice_file(advice_object(findings, near->object));
    findings_note(findings, finding, place,
                  "'%s' is defined here: write the same name in both places", nearest);
}

static void report_local(const struct wanted *wanted, const struct sighting *sighting)
{
    struct findings *findings = wanted->findings;
    struct polyffi_place place =
        evidence_definition(wanted->model, sighting->object, &sighting->symbol, &place)
            ? place
            : asked_at(wanted);
    struct polyffi_finding *finding =
        findings_add(findings, "PF004", wanted->export->name, sighting->object->path, place,
                     "'%s' is not exported: its symbol in '%s' is local", wanted->shown,
                     advice_object(findings, sighting->object));
    advice_locate(findings, finding, sighting->object);
    advice_global(wanted->model, findings, finding, sighting);
}

static void report_instead(const struct wanted *wanted, const struct library_instead *instead)
{
    struct findings *findings = wanted->findings;
    const char *slash = strrchr(instead->archive, '/');
    struct polyffi_finding *finding =
        findings_add(findings, "PF065", wanted->export->name, holder(wanted), asked_at(wanted),
                     "'%s' is taken from the shared library '%s', and not from '%s'", wanted->shown,
                     instead->library, instead->archive);
    findings_locate(findings, finding, instead->library, NULL);
    findings_note(findings, finding, asked_at(wanted),
                  "link with -l:%s, or with the path '%s'; or link with -Wl,-rpath and take '%s' "
                  "out of the exports",
                  slash ? slash + 1 : instead->archive, instead->archive, wanted->shown);
}

/* No definition: the nearest thing there is says what went wrong. */
static void explain_absence(const struct wanted *wanted)
{
    struct sighting sighting;
    struct library_instead instead;
    const char *name = wanted->export->name;
    if (library_instead_find(wanted->model, wanted->result, name, &instead)) {
        report_instead(wanted, &instead);
        return;
    }
    if (evidence_mangled(wanted->model, name, &sighting)) {
        report_mangled(wanted, &sighting);
        return;
    }
    if (evidence_local(wanted->model, name, NULL, &sighting)) {
        report_local(wanted, &sighting);
        return;
    }
    struct rust_item item;
    const struct definition *near = NULL;
    const struct object *native = wanted->model->native;
    bool rust = native && model_is_rust(wanted->model, native);
    enum near_scope scope = wanted->result || !rust ? NEAR_ANY : NEAR_EXPORTS;
    if (!evidence_item(wanted->model, name, NULL, &item))
        near = evidence_near(wanted->model, name, scope, NULL);
    if (near)
        report_misspelt(wanted, near);
    else if (!wanted->model->opaque || wanted->result)
        report_missing(wanted);
}

static struct polyffi_place place_of(const struct wanted *wanted, const struct object *object,
                                     const struct symbol *symbol)
{
    struct polyffi_place place;
    if (evidence_definition(wanted->model, object, symbol, &place))
        return place;
    return asked_at(wanted);
}

static void judge(const struct wanted *wanted, const struct object *object,
                  const struct symbol *symbol)
{
    struct findings *findings = wanted->findings;
    const char *name = wanted->export->name, *shown = wanted->shown;
    struct polyffi_place place = place_of(wanted, object, symbol);
    bool code = object_is_code(object, symbol);
    if (symbol->visibility == STV_HIDDEN || symbol->visibility == STV_INTERNAL) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF005", name, object->path, place,
                         "'%s' is not exported: its symbol in '%s' is hidden", shown, object->path);
        advice_locate(findings, finding, object);
        findings_note(findings, finding, place,
                      "give '%s' default visibility: no visibility(\"hidden\") attribute, "
                      "-fvisibility=hidden or ':hidden'",
                      shown);
    } else if (code == wanted->export->data) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF006", name, object->path, place,
                         "'%s' must be %s, but '%s' exports %s of that name", shown,
                         kind_name(wanted->export->data), object->path, kind_name(!code));
        advice_locate(findings, finding, object);
        findings_note(findings, finding, asked_at(wanted),
                      "declare the export as '%s:%s', or change the definition", shown,
                      code ? "function" : "data");
    } else if (symbol->binding == STB_WEAK) {
        struct polyffi_finding *finding =
            findings_add(findings, "PF007", name, object->path, place,
                         "'%s' is exported only weakly: any other definition replaces it, and "
                         "the linker does not take it out of an archive for a weak reference",
                         shown);
        advice_locate(findings, finding, object);
        findings_note(findings, finding, place, "remove the weak attribute of '%s'", shown);
    }
}

static void check_in_inputs(const struct wanted *wanted)
{
    const struct definition *definition =
        model_definition(symbols_find(&wanted->model->symbols, wanted->export->name));
    if (definition)
        judge(wanted, definition->object, &definition->symbol);
    else
        explain_absence(wanted);
}

/* The inputs' check has already told about this one. */
static bool already_found(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i]->symbol && strcmp(findings->items[i]->symbol, name) == 0 &&
            strcmp(findings->items[i]->rule->id, "PF008") < 0)
            return true;
    return false;
}

/* A program need not export them; but it should not take them from elsewhere. */
static void check_in_program(const struct wanted *wanted)
{
    struct library_instead instead;
    if (library_instead_find(wanted->model, wanted->result, wanted->export->name, &instead))
        report_instead(wanted, &instead);
}

static void check_in_result(const struct wanted *wanted)
{
    const struct object *result = wanted->result;
    struct symbol symbol;
    bool found = object_find_global(&result->dynsym, wanted->export->name, &symbol);
    if (!found && wanted->model->kind != POLYFFI_KIND_SHARED)
        found = object_find_symbol(&result->symtab, wanted->export->name, &symbol);
    if (found)
        judge(wanted, result, &symbol);
    else if (!already_found(wanted->findings, wanted->export->name))
        explain_absence(wanted);
}

static bool each_export(const struct model *model, struct findings *findings,
                        const struct object *result, void (*check)(const struct wanted *))
{
    for (size_t i = 0; i < model->request->export_count; i++) {
        const struct polyffi_export *export = &model->request->exports[i];
        struct wanted wanted = {.model = model,
                                .findings = findings,
                                .export = export,
                                .shown = findings_shown(findings, export->name),
                                .result = result};
        check(&wanted);
    }
    return !findings->failed;
}

bool rules_exports(const struct model *model, struct findings *findings)
{
    bool archives = false;
    for (size_t i = 0; i < model->inputs.count; i++)
        archives = archives || model->archives[i].is_archive;
    if (!model->objects.count && !archives)
        return true;
    return each_export(model, findings, NULL, check_in_inputs);
}

bool rules_result_exports(const struct model *model, struct findings *findings)
{
    bool program = model->kind != POLYFFI_KIND_SHARED && model->objects.count;
    return each_export(model, findings, model->result,
                       program ? check_in_program : check_in_result);
}
