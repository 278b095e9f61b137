/* SPDX-License-Identifier: MIT */
/* The report as JUnit's XML: one test suite.  There is a test case for the check as a whole, for
   each symbol that must be exported, for each finding about something else, and for each thing
   that was not done.  Errors fail their case; warnings and notes are told in its output. */
#include <stdlib.h>
#include <string.h>

#include "characters.h"
#include "polyffi/rule.h"
#include "report_places.h"
#include "report_writers.h"

struct junit {
    FILE *stream;
    const struct polyffi_report *report;
    const char *suite;
    bool failed; /* no memory */
};

static const char *replace(uint32_t character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

static void write_text(struct junit *junit, const char *text)
{
    characters_write(junit->stream, text, replace);
}

/*-- What belongs to what -----------------------------------------------------------------------*/

/* The finding is about a symbol that must be exported. */
static bool is_about(const struct polyffi_finding *finding, const struct polyffi_export *wanted)
{
    return finding->symbol && strcmp(finding->symbol, wanted->name) == 0;
}

/* The export at the index was asked for before. */
static bool is_repeated(const struct polyffi_request *request, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(request->exports[i].name, request->exports[index].name) == 0)
            return true;
    return false;
}

/* No case of an export tells the finding. */
static bool stands_alone(const struct polyffi_request *request,
                         const struct polyffi_finding *finding)
{
    for (size_t i = 0; i < request->export_count; i++)
        if (is_about(finding, &request->exports[i]))
            return false;
    return true;
}

static bool fails(const struct junit *junit, const struct polyffi_finding *finding)
{
    return !finding->suppression && report_severity(junit->report, finding) == POLYFFI_ERROR;
}

/*-- Test cases ---------------------------------------------------------------------------------*/

/* Leaves the name's attribute open. */
static void begin_case(struct junit *junit)
{
    fputs("    <testcase classname=\"", junit->stream);
    write_text(junit, junit->suite);
    fputs("\" name=\"", junit->stream);
}

static void end_case(struct junit *junit)
{
    fputs("    </testcase>\n", junit->stream);
}

/* The finding as the text report has it. */
static void write_body(struct junit *junit, const struct polyffi_finding *finding)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    struct polyffi_report_style style = {.warn = junit->report->warn};
    bool good = memory && polyffi_report_finding(memory, finding, &style);
    good = memory && fclose(memory) == 0 && good;
    for (char *line = text, *end; good && *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        write_text(junit, line);
        fputc('\n', junit->stream);
    }
    junit->failed = junit->failed || !good;
    free(text);
}

static void write_suppressed(struct junit *junit, const struct polyffi_finding *finding)
{
    fputs("suppressed: ", junit->stream);
    write_text(junit, finding->message);
    fprintf(junit->stream, " [%s %s] (", finding->rule->id, finding->rule->name);
    write_text(junit, finding->suppression);
    fputs(")\n", junit->stream);
}

static void write_failure(struct junit *junit, const struct polyffi_finding *finding)
{
    fprintf(junit->stream, "      <failure type=\"%s %s\" message=\"", finding->rule->id,
            finding->rule->name);
    write_text(junit, finding->message);
    fputs("\">", junit->stream);
}

/* Errors among the findings, or what else there is, in one element: few readers expect more. */
static void write_findings(struct junit *junit, const struct polyffi_finding *const *findings,
                           size_t count, const struct polyffi_export *about)
{
    for (int failing = 1; failing >= 0; failing--) {
        bool open = false;
        for (size_t i = 0; i < count; i++) {
            if ((about && !is_about(findings[i], about)) || fails(junit, findings[i]) != failing)
                continue;
            if (!open && failing)
                write_failure(junit, findings[i]);
            else if (!open)
                fputs("      <system-out>", junit->stream);
            open = true;
            if (findings[i]->suppression)
                write_suppressed(junit, findings[i]);
            else
                write_body(junit, findings[i]);
        }
        if (open)
            fputs(failing ? "</failure>\n" : "</system-out>\n", junit->stream);
    }
}

static bool has_findings(const struct polyffi_report *report, const struct polyffi_export *wanted)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (is_about(report->findings[i], wanted))
            return true;
    return false;
}

static void write_export(struct junit *junit, const struct polyffi_export *wanted)
{
    const struct polyffi_report *report = junit->report;
    begin_case(junit);
    fputs("export ", junit->stream);
    write_text(junit, wanted->name);
    fputs("\">\n", junit->stream);
    if (report->problem && !has_findings(report, wanted))
        fputs("      <skipped message=\"the check has no end\"/>\n", junit->stream);
    else
        write_findings(junit, report->findings, report->finding_count, wanted);
    end_case(junit);
}

static void write_part(struct junit *junit, const char *before, const char *text, const char *after)
{
    if (!text)
        return;
    fputs(before, junit->stream);
    write_text(junit, text);
    fputs(after, junit->stream);
}

