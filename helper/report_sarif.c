/* SPDX-License-Identifier: MIT */
/* The report as SARIF 2.1.0 (OASIS standard): one run.  A result stands at the source line to
   change; the object that has the defect is its logical location.  Files below the root are
   named relative to SRCROOT, others by their absolute URI. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "polyffi/rule.h"
#include "polyffi/version.h"
#include "report_places.h"
#include "report_sarif.h"
#include "report_writers.h"

struct sarif {
    struct json_writer json;
    const struct polyffi_report *report;
    bool failed; /* no memory */
};

/* SARIF has the same words, and "none". */
static const char *level(enum polyffi_severity severity)
{
    return severity == POLYFFI_OFF ? "none" : polyffi_severity_name(severity);
}

static void write_text(struct json_writer *json, const char *key, const char *text)
{
    writer_object(json, key);
    writer_string(json, "text", text);
    writer_end(json);
}

/*-- Rules --------------------------------------------------------------------------------------*/

struct section {
    const char *title, *text;
};

static void write_help(struct json_writer *json, const struct polyffi_rule *rule)
{
    const struct section sections[] = {{"What there is to see", rule->see},
                                       {"What happens", rule->happens},
                                       {"Why", rule->why},
                                       {"How to mend it", rule->mend}};
    static const struct {
        const char *key, *before, *between;
    } forms[] = {{"text", "", ": "}, {"markdown", "**", "**: "}};
    writer_object(json, "help");
    for (size_t form = 0; form < 2; form++) {
        writer_string_open(json, forms[form].key);
        for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
            writer_string_piece(json, i ? "\n\n" : "");
            writer_string_piece(json, forms[form].before);
            writer_string_piece(json, sections[i].title);
            writer_string_piece(json, forms[form].between);
            writer_string_piece(json, sections[i].text);
        }
        writer_string_close(json);
    }
    writer_end(json);
}

static void write_rule(struct json_writer *json, const struct polyffi_rule *rule)
{
    writer_object(json, NULL);
    writer_string(json, "id", rule->id);
    writer_string(json, "name", rule->name);
    write_text(json, "shortDescription", rule->summary);
    write_text(json, "fullDescription", rule->see);
    write_help(json, rule);
    writer_object(json, "defaultConfiguration");
    writer_string(json, "level", level(rule->severity));
    writer_end(json);
    writer_end(json);
}

static void write_tool(struct json_writer *json)
{
    writer_object(json, "tool");
    writer_object(json, "driver");
    writer_string(json, "name", "polyffi-check");
    writer_string(json, "version", POLYFFI_VERSION);
    writer_string(json, "semanticVersion", POLYFFI_VERSION);
    writer_array(json, "rules");
    for (size_t i = 0; polyffi_rule_at(i); i++)
        write_rule(json, polyffi_rule_at(i));
    writer_end(json);
    writer_end(json);
    writer_end(json);
}

