/* SPDX-License-Identifier: MIT */
#include "polyffi/report.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "polyffi/rule.h"

/* Reads one character of UTF-8.  0: the bytes are not one. */
static size_t read_character(const unsigned char *bytes, uint32_t *character)
{
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (bytes[0] >= 0xF8 || (bytes[0] >= 0x80 && bytes[0] < 0xC0))
        return 0;
    *character = length == 1 ? bytes[0] : bytes[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) /* stops at NUL, too */
            return 0;
        *character = *character << 6 | (bytes[i] & 0x3F);
    }
    bool surrogate = *character >= 0xD800 && *character <= 0xDFFF;
    return *character < least[length] || *character > 0x10FFFF || surrogate ? 0 : length;
}

static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/* Changes the writing direction, breaks lines, or can't be seen. */
static bool is_treacherous(uint32_t character)
{
    return (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) ||
           (character >= 0x200B && character <= 0x200F) || character == 0x061C ||
           character == 0x2028 || character == 0x2029 || character == 0xFEFF ||
           (character >= 0xE0000 && character <= 0xE007F);
}

bool polyffi_report_escaped(FILE *stream, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        uint32_t character = 0;
        size_t length = read_character(at, &character);
        if (length && !is_control(character) && !is_treacherous(character))
            fwrite(at, 1, length, stream);
        else if (length > 1 || is_treacherous(character))
            fprintf(stream, "\\u{%x}", (unsigned)character);
        else
            fprintf(stream, "\\x%02x", *at);
        at += length ? length : 1;
    }
    return !ferror(stream);
}

static void write_place(FILE *stream, const struct polyffi_place *place)
{
    if (!place->file)
        return;
    polyffi_report_escaped(stream, place->file);
    if (place->line)
        fprintf(stream, ":%lu", place->line);
    if (place->line && place->column)
        fprintf(stream, ":%lu", place->column);
    fputs(": ", stream);
}

static void write_note(FILE *stream, const struct polyffi_place *place, const char *text)
{
    write_place(stream, place);
    fputs("note: ", stream);
    polyffi_report_escaped(stream, text);
    fputc('\n', stream);
}

static void write_target(FILE *stream, const struct polyffi_finding *finding,
                         const struct polyffi_report_style *style)
{
    const struct polyffi_place *place =
        style->target_place.file ? &style->target_place : &finding->place;
    write_place(stream, place);
    fputs("note: found in target '", stream);
    polyffi_report_escaped(stream, style->target);
    fputs("'\n", stream);
}

bool polyffi_report_finding(FILE *stream, const struct polyffi_finding *finding,
                            const struct polyffi_report_style *style)
{
    bool lowered = style->warn && finding->severity == POLYFFI_ERROR;
    write_place(stream, &finding->place);
    fprintf(stream, "%s: ", polyffi_severity_name(lowered ? POLYFFI_WARNING : finding->severity));
    polyffi_report_escaped(stream, finding->message);
    fprintf(stream, " [%s %s]\n", finding->rule->id, finding->rule->name);
    for (size_t i = 0; i < finding->note_count; i++) {
        const struct polyffi_note *note = &finding->notes[i];
        write_note(stream, note->place.file ? &note->place : &finding->place, note->text);
    }
    if (style->target)
        write_target(stream, finding, style);
    return !ferror(stream);
}

bool polyffi_report_problem(FILE *stream, const char *program,
                            const struct polyffi_problem *problem)
{
    struct polyffi_place place = {.file = problem->file[0] ? problem->file : program,
                                  .line = problem->line};
    write_place(stream, &place);
    fputs("error: ", stream);
    polyffi_report_escaped(stream, problem->message);
    fputc('\n', stream);
    return !ferror(stream);
}

bool polyffi_report_not_done(FILE *stream, const char *program,
                             const struct polyffi_not_done *not_done)
{
    fprintf(stream, "%s: note: not checked: ", program);
    polyffi_report_escaped(stream, not_done->what);
    fputs(", because ", stream);
    polyffi_report_escaped(stream, not_done->why);
    fputc('\n', stream);
    return !ferror(stream);
}