static void write_alone(struct junit *junit, const struct polyffi_finding *finding)
{
    begin_case(junit);
    fprintf(junit->stream, "%s %s", finding->rule->id, finding->rule->name);
    write_part(junit, ": ", finding->symbol, "");
    write_part(junit, " in ", finding->file ? report_basename(finding->file) : NULL, "");
    write_part(junit, "(", finding->member, ")");
    fputs("\">\n", junit->stream);
    write_findings(junit, &finding, 1, NULL);
    end_case(junit);
}

static void write_not_done(struct junit *junit, const struct polyffi_not_done *not_done)
{
    begin_case(junit);
    write_text(junit, not_done->what);
    fputs("\">\n      <skipped message=\"not checked, because ", junit->stream);
    write_text(junit, not_done->why);
    fputs("\"/>\n", junit->stream);
    end_case(junit);
}

static void write_remarks(struct junit *junit)
{
    const struct polyffi_report *report = junit->report;
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct polyffi_note *remark = &report->remarks[i];
        fputs(i ? "" : "      <system-out>", junit->stream);
        write_text(junit, remark->place.file ? remark->place.file : "");
        fprintf(junit->stream, ":%lu: ", remark->place.line);
        write_text(junit, remark->text);
        fputs(i + 1 < report->remark_count ? "\n" : "</system-out>\n", junit->stream);
    }
}

static void write_whole(struct junit *junit)
{
    const struct polyffi_problem *problem = junit->report->problem;
    begin_case(junit);
    fputs("all files are read\">\n", junit->stream);
    write_remarks(junit);
    if (problem) {
        fputs("      <error type=\"problem\" message=\"", junit->stream);
        write_text(junit, problem->message);
        fputs("\">", junit->stream);
        write_text(junit, problem->file);
        if (problem->line)
            fprintf(junit->stream, ":%lu", problem->line);
        fputs("</error>\n", junit->stream);
    }
    end_case(junit);
}

/*-- The suite ----------------------------------------------------------------------------------*/

struct counts {
    size_t tests, failures, skipped;
};

static void count_export(const struct junit *junit, const struct polyffi_export *wanted,
                         struct counts *counts)
{
    const struct polyffi_report *report = junit->report;
    bool failed = false;
    for (size_t i = 0; i < report->finding_count; i++)
        failed =
            failed || (is_about(report->findings[i], wanted) && fails(junit, report->findings[i]));
    counts->tests++;
    counts->failures += failed;
    counts->skipped += report->problem && !has_findings(report, wanted);
}

static struct counts count(const struct junit *junit)
{
    const struct polyffi_report *report = junit->report;
    const struct polyffi_request *request = report->request;
    struct counts counts = {.tests = 1 + report->not_done_count, .skipped = report->not_done_count};
    for (size_t i = 0; i < request->export_count; i++)
        if (!is_repeated(request, i))
            count_export(junit, &request->exports[i], &counts);
    for (size_t i = 0; i < report->finding_count; i++) {
        bool alone = stands_alone(request, report->findings[i]);
        counts.tests += alone;
        counts.failures += alone && fails(junit, report->findings[i]);
    }
    return counts;
}

static void write_cases(struct junit *junit)
{
    const struct polyffi_report *report = junit->report;
    const struct polyffi_request *request = report->request;
    write_whole(junit);
    for (size_t i = 0; i < request->export_count; i++)
        if (!is_repeated(request, i))
            write_export(junit, &request->exports[i]);
    for (size_t i = 0; i < report->finding_count; i++)
        if (stands_alone(request, report->findings[i]))
            write_alone(junit, report->findings[i]);
    for (size_t i = 0; i < report->not_done_count; i++)
        write_not_done(junit, &report->not_done[i]);
}

/* What was checked, in one word. */
static const char *suite_name(const struct polyffi_request *request)
{
    if (request->target)
        return request->target;
    if (request->result)
        return report_basename(request->result);
    return request->file_count ? report_basename(request->files[0].path) : "polyffi-check";
}

bool report_write_junit(FILE *stream, const struct polyffi_report *report)
{
    struct junit junit = {.stream = stream, .report = report, .suite = suite_name(report->request)};
    struct counts counts = count(&junit);
    char numbers[160];
    snprintf(numbers, sizeof numbers,
             "tests=\"%zu\" failures=\"%zu\" errors=\"%d\" skipped=\"%zu\"", counts.tests,
             counts.failures, report->problem != NULL, counts.skipped);
    fprintf(stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites name=\"polyffi-check\" %s>\n"
            "  <testsuite name=\"",
            numbers);
    write_text(&junit, junit.suite);
    fprintf(stream, "\" %s>\n", numbers);
    write_cases(&junit);
    fputs("  </testsuite>\n</testsuites>\n", stream);
    return !junit.failed;
}
