/* SPDX-License-Identifier: MIT */
/* PF010 to PF016: what C, C++ and assembler want from Rust and from each other.

   The linker says "undefined reference" by itself; these rules say why, and only where they
   can: a name that a library may define is left to the linker. */
#include "rules.h"

#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "mangling.h"
#include "section_names.h"

struct missing {
    const struct model *model;
    struct findings *findings;
    const struct reference *reference;
    const char *name, *shown;
    struct polyffi_place place;
    const char *where;
};

static bool report_mangled(const struct missing *missing)
{
    struct sighting sighting;
    if (!evidence_mangled(missing->model, missing->name, &sighting))
        return false;
    const char *shown = advice_demangled(missing->findings, sighting.symbol.name);
    struct polyffi_finding *finding = findings_add(
        missing->findings, "PF010", missing->name, missing->reference->object->path, missing->place,
        "undefined reference to '%s'%s: Rust defines it only under a mangled "
        "name%s%s",
        missing->shown, missing->where, *shown ? ", " : "", shown);
    advice_locate(missing->findings, finding, missing->reference->object);
    advice_mangled(missing->model, missing->findings, finding, missing->name, &sighting);
    return true;
}

static bool report_unexported(const struct missing *missing)
{
    struct rust_item item;
    if (!evidence_item(missing->model, missing->name, NULL, &item))
        return false;
    const char *why = item.exported && !item.generic ? "has it, but does not compile it in"
                                                     : "has it, but does not export it";
    struct polyffi_finding *finding = findings_add(
        missing->findings, "PF013", missing->name, missing->reference->object->path, missing->place,
        "undefined reference to '%s'%s: the Rust crate %s", missing->shown, missing->where, why);
    advice_locate(missing->findings, finding, missing->reference->object);
    advice_export(missing->findings, finding, &item);
    return true;
}

static bool report_local(const struct missing *missing)
{
    struct sighting sighting;
    if (!evidence_local(missing->model, missing->name, missing->reference->object, &sighting))
        return false;
    struct polyffi_finding *finding = findings_add(
        missing->findings, "PF014", missing->name, missing->reference->object->path, missing->place,
        "undefined reference to '%s'%s: '%s' defines it, but only for itself", missing->shown,
        missing->where, advice_object(missing->findings, sighting.object));
    advice_locate(missing->findings, finding, missing->reference->object);
    advice_global(missing->model, missing->findings, finding, &sighting);
    return true;
}

static bool report_misspelt(const struct missing *missing)
{
    const struct definition *near =
        evidence_near(missing->model, missing->name, NEAR_ANY, missing->reference->object);
    if (!near)
        return false;
    struct findings *findings = missing->findings;
    const char *nearest = findings_shown(findings, near->symbol.name);
    struct polyffi_finding *finding = findings_add(
        findings, "PF011", missing->name, missing->reference->object->path, missing->place,
        "undefined reference to '%s'%s: nothing defines it; did you mean '%s'?", missing->shown,
        missing->where, nearest);
    advice_locate(findings, finding, missing->reference->object);
    struct polyffi_place place = {0};
    if (!evidence_definition(missing->model, near->object, &near->symbol, &place))
        place = advice_file(advice_object(findings, near->object));
    findings_note(findings, finding, place,
                  "'%s' is defined here: write the same name in both places", nearest);
    return true;
}

/* A C++ name whose own part is a symbol that is there. */
static const struct definition *unmangled_twin(const struct missing *missing)
{
    const char *name;
    size_t length;
    char plain[256];
    if (mangling_maybe_rust(missing->name) && missing->name[1] == 'R')
        return NULL;
    if (!mangling_cxx_name(missing->name, &name, &length) || length >= sizeof plain)
        return NULL;
    memcpy(plain, name, length);
    plain[length] = '\0';
    return model_definition(symbols_find(&missing->model->symbols, plain));
}