void report_sarif_begin(struct json_writer *json)
{
    writer_object(json, NULL);
    writer_string(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    writer_string(json, "version", "2.1.0");
    writer_array(json, "runs");
    writer_object(json, NULL);
    write_tool(json);
    writer_string(json, "columnKind", "unicodeCodePoints");
}

void report_sarif_end(struct json_writer *json)
{
    writer_end(json);
    writer_end(json);
    writer_end(json);
}

size_t report_sarif_rule_index(const struct polyffi_rule *rule)
{
    size_t index = 0;
    while (polyffi_rule_at(index) != rule)
        index++;
    return index;
}

/*-- Places -------------------------------------------------------------------------------------*/

static void write_artifact(struct sarif *sarif, const char *file)
{
    struct json_writer *json = &sarif->json;
    bool inside;
    char *path = report_path(sarif->report, file, &inside);
    char *uri = path ? report_uri(path) : NULL;
    writer_object(json, "artifactLocation");
    writer_string(json, "uri", uri ? uri : "");
    if (inside)
        writer_string(json, "uriBaseId", "SRCROOT");
    writer_end(json);
    sarif->failed = sarif->failed || !uri;
    free(uri);
    free(path);
}

static void write_physical(struct sarif *sarif, const struct polyffi_place *place)
{
    struct json_writer *json = &sarif->json;
    writer_object(json, "physicalLocation");
    write_artifact(sarif, place->file);
    if (place->line) {
        writer_object(json, "region");
        writer_number(json, "startLine", place->line);
        if (place->column)
            writer_number(json, "startColumn", place->column);
        writer_end(json);
    }
    writer_end(json);
}

/* "libgreet.a(greet.o)::hello", by its base name: the directory differs from build to build. */
static void write_logical(struct json_writer *json, const struct polyffi_finding *finding)
{
    const char *file = finding->file ? report_basename(finding->file) : NULL;
    if (!file && !finding->symbol)
        return;
    writer_array(json, "logicalLocations");
    writer_object(json, NULL);
    writer_string(json, "name", finding->symbol ? finding->symbol : file);
    writer_string_open(json, "fullyQualifiedName");
    writer_string_piece(json, file ? file : "");
    if (file && finding->member) {
        writer_string_piece(json, "(");
        writer_string_piece(json, finding->member);
        writer_string_piece(json, ")");
    }
    if (file && finding->symbol)
        writer_string_piece(json, "::");
    writer_string_piece(json, finding->symbol ? finding->symbol : "");
    writer_string_close(json);
    writer_end(json);
    writer_end(json);
}

static void write_locations(struct sarif *sarif, const struct polyffi_finding *finding)
{
    struct json_writer *json = &sarif->json;
    struct polyffi_place place = report_place(sarif->report, finding);
    writer_array(json, "locations");
    writer_object(json, NULL);
    if (place.file)
        write_physical(sarif, &place);
    write_logical(json, finding);
    writer_end(json);
    writer_end(json);
}

static void write_related(struct sarif *sarif, const struct polyffi_finding *finding)
{
    struct json_writer *json = &sarif->json;
    struct polyffi_place own = report_place(sarif->report, finding);
    writer_array(json, "relatedLocations");
    for (size_t i = 0; i < finding->note_count; i++) {
        const struct polyffi_note *note = &finding->notes[i];
        const struct polyffi_place *place = note->place.line ? &note->place : &own;
        writer_object(json, NULL);
        if (place->file)
            write_physical(sarif, place);
        write_text(json, "message", note->text);
        writer_end(json);
    }
    writer_end(json);
}

/*-- Results ------------------------------------------------------------------------------------*/

/* FNV-1a of the text and the NUL behind it. */
static uint64_t hash(uint64_t value, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    for (size_t i = 0; i <= length; i++) {
        value ^= i < length ? (unsigned char)text[i] : 0;
        value *= UINT64_C(0x100000001b3);
    }
    return value;
}

/* What the finding is about, without its line: it stays the same finding when the source is
   edited. */
static void write_fingerprint(struct json_writer *json, const struct polyffi_finding *finding)
{
    uint64_t value = hash(UINT64_C(0xcbf29ce484222325), finding->rule->id);
    value = hash(value, finding->file ? report_basename(finding->file) : NULL);
    value = hash(value, finding->symbol ? finding->symbol : finding->member);
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, value);
    writer_object(json, "partialFingerprints");
    writer_string(json, "polyffi/v1", text);
    writer_end(json);
}

/* "[text](target)" in a message is a link: no name may make one. */
static void write_prose(struct json_writer *json, const char *text)
{
    for (const char *link; (link = strstr(text, "](")); text = link + 1) {
        writer_string_bytes(json, text, (size_t)(link - text));
        writer_string_piece(json, "\\]");
    }
    writer_string_piece(json, text);
}

/* Readers show the message alone: it says what to change, too. */
static void write_message(struct json_writer *json, const struct polyffi_finding *finding)
{
    writer_object(json, "message");
    writer_string_open(json, "text");
    write_prose(json, finding->message);
    for (size_t i = 0; i < finding->note_count; i++) {
        writer_string_piece(json, "\n");
        write_prose(json, finding->notes[i].text);
    }
    writer_string_close(json);
    writer_end(json);
}

static void write_properties(struct sarif *sarif, const struct polyffi_finding *finding)
{
    struct json_writer *json = &sarif->json;
    bool failed = false;
    char *demangled = finding->symbol ? report_demangled(finding->symbol, &failed) : NULL;
    writer_object(json, "properties");
    if (sarif->report->request->target)
        writer_string(json, "target", sarif->report->request->target);
    if (finding->file)
        writer_string(json, "file", finding->file);
    if (finding->member)
        writer_string(json, "member", finding->member);
    if (finding->symbol)
        writer_string(json, "symbol", finding->symbol);
    if (demangled)
        writer_string(json, "demangled", demangled);
    writer_end(json);
    sarif->failed = sarif->failed || failed;
    free(demangled);
}

