/* SPDX-License-Identifier: MIT */
/* Exports and comparisons as one JSON object; polyffi-check(1) describes its members. */
#include <elf.h>

#include "json_writer.h"
#include "polyffi/exports.h"

static const char *binding_name(unsigned char binding)
{
    return binding == STB_WEAK ? "weak" : binding == STB_GNU_UNIQUE ? "unique" : "global";
}

/* symbol NULL is written as null. */
static void write_export(struct json_writer *json, const char *key,
                         const struct polyffi_symbol *symbol)
{
    if (!symbol) {
        writer_string(json, key, NULL);
        return;
    }
    writer_object(json, key);
    writer_string(json, "name", symbol->name);
    writer_string(json, "kind", polyffi_symbol_kind_name(symbol->kind));
    writer_string(json, "binding", binding_name(symbol->binding));
    writer_string(json, "visibility",
                  symbol->visibility == STV_PROTECTED ? "protected" : "default");
    writer_number(json, "size", symbol->size);
    writer_string(json, "version", symbol->version);
    writer_boolean(json, "default_version", symbol->default_version);
    writer_string(json, "file", symbol->file);
    writer_string(json, "member", symbol->member);
    writer_string(json, "section", symbol->section);
    writer_end(json);
}

bool polyffi_exports_write_json(FILE *stream, const struct polyffi_exports *exports)
{
    struct json_writer json = {.stream = stream};
    writer_object(&json, NULL);
    writer_array(&json, "exports");
    for (size_t i = 0; i < polyffi_exports_count(exports); i++)
        write_export(&json, NULL, polyffi_exports_at(exports, i));
    writer_end(&json);
    writer_end(&json);
    return !ferror(stream);
}

bool polyffi_comparison_write_json(FILE *stream, const struct polyffi_comparison *comparison)
{
    static const char *const kinds[] = {"added", "removed", "changed"};
    struct json_writer json = {.stream = stream};
    writer_object(&json, NULL);
    writer_boolean(&json, "breaks", polyffi_comparison_breaks(comparison));
    writer_array(&json, "differences");
    for (size_t i = 0; i < polyffi_comparison_count(comparison); i++) {
        const struct polyffi_difference *difference = polyffi_comparison_at(comparison, i);
        writer_object(&json, NULL);
        writer_string(&json, "kind", kinds[difference->kind]);
        writer_string(&json, "aspect", difference->aspect);
        writer_string(&json, "was", difference->was);
        writer_string(&json, "is", difference->is);
        write_export(&json, "before", difference->before);
        write_export(&json, "after", difference->after);
        writer_end(&json);
    }
    writer_end(&json);
    writer_end(&json);
    return !ferror(stream);
}