static bool report_cxx(const struct missing *missing)
{
    const struct definition *twin = unmangled_twin(missing);
    if (!twin)
        return false;
    struct findings *findings = missing->findings;
    const char *shown = advice_demangled(findings, missing->name);
    const char *plain = findings_shown(findings, twin->symbol.name);
    struct polyffi_finding *finding = findings_add(
        findings, "PF012", missing->name, missing->reference->object->path, missing->place,
        "undefined reference to '%s'%s: C++ mangles the name%s%s, but '%s' defines it as C does",
        plain, missing->where, *shown ? " of " : "", shown, advice_object(findings, twin->object));
    advice_locate(findings, finding, missing->reference->object);
    findings_note(findings, finding, missing->place,
                  "declare '%s' inside extern \"C\" { ... } for C++", plain);
    findings_note(findings, finding,
                  advice_file(advice_object(findings, missing->reference->object)),
                  "'%s' (mangled symbol)", missing->shown);
    return true;
}

/* Shared libraries may leave names to who loads them. */
static bool may_stay_open(const struct model *model)
{
    return model->opaque ||
           (model->kind == POLYFFI_KIND_SHARED && !model->request->undefined_refused);
}

static void explain(const struct model *model, struct findings *findings,
                    const struct reference *reference)
{
    struct missing missing = {.model = model,
                              .findings = findings,
                              .reference = reference,
                              .name = reference->entry->name,
                              .shown = findings_shown(findings, reference->entry->name)};
    if (!evidence_use(model, reference->object, reference->symbol, &missing.place))
        missing.place = advice_fallback(model, findings, reference->object);
    missing.where = advice_where(findings, reference->object, missing.place);
    if (report_cxx(&missing) || report_mangled(&missing) || may_stay_open(model))
        return;
    (void)(report_unexported(&missing) || report_local(&missing) || report_misspelt(&missing));
}

bool rules_references(const struct model *model, struct findings *findings)
{
    if (model->request->undefined_allowed || !model->complete)
        return true;
    for (size_t i = 0; i < model->reference_count; i++) {
        const struct reference *reference = &model->references[i];
        if (!reference->entry->first && !reference->entry->provided &&
            evidence_needed(model, reference->object))
            explain(model, findings, reference);
    }
    return !findings->failed;
}

/* A section of that name should be executable: PF034 tells when it is not. */
static bool should_be_code(const struct definition *definition)
{
    struct section section;
    return object_section(definition->object, definition->symbol.section, &section) &&
           section_names_code(section.name);
}

static bool all_data(const struct symbol_entry *entry)
{
    for (const struct definition *each = entry->first; each; each = each->next)
        if (each->symbol.absolute || object_is_code(each->object, &each->symbol) ||
            should_be_code(each))
            return false;
    return entry->first != NULL;
}

/* The instruction that the relocation is in calls or jumps. */
static bool is_x86_call(const struct object *object, size_t section,
                        const struct relocation *relocation)
{
    size_t size;
    const unsigned char *bytes = object_section_bytes(object, section, &size);
    if (relocation->type == R_X86_64_PLT32)
        return true;
    if (!bytes || relocation->offset > size || relocation->offset < 1)
        return false;
    const unsigned char *at = bytes + relocation->offset;
    if (relocation->type == R_X86_64_PC32)
        return at[-1] == 0xE8 || at[-1] == 0xE9;
    if (relocation->offset < 2)
        return false;
    if (relocation->type == R_X86_64_GOTPCREL || relocation->type == R_X86_64_GOTPCRELX)
        return at[-2] == 0xFF && (at[-1] == 0x15 || at[-1] == 0x25);
    return false;
}

static bool is_call(const struct object *object, size_t section,
                    const struct relocation *relocation)
{
    if (object->header.e_machine == EM_X86_64)
        return is_x86_call(object, section, relocation);
    if (object->header.e_machine == EM_AARCH64)
        return relocation->type == R_AARCH64_CALL26 || relocation->type == R_AARCH64_JUMP26;
    return false;
}

static void report_call(const struct model *model, struct findings *findings,
                        const struct reference *reference, size_t section, uint64_t offset)
{
    const struct definition *definition = reference->entry->first;
    const char *shown = findings_shown(findings, reference->entry->name);
    struct polyffi_place place;
    if (!evidence_line(model, reference->object, section, offset, &place))
        place = advice_fallback(model, findings, reference->object);
    struct polyffi_finding *finding =
        findings_add(findings, "PF015", reference->entry->name, reference->object->path, place,
                     "call of '%s'%s, which is data and not a function: the program would crash",
                     shown, advice_where(findings, reference->object, place));
    advice_locate(findings, finding, reference->object);
    struct polyffi_place defined =
        advice_definition(model, findings, definition->object, &definition->symbol);
    struct rust_item item;
    if (evidence_item(model, reference->entry->name, NULL, &item))
        defined = (struct polyffi_place){item.file, item.line, 0};
    findings_note(findings, finding, defined,
                  "'%s' is defined in '%s': declare it as a variable where it is used, or make "
                  "it a function",
                  shown, advice_object(findings, definition->object));
}

