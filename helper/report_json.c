/* SPDX-License-Identifier: MIT */
/* The report as one JSON object; polyffi-check(1) describes its members. */
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "polyffi/rule.h"
#include "polyffi/version.h"
#include "report_writers.h"

static void write_tool(struct json_writer *json)
{
    writer_object(json, "tool");
    writer_string(json, "name", "polyffi-check");
    writer_string(json, "version", POLYFFI_VERSION);
    writer_end(json);
}

static void write_files(struct json_writer *json, const struct polyffi_request *request)
{
    writer_array(json, "files");
    for (size_t i = 0; i < request->file_count; i++) {
        const struct polyffi_file *file = &request->files[i];
        writer_string_open(json, NULL);
        if (file->library && !file->searched)
            writer_string_piece(json, "-l");
        writer_string_piece(json, file->path);
        writer_string_close(json);
    }
    writer_end(json);
}

static void write_place(struct json_writer *json, const struct polyffi_place *place)
{
    if (!place->file) {
        writer_string(json, "place", NULL);
        return;
    }
    writer_object(json, "place");
    writer_string(json, "file", place->file);
    if (place->line)
        writer_number(json, "line", place->line);
    if (place->line && place->column)
        writer_number(json, "column", place->column);
    writer_end(json);
}

static void write_notes(struct json_writer *json, const struct polyffi_finding *finding)
{
    writer_array(json, "notes");
    for (size_t i = 0; i < finding->note_count; i++) {
        const struct polyffi_note *note = &finding->notes[i];
        writer_object(json, NULL);
        writer_string(json, "message", note->text);
        write_place(json, note->place.file ? &note->place : &finding->place);
        writer_end(json);
    }
    writer_end(json);
}

static bool write_symbol(struct json_writer *json, const char *symbol)
{
    bool failed = false;
    char *demangled = symbol ? report_demangled(symbol, &failed) : NULL;
    writer_string(json, "symbol", symbol);
    writer_string(json, "demangled", demangled);
    free(demangled);
    return !failed;
}

static bool write_finding(struct json_writer *json, const struct polyffi_report *report,
                          const struct polyffi_finding *finding)
{
    writer_object(json, NULL);
    writer_string(json, "rule", finding->rule->id);
    writer_string(json, "name", finding->rule->name);
    writer_string(json, "severity", polyffi_severity_name(report_severity(report, finding)));
    writer_string(json, "message", finding->message);
    write_place(json, &finding->place);
    writer_string(json, "file", finding->file);
    writer_string(json, "member", finding->member);
    bool good = write_symbol(json, finding->symbol);
    write_notes(json, finding);
    writer_boolean(json, "suppressed", finding->suppression != NULL);
    writer_string(json, "reason", finding->suppression);
    writer_end(json);
    return good;
}

static void write_remarks(struct json_writer *json, const struct polyffi_report *report)
{
    writer_array(json, "remarks");
    for (size_t i = 0; i < report->remark_count; i++) {
        writer_object(json, NULL);
        writer_string(json, "message", report->remarks[i].text);
        write_place(json, &report->remarks[i].place);
        writer_end(json);
    }
    writer_end(json);
}

static void write_not_done(struct json_writer *json, const struct polyffi_report *report)
{
    writer_array(json, "not_done");
    for (size_t i = 0; i < report->not_done_count; i++) {
        writer_object(json, NULL);
        writer_string(json, "what", report->not_done[i].what);
        writer_string(json, "why", report->not_done[i].why);
        writer_end(json);
    }
    writer_end(json);
}

static void write_problem(struct json_writer *json, const struct polyffi_problem *problem)
{
    if (!problem) {
        writer_string(json, "problem", NULL);
        return;
    }
    struct polyffi_place place = {.file = problem->file[0] ? problem->file : NULL,
                                  .line = problem->line};
    writer_object(json, "problem");
    writer_string(json, "message", problem->message);
    write_place(json, &place);
    writer_end(json);
}

static void write_summary(struct json_writer *json, const struct polyffi_report *report)
{
    size_t counts[POLYFFI_ERROR + 1] = {0}, suppressed = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct polyffi_finding *finding = report->findings[i];
        if (finding->suppression)
            suppressed++;
        else
            counts[report_severity(report, finding)]++;
    }
    writer_object(json, "summary");
    writer_number(json, "errors", counts[POLYFFI_ERROR]);
    writer_number(json, "warnings", counts[POLYFFI_WARNING]);
    writer_number(json, "notes", counts[POLYFFI_NOTE]);
    writer_number(json, "suppressed", suppressed);
    writer_number(json, "not_done", report->not_done_count);
    writer_boolean(json, "complete", !report->problem);
    writer_end(json);
}

bool report_write_json(FILE *stream, const struct polyffi_report *report)
{
    struct json_writer json = {.stream = stream};
    bool good = true;
    writer_object(&json, NULL);
    writer_number(&json, "format", 1);
    write_tool(&json);
    writer_string(&json, "target", report->request->target);
    write_files(&json, report->request);
    writer_string(&json, "result", report->request->result);
    writer_array(&json, "findings");
    for (size_t i = 0; i < report->finding_count; i++)
        good = write_finding(&json, report, report->findings[i]) && good;
    writer_end(&json);
    write_remarks(&json, report);
    write_not_done(&json, report);
    write_problem(&json, report->problem);
    write_summary(&json, report);
    writer_end(&json);
    return good;
}
