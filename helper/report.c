/* SPDX-License-Identifier: MIT */
#include "polyffi/report.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "polyffi/rule.h"
#include "utf8.h"

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
    for (const char *at = text; *at;) {
        uint32_t character = 0;
        size_t length = utf8_read(at, &character);
        if (length && !is_control(character) && !is_treacherous(character))
            fwrite(at, 1, length, stream);
        else if (length > 1 || is_treacherous(character))
            fprintf(stream, "\\u{%x}", (unsigned)character);
        else
            fprintf(stream, "\\x%02x", (unsigned char)*at);
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

bool polyffi_report_remark(FILE *stream, const struct polyffi_note *remark)
{
    write_note(stream, &remark->place, remark->text);
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