static void write_suppression(struct json_writer *json, const char *reason)
{
    writer_array(json, "suppressions");
    writer_object(json, NULL);
    writer_string(json, "kind", "external");
    writer_string(json, "justification", reason);
    writer_end(json);
    writer_end(json);
}

static void write_result(struct sarif *sarif, const struct polyffi_finding *finding)
{
    struct json_writer *json = &sarif->json;
    writer_object(json, NULL);
    writer_string(json, "ruleId", finding->rule->id);
    writer_number(json, "ruleIndex", report_sarif_rule_index(finding->rule));
    writer_string(json, "level", level(report_severity(sarif->report, finding)));
    write_message(json, finding);
    write_locations(sarif, finding);
    if (finding->note_count)
        write_related(sarif, finding);
    write_fingerprint(json, finding);
    if (finding->suppression)
        write_suppression(json, finding->suppression);
    write_properties(sarif, finding);
    writer_end(json);
}

/*-- The run ------------------------------------------------------------------------------------*/

static void write_not_done(struct json_writer *json, const struct polyffi_not_done *not_done)
{
    writer_object(json, NULL);
    writer_string(json, "level", "note");
    writer_object(json, "message");
    writer_string_open(json, "text");
    writer_string_piece(json, "not checked: ");
    writer_string_piece(json, not_done->what);
    writer_string_piece(json, ", because ");
    writer_string_piece(json, not_done->why);
    writer_string_close(json);
    writer_end(json);
    writer_end(json);
}

static void write_notification(struct sarif *sarif, const char *word,
                               const struct polyffi_place *place, const char *text)
{
    struct json_writer *json = &sarif->json;
    writer_object(json, NULL);
    writer_string(json, "level", word);
    write_text(json, "message", text);
    if (place->file) {
        writer_array(json, "locations");
        writer_object(json, NULL);
        write_physical(sarif, place);
        writer_end(json);
        writer_end(json);
    }
    writer_end(json);
}

static void write_problem(struct sarif *sarif, const struct polyffi_problem *problem)
{
    struct polyffi_place place = {.file = problem->file[0] ? problem->file : NULL,
                                  .line = problem->line};
    write_notification(sarif, "error", &place, problem->message);
}

static void write_invocation(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    const struct polyffi_report *report = sarif->report;
    writer_array(json, "invocations");
    writer_object(json, NULL);
    writer_boolean(json, "executionSuccessful", !report->problem);
    writer_array(json, "toolExecutionNotifications");
    for (size_t i = 0; i < report->not_done_count; i++)
        write_not_done(json, &report->not_done[i]);
    if (report->problem)
        write_problem(sarif, report->problem);
    writer_end(json);
    writer_array(json, "toolConfigurationNotifications");
    for (size_t i = 0; i < report->remark_count; i++)
        write_notification(sarif, "note", &report->remarks[i].place, report->remarks[i].text);
    writer_end(json);
    writer_end(json);
    writer_end(json);
}

/* The root is a directory: its URI ends with a slash. */
static void write_root(struct sarif *sarif)
{
    struct json_writer *json = &sarif->json;
    char *root = report_root(sarif->report);
    char *uri = root ? report_uri(root) : NULL;
    sarif->failed = sarif->failed || !uri;
    if (uri && root[0] == '/') {
        writer_object(json, "originalUriBaseIds");
        writer_object(json, "SRCROOT");
        writer_string_open(json, "uri");
        writer_string_piece(json, uri);
        writer_string_piece(json, root[1] ? "/" : "");
        writer_string_close(json);
        writer_end(json);
        writer_end(json);
    }
    free(uri);
    free(root);
}

bool report_write_sarif(FILE *stream, const struct polyffi_report *report)
{
    struct sarif sarif = {.json = {.stream = stream}, .report = report};
    struct json_writer *json = &sarif.json;
    report_sarif_begin(json);
    write_invocation(&sarif);
    write_root(&sarif);
    writer_array(json, "results");
    for (size_t i = 0; i < report->finding_count; i++)
        write_result(&sarif, report->findings[i]);
    writer_end(json);
    report_sarif_end(json);
    return !sarif.failed;
}
