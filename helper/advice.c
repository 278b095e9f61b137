/* SPDX-License-Identifier: MIT */
#include "advice.h"

#include <string.h>

#include "mangling.h"

static const char *kept(struct findings *findings, const char *text)
{
    if (!text)
        findings->failed = true;
    return text ? text : "";
}

const char *advice_object(struct findings *findings, const struct object *object)
{
    if (!object->member)
        return object->path;
    return kept(findings, arena_format(&findings->arena, "%s(%s)", object->path,
                                       findings_shown(findings, object->member)));
}

struct polyffi_place advice_file(const char *path)
{
    return (struct polyffi_place){.file = path};
}

struct polyffi_place advice_input(const struct model *model, const char *path)
{
    if (model->request->place_file)
        return (struct polyffi_place){.file = model->request->place_file,
                                      .line = model->request->place_line};
    return advice_file(path);
}

struct polyffi_place advice_fallback(const struct model *model, struct findings *findings,
                                     const struct object *object)
{
    return advice_input(model, object ? advice_object(findings, object) : "polyffi-check");
}

struct polyffi_place advice_definition(const struct model *model, struct findings *findings,
                                       const struct object *object, const struct symbol *symbol)
{
    struct polyffi_place place;
    if (evidence_definition(model, object, symbol, &place))
        return place;
    return advice_fallback(model, findings, object);
}

const char *advice_where(struct findings *findings, const struct object *object,
                         struct polyffi_place place)
{
    const char *name = advice_object(findings, object);
    const char *source = object_source_name(object);
    if (place.line && place.file != findings->request->place_file)
        return ""; /* a source line */
    bool named = place.file && strcmp(place.file, name) == 0;
    source = source ? findings_shown(findings, source) : NULL;
    if (named && !source)
        return "";
    if (named)
        return kept(findings, arena_format(&findings->arena, " (made from '%s')", source));
    if (!source)
        return kept(findings, arena_format(&findings->arena, " in '%s'", name));
    return kept(findings,
                arena_format(&findings->arena, " in '%s' (made from '%s')", name, source));
}

const char *advice_demangled(struct findings *findings, const char *symbol)
{
    char shown[512];
    if (!mangling_show(symbol, shown, sizeof shown))
        findings->undemangled = true;
    if (strcmp(shown, symbol) == 0)
        return "";
    return kept(findings, arena_format(&findings->arena, "'%s'", findings_shown(findings, shown)));
}

const char *advice_listed(struct findings *findings, const char *list, const char *name)
{
    return kept(findings, arena_format(&findings->arena, "%s%s'%s'", list, *list ? ", " : "",
                                       findings_shown(findings, name)));
}

static struct polyffi_place item_place(const struct rust_item *item)
{
    return (struct polyffi_place){item->file, item->line, 0};
}

static void advise_exported(struct findings *findings, struct polyffi_finding *finding,
                            const struct rust_item *item)
{
    if (item->conditional)
        findings_note(findings, finding, item_place(item),
                      "'%s' is exported here, but #[cfg] cuts it out: build the crate with that "
                      "feature, or remove the condition",
                      item->signature);
    else
        findings_note(findings, finding, item_place(item),
                      "'%s' is exported here, but not compiled into the archive: declare its "
                      "module with 'mod', or write 'use CRATE as _;' for a crate that nothing "
                      "else uses",
                      item->signature);
}

void advice_export(struct findings *findings, struct polyffi_finding *finding,
                   const struct rust_item *item)
{
    if (item->exported && !item->generic)
        advise_exported(findings, finding, item);
    else if (item->generic)
        findings_note(findings, finding, item_place(item),
                      "'%s' is generic, and generic functions can't be exported: write a "
                      "#[no_mangle] extern \"C\" function that calls it with fixed types",
                      item->signature);
    else if (item->method)
        findings_note(findings, finding, item_place(item),
                      "'%s' is a method: write a free #[no_mangle] extern \"C\" function that "
                      "calls it",
                      item->signature);
    else
        findings_note(findings, finding, item_place(item),
                      "write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before '%s'%s",
                      item->signature,
                      item->data || item->extern_abi ? "" : ", and make it extern \"C\"");
}

void advice_mangled(const struct model *model, struct findings *findings,
                    struct polyffi_finding *finding, const char *name,
                    const struct sighting *sighting)
{
    struct polyffi_place place = {0};
    struct rust_item item;
    bool line = evidence_definition(model, sighting->object, &sighting->symbol, &place);
    if (evidence_item(model, name, line ? place.file : NULL, &item)) {
        advice_export(findings, finding, &item);
    } else {
        findings_note(findings, finding, place,
                      "write #[no_mangle] (edition 2024: #[unsafe(no_mangle)]) before "
                      "'pub extern \"C\" fn %s'",
                      findings_shown(findings, name));
    }
    findings_note(findings, finding, advice_file(advice_object(findings, sighting->object)),
                  "'%s' (mangled symbol)", findings_shown(findings, sighting->symbol.name));
}

/* By the name that PolyFFI's CMake modules give to the one object of an isolated library. */
static bool is_isolated(const struct object *object)
{
    static const char ending[] = ".isolated.o";
    size_t length = object->member ? strlen(object->member) : 0;
    return length >= strlen(ending) &&
           strcmp(object->member + length - strlen(ending), ending) == 0;
}

void advice_global(const struct model *model, struct findings *findings,
                   struct polyffi_finding *finding, const struct sighting *sighting)
{
    static const char *const mends[] = {
        [LANGUAGE_OTHER] = "make it global (in C: no 'static'; in NASM: 'global')",
        [LANGUAGE_RUST] = "make it pub, with #[no_mangle] (edition 2024: #[unsafe(no_mangle)])",
        [LANGUAGE_C] = "remove 'static' before it",
    };
    const char *name = findings_shown(findings, sighting->symbol.name);
    enum language language = object_language(sighting->object);
    struct polyffi_place place = {0};
    if (!evidence_definition(model, sighting->object, &sighting->symbol, &place))
        place = advice_file(advice_object(findings, sighting->object));
    if (is_isolated(sighting->object))
        findings_note(findings, finding, place,
                      "'%s' is local because its library is ISOLATED: name it in EXPORTS there",
                      name);
    else if (language == LANGUAGE_NASM)
        findings_note(findings, finding, place, "add 'global %s' before the label", name);
    else if (language == LANGUAGE_GAS)
        findings_note(findings, finding, place, "add '.globl %s' before the label", name);
    else
        findings_note(findings, finding, place, "'%s' is local: %s", name, mends[language]);
}

void advice_locate(struct findings *findings, struct polyffi_finding *finding,
                   const struct object *object)
{
    findings_locate(findings, finding, object->path, object->member);
}
