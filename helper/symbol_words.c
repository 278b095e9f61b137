/* SPDX-License-Identifier: MIT */
/* Symbols, exports and their differences as lines of words, which other programs can read. */
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "polyffi/exports.h"
#include "polyffi/report.h"
#include "polyffi/symbols.h"

enum { LARGE_COMMON = 0xff02 }; /* SHN_X86_64_LCOMMON: <elf.h> lacks it */

/* Escaped, and without a blank, which ends the word. */
static void write_word(FILE *stream, const char *text)
{
    size_t length;
    for (; text[length = strcspn(text, " ")]; text += length + 1) {
        char *part = strndup(text, length);
        polyffi_report_escaped(stream, part ? part : "");
        fputs("\\x20", stream);
        free(part);
    }
    polyffi_report_escaped(stream, text);
}

static void write_place(FILE *stream, const struct polyffi_symbol *symbol)
{
    write_word(stream, symbol->file);
    if (!symbol->member)
        return;
    putc('(', stream);
    write_word(stream, symbol->member);
    putc(')', stream);
}

/* The value's name in the table of so many, else the number. */
static void write_named(FILE *stream, const char *const *names, size_t count, unsigned value)
{
    if (value < count && names[value])
        fprintf(stream, " %s", names[value]);
    else
        fprintf(stream, " %u", value);
}

static void write_section(FILE *stream, const struct polyffi_symbol *symbol)
{
    switch (symbol->place) {
    case SHN_UNDEF:
        fputs(" UND", stream);
        break;
    case SHN_ABS:
        fputs(" ABS", stream);
        break;
    case SHN_COMMON:
        fputs(" COM", stream);
        break;
    case LARGE_COMMON:
        fputs(" LARGE_COM", stream);
        break;
    default:
        if (symbol->place < SHN_LORESERVE || symbol->place == SHN_XINDEX)
            fprintf(stream, " %zu", symbol->section_index);
        else
            fprintf(stream, " 0x%x", (unsigned)symbol->place);
    }
}

static void write_version(FILE *stream, const struct polyffi_symbol *symbol)
{
    if (!symbol->version)
        return;
    fputs(symbol->default_version ? "@@" : "@", stream);
    write_word(stream, symbol->version);
}

bool polyffi_symbol_write(FILE *stream, const struct polyffi_symbol *symbol)
{
    static const char *const types[STT_GNU_IFUNC + 1] = {
        [STT_NOTYPE] = "NOTYPE",   [STT_OBJECT] = "OBJECT",   [STT_FUNC] = "FUNC",
        [STT_SECTION] = "SECTION", [STT_FILE] = "FILE",       [STT_COMMON] = "COMMON",
        [STT_TLS] = "TLS",         [STT_GNU_IFUNC] = "IFUNC",
    };
    static const char *const bindings[STB_GNU_UNIQUE + 1] = {
        [STB_LOCAL] = "LOCAL",
        [STB_GLOBAL] = "GLOBAL",
        [STB_WEAK] = "WEAK",
        [STB_GNU_UNIQUE] = "UNIQUE",
    };
    static const char *const visibilities[] = {"DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED"};
    write_place(stream, symbol);
    fprintf(stream, " %s %zu %016" PRIx64 " %" PRIu64, symbol->dynamic ? ".dynsym" : ".symtab",
            symbol->index, symbol->value, symbol->size);
    write_named(stream, types, sizeof types / sizeof *types, symbol->type);
    write_named(stream, bindings, sizeof bindings / sizeof *bindings, symbol->binding);
    write_named(stream, visibilities, 4, symbol->visibility);
    write_section(stream, symbol);
    putc(' ', stream);
    write_word(stream, symbol->name);
    write_version(stream, symbol);
    putc('\n', stream);
    return !ferror(stream);
}

bool polyffi_export_write(FILE *stream, const struct polyffi_symbol *symbol)
{
    write_word(stream, symbol->name);
    fprintf(stream, " %s ", polyffi_symbol_kind_name(symbol->kind));
    write_place(stream, symbol);
    if (symbol->version)
        putc(' ', stream);
    write_version(stream, symbol);
    putc('\n', stream);
    return !ferror(stream);
}

bool polyffi_difference_write(FILE *stream, const struct polyffi_difference *difference)
{
    switch (difference->kind) {
    case POLYFFI_ADDED:
        fputs("added ", stream);
        return polyffi_export_write(stream, difference->after);
    case POLYFFI_REMOVED:
        fputs("removed ", stream);
        return polyffi_export_write(stream, difference->before);
    case POLYFFI_CHANGED:
        break;
    }
    fputs("changed ", stream);
    write_word(stream, difference->after->name);
    fprintf(stream, " %s ", difference->aspect);
    write_word(stream, difference->was);
    putc(' ', stream);
    write_word(stream, difference->is);
    putc('\n', stream);
    return !ferror(stream);
}