static void check_calls(const struct model *model, struct findings *findings,
                        const struct reference *reference)
{
    const struct object *object = reference->object;
    struct relocations walk;
    struct relocation relocation;
    relocations_begin(&walk, object);
    while (relocations_next(&walk, &relocation)) {
        if (relocation.symbol != reference->symbol ||
            !(object_section_flags(object, walk.target) & SHF_EXECINSTR) ||
            !is_call(object, walk.target, &relocation))
            continue;
        report_call(model, findings, reference, walk.target, relocation.offset);
        return;
    }
}

bool rules_calls(const struct model *model, struct findings *findings)
{
    for (size_t i = 0; i < model->reference_count; i++) {
        const struct reference *reference = &model->references[i];
        if (all_data(reference->entry) && evidence_needed(model, reference->object))
            check_calls(model, findings, reference);
    }
    return !findings->failed;
}

/* The linker comes by the archive once more after the object: it stands behind it, or is in the
   same group. */
static bool comes_after(const struct model *model, const struct definition *definition,
                        const struct object *object)
{
    const struct input *archive = model_input(model, definition->object);
    return model_is_root(model, definition->object) || definition->object->input >= object->input ||
           (archive->group && archive->group == model_input(model, object)->group);
}

static bool defines_in(const struct symbol_entry *entry, size_t input)
{
    for (const struct definition *each = entry ? entry->first : NULL; each; each = each->next)
        if (each->object->input == input)
            return true;
    return false;
}

/* Something before the archive may have taken the member that the object needs. */
static bool may_be_taken(const struct model *model, size_t archive)
{
    for (size_t i = 0; i < archive; i++)
        if (model->archives[i].rust)
            return true;
    for (size_t i = 0; i < model->reference_count; i++)
        if (model->references[i].object->input < archive &&
            defines_in(model->references[i].entry, archive))
            return true;
    for (size_t i = 0; i < model->request->wanted.count; i++)
        if (defines_in(symbols_find(&model->symbols, model->request->wanted.items[i]), archive))
            return true;
    return defines_in(symbols_find(&model->symbols, "main"), archive) ||
           (model->entry && defines_in(symbols_find(&model->symbols, model->entry), archive));
}

static void report_order(const struct model *model, struct findings *findings,
                         const struct reference *reference)
{
    const struct object *object = reference->object;
    const struct definition *definition = reference->entry->first;
    const char *archive = definition->object->path;
    struct polyffi_place place;
    if (!evidence_use(model, object, reference->symbol, &place))
        place = advice_fallback(model, findings, object);
    struct polyffi_finding *finding = findings_add(
        findings, "PF016", reference->entry->name, object->path, place,
        "undefined reference to '%s'%s: '%s' defines it, but stands before it on the link line",
        findings_shown(findings, reference->entry->name), advice_where(findings, object, place),
        archive);
    advice_locate(findings, finding, object);
    findings_note(findings, finding, advice_file(advice_object(findings, object)),
                  "name '%s' after this; in CMake let the target that holds this link it, or name "
                  "both in LIBRARIES of polyffi_add_executable",
                  archive);
}

static bool is_out_of_order(const struct model *model, const struct reference *reference)
{
    const struct definition *first = reference->entry->first;
    if (!first || reference->entry->provided || !model_is_own_export(model, first))
        return false; /* what is not Rust's a library may define as well */
    for (const struct definition *each = first; each; each = each->next)
        if (comes_after(model, each, reference->object) || may_be_taken(model, each->object->input))
            return false;
    return evidence_needed(model, reference->object);
}

bool rules_link_order(const struct model *model, struct findings *findings)
{
    const struct object *told = NULL;
    if (model->request->any_order || model->opaque || model->request->undefined_allowed)
        return true;
    for (size_t i = 0; i < model->reference_count; i++) {
        const struct reference *reference = &model->references[i];
        if (reference->object == told || !is_out_of_order(model, reference))
            continue;
        told = reference->object; /* one symbol of an object is enough */
        report_order(model, findings, reference);
    }
    return !findings->failed;
}
