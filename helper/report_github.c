/* SPDX-License-Identifier: MIT */
/* GitHub's workflow commands: "::error file=F,line=N,col=N,title=T::MESSAGE", a line each, which
   its runner shows as annotations.  In the message it reads %25 and %0A back, in the values in
   front of it %3A and %2C as well; everything else in a name is escaped as text. */
#include <stdlib.h>

#include "characters.h"
#include "polyffi/rule.h"
#include "report_places.h"
#include "report_writers.h"

static const char *replace_in_message(uint32_t character)
{
    return character == '%' ? "%25" : NULL;
}

static const char *replace_in_value(uint32_t character)
{
    return character == ':' ? "%3A" : character == ',' ? "%2C" : replace_in_message(character);
}

/* GitHub's word for the severity. */
static const char *command(enum polyffi_severity severity)
{
    return severity == POLYFFI_NOTE ? "notice" : polyffi_severity_name(severity);
}

/* Writes " file=...,line=...,col=...,"; a place without a file is a blank. */
static bool write_place(FILE *stream, const struct polyffi_report *report,
                        const struct polyffi_place *place)
{
    fputc(' ', stream);
    if (!place->file)
        return true;
    bool inside;
    char *path = report_path(report, place->file, &inside);
    if (!path)
        return false;
    fputs("file=", stream);
    characters_write(stream, path, replace_in_value);
    if (place->line)
        fprintf(stream, ",line=%lu", place->line);
    if (place->line && place->column)
        fprintf(stream, ",col=%lu", place->column);
    fputc(',', stream);
    free(path);
    return true;
}

static bool write_finding(FILE *stream, const struct polyffi_report *report,
                          const struct polyffi_finding *finding)
{
    struct polyffi_place place = report_place(report, finding);
    fprintf(stream, "::%s", command(report_severity(report, finding)));
    bool good = write_place(stream, report, &place);
    fprintf(stream, "title=%s %s::", finding->rule->id, finding->rule->name);
    characters_write(stream, finding->message, replace_in_message);
    for (size_t i = 0; i < finding->note_count; i++) {
        fputs("%0A", stream);
        characters_write(stream, finding->notes[i].text, replace_in_message);
    }
    if (report->request->target) {
        fputs("%0Afound in target '", stream);
        characters_write(stream, report->request->target, replace_in_message);
        fputc('\'', stream);
    }
    fputc('\n', stream);
    return good;
}

/* What is no finding. */
static bool write_other(FILE *stream, const struct polyffi_report *report, const char *word,
                        const struct polyffi_place *place, const char *text)
{
    fprintf(stream, "::%s", word);
    bool good = write_place(stream, report, place);
    fputs("title=polyffi-check::", stream);
    characters_write(stream, text, replace_in_message);
    fputc('\n', stream);
    return good;
}

static bool write_problem(FILE *stream, const struct polyffi_report *report)
{
    const struct polyffi_problem *problem = report->problem;
    struct polyffi_place place = {.file = problem->file[0] ? problem->file : NULL,
                                  .line = problem->line};
    return write_other(stream, report, "error", &place, problem->message);
}

bool report_write_github(FILE *stream, const struct polyffi_report *report)
{
    bool good = true;
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i]->suppression)
            good = write_finding(stream, report, report->findings[i]) && good;
    for (size_t i = 0; i < report->remark_count; i++)
        good = write_other(stream, report, "notice", &report->remarks[i].place,
                           report->remarks[i].text) &&
               good;
    for (size_t i = 0; i < report->not_done_count; i++) {
        fputs("::notice title=polyffi-check::not checked: ", stream);
        characters_write(stream, report->not_done[i].what, replace_in_message);
        fputs(", because ", stream);
        characters_write(stream, report->not_done[i].why, replace_in_message);
        fputc('\n', stream);
    }
    if (report->problem)
        good = write_problem(stream, report) && good;
    return good;
}
