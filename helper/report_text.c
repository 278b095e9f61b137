/* SPDX-License-Identifier: MIT */
#include "polyffi/report.h"

#include "characters.h"
#include "polyffi/rule.h"
#include "report_writers.h"

bool polyffi_report_escaped(FILE *stream, const char *text)
{
    characters_write(stream, text, NULL);
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

/* Names are never coloured: they could imitate it. */
static void write_severity(FILE *stream, enum polyffi_severity severity, bool color)
{
    static const char *const colors[] = {
        [POLYFFI_OFF] = "",
        [POLYFFI_NOTE] = "\033[1;36m",
        [POLYFFI_WARNING] = "\033[1;35m",
        [POLYFFI_ERROR] = "\033[1;31m",
    };
    fprintf(stream, "%s%s:%s ", color ? colors[severity] : "", polyffi_severity_name(severity),
            color ? "\033[0m" : "");
}

static void write_note(FILE *stream, const struct polyffi_place *place, const char *text,
                       bool color)
{
    write_place(stream, place);
    write_severity(stream, POLYFFI_NOTE, color);
    polyffi_report_escaped(stream, text);
    fputc('\n', stream);
}

static void write_target(FILE *stream, const struct polyffi_finding *finding,
                         const struct polyffi_report_style *style)
{
    const struct polyffi_place *place =
        style->target_place.file ? &style->target_place : &finding->place;
    write_place(stream, place);
    write_severity(stream, POLYFFI_NOTE, style->color);
    fputs("found in target '", stream);
    polyffi_report_escaped(stream, style->target);
    fputs("'\n", stream);
}

bool polyffi_report_finding(FILE *stream, const struct polyffi_finding *finding,
                            const struct polyffi_report_style *style)
{
    bool lowered = style->warn && finding->severity == POLYFFI_ERROR;
    write_place(stream, &finding->place);
    write_severity(stream, lowered ? POLYFFI_WARNING : finding->severity, style->color);
    polyffi_report_escaped(stream, finding->message);
    fprintf(stream, " [%s %s]\n", finding->rule->id, finding->rule->name);
    for (size_t i = 0; i < finding->note_count; i++) {
        const struct polyffi_note *note = &finding->notes[i];
        write_note(stream, note->place.file ? &note->place : &finding->place, note->text,
                   style->color);
    }
    if (style->target)
        write_target(stream, finding, style);
    return !ferror(stream);
}

bool polyffi_report_problem(FILE *stream, const struct polyffi_problem *problem,
                            const struct polyffi_report_style *style)
{
    struct polyffi_place place = {.file = problem->file[0] ? problem->file : style->program,
                                  .line = problem->line};
    write_place(stream, &place);
    write_severity(stream, POLYFFI_ERROR, style->color);
    polyffi_report_escaped(stream, problem->message);
    fputc('\n', stream);
    return !ferror(stream);
}

bool polyffi_report_remark(FILE *stream, const struct polyffi_note *remark,
                           const struct polyffi_report_style *style)
{
    write_note(stream, &remark->place, remark->text, style->color);
    return !ferror(stream);
}

bool polyffi_report_not_done(FILE *stream, const struct polyffi_not_done *not_done,
                             const struct polyffi_report_style *style)
{
    write_place(stream, &(struct polyffi_place){.file = style->program});
    write_severity(stream, POLYFFI_NOTE, style->color);
    fputs("not checked: ", stream);
    polyffi_report_escaped(stream, not_done->what);
    fputs(", because ", stream);
    polyffi_report_escaped(stream, not_done->why);
    fputc('\n', stream);
    return !ferror(stream);
}

bool report_write_text(FILE *stream, const struct polyffi_report *report)
{
    const struct polyffi_request *request = report->request;
    struct polyffi_report_style style = {
        .program = "polyffi-check",
        .warn = report->warn,
        .target = request->target,
        .target_place = {.file = request->place_file, .line = request->place_line},
    };
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i]->suppression)
            polyffi_report_finding(stream, report->findings[i], &style);
    for (size_t i = 0; i < report->remark_count; i++)
        polyffi_report_remark(stream, &report->remarks[i], &style);
    for (size_t i = 0; i < report->not_done_count; i++)
        polyffi_report_not_done(stream, &report->not_done[i], &style);
    if (report->problem)
        polyffi_report_problem(stream, report->problem, &style);
    return true;
}
