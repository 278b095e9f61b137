/* SPDX-License-Identifier: MIT */
/* PF064: names that are no plain text. */
#include "rules.h"

#include "advice.h"
#include "characters.h"
#include "mangling.h"
#include "utf8.h"

static bool is_hostile(const char *name)
{
    uint32_t character;
    for (size_t length; *name; name += length) {
        length = utf8_read(name, &character);
        if (!length || !character_is_plain(character))
            return true;
    }
    return false;
}

/* All names of the table are printable ASCII, as nearly always.  One plain loop over them all:
   compilers make it read many bytes at once. */
static bool is_ascii(const struct symbol_table *table)
{
    unsigned char odd = 0;
    for (size_t i = 0; i < table->strings_size; i++) {
        unsigned char byte = (unsigned char)table->strings[i];
        odd |= ((unsigned char)(byte - 1) < ' ' - 1) | (byte >= 0x7f);
    }
    return !odd;
}

/* The first such name among what the table defines for others, or NULL. */
static const char *find_hostile(const struct symbol_table *table)
{
    struct symbol symbol;
    if (is_ascii(table))
        return NULL;
    for (size_t i = table->first_global; i < table->count; i++)
        if (object_symbol(table, i, &symbol) && !symbol.undefined &&
            !mangling_maybe_rust(symbol.name) && is_hostile(symbol.name))
            return symbol.name;
    return NULL;
}

static void report(const struct model *model, struct findings *findings,
                   const struct object *object, const char *name, const char *what)
{
    struct polyffi_place place = advice_fallback(model, findings, object);
    struct polyffi_finding *finding =
        findings_add(findings, "PF064", name, object->path, place,
                     "the name '%s' of a %s of '%s' has control characters, others that can't be "
                     "seen, or bytes that are not UTF-8",
                     findings_shown(findings, name), what, object->path);
    advice_locate(findings, finding, object);
    findings_note(findings, finding, (struct polyffi_place){0},
                  "rename it: tools that print it as it is show something else");
}

/* True: one was found, and reported. */
static bool check_object(const struct model *model, struct findings *findings,
                         const struct object *object)
{
    const char *name = NULL;
    if (object->runtime)
        return false;
    if (object->member && is_hostile(object->member)) {
        report(model, findings, object, object->member, "member");
        return true;
    }
    name = find_hostile(object_globals(object));
    if (name)
        report(model, findings, object, name, "symbol");
    return name != NULL;
}

/* One is enough of each file. */
bool rules_names(const struct model *model, struct findings *findings)
{
    bool found = false;
    for (size_t i = 0; i < model->objects.count; i++) {
        const struct object *object = model->objects.items[i];
        if (!i || model->objects.items[i - 1]->input != object->input)
            found = false;
        found = found || check_object(model, findings, object);
    }
    return !findings->failed;
}

/* Where the objects are among the inputs, they tell. */
bool rules_result_names(const struct model *model, struct findings *findings)
{
    if (!model->objects.count)
        check_object(model, findings, model->result);
    return !findings->failed;
}
