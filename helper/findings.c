/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "polyffi/rule.h"

enum { SHOWN_LIMIT = 200 };

/* What globs are held against: the symbol, else the file's name, or NULL. */
static const char *subject(const char *symbol, const char *file)
{
    const char *slash = file ? strrchr(file, '/') : NULL;
    return symbol ? symbol : slash ? slash + 1 : file;
}

static bool is_allowed(const struct findings *findings, const struct polyffi_rule *rule,
                       const char *text)
{
    const struct polyffi_request *request = findings->request;
    for (size_t i = 0; i < request->allowance_count; i++) {
        const struct polyffi_allowance *allowance = &request->allowances[i];
        if (allowance->rule != rule)
            continue;
        if (!allowance->glob || (text && fnmatch(allowance->glob, text, 0) == 0))
            return true;
    }
    return false;
}

static bool has_expired(const struct polyffi_request *request,
                        const struct polyffi_suppression *suppression)
{
    return suppression->until && suppression->until < request->today;
}

/* Why the finding may stay, or NULL.  Of several suppressions each has its use. */
static const char *suppression_of(struct findings *findings, const struct polyffi_rule *rule,
                                  const char *text)
{
    const struct polyffi_request *request = findings->request;
    const char *reason = NULL;
    for (size_t i = 0; i < request->suppression_count; i++) {
        const struct polyffi_suppression *suppression = &request->suppressions[i];
        if (suppression->rule != rule || has_expired(request, suppression) ||
            fnmatch(suppression->glob, text ? text : "", 0) != 0)
            continue;
        if (!findings->used)
            findings->used =
                arena_alloc(&findings->arena, request->suppression_count * sizeof(bool));
        if (findings->used)
            findings->used[i] = true;
        else
            findings->failed = true;
        if (!reason)
            reason = suppression->reason;
    }
    return reason;
}

static enum polyffi_severity severity_of(const struct findings *findings,
                                         const struct polyffi_rule *rule,
                                         enum polyffi_severity otherwise)
{
    const struct polyffi_request *request = findings->request;
    for (size_t i = request->severity_count; i-- > 0;)
        if (request->severities[i].rule == rule)
            return request->severities[i].severity;
    return otherwise;
}

bool findings_will_report(struct findings *findings, const char *rule, const char *symbol,
                          const char *file)
{
    const struct polyffi_rule *found = polyffi_rule_find(rule, strlen(rule));
    const char *text = subject(symbol, file);
    return severity_of(findings, found, found->severity) != POLYFFI_OFF &&
           !is_allowed(findings, found, text) && !suppression_of(findings, found, text);
}

static const char *copy(struct findings *findings, const char *text)
{
    const char *copied = text ? arena_copy(&findings->arena, text, strlen(text)) : NULL;
    if (text && !copied)
        findings->failed = true;
    return copied;
}

/* Puts the finding where it belongs.  NULL: no memory. */
static struct polyffi_finding *keep(struct findings *findings, struct polyffi_finding *finding)
{
    bool counts = !finding->suppression;
    struct polyffi_finding ***items = counts ? &findings->items : &findings->suppressed;
    size_t *count = counts ? &findings->count : &findings->suppressed_count;
    size_t *capacity = counts ? &findings->capacity : &findings->suppressed_capacity;
    struct polyffi_finding **grown = vector_grow(*items, *count, capacity, sizeof *grown);
    if (!grown) {
        findings->failed = true;
        return NULL;
    }
    *items = grown;
    return grown[(*count)++] = finding;
}

struct polyffi_finding *findings_add(struct findings *findings, const char *rule,
                                     const char *symbol, const char *file,
                                     struct polyffi_place place, const char *format, ...)
{
    const struct polyffi_rule *found = polyffi_rule_find(rule, strlen(rule));
    enum polyffi_severity severity = severity_of(findings, found, found->severity);
    if (severity == POLYFFI_OFF || is_allowed(findings, found, subject(symbol, file)))
        return NULL;
    struct polyffi_finding *finding = arena_alloc(&findings->arena, sizeof *finding);
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vformat(&findings->arena, format, arguments);
    va_end(arguments);
    if (!finding || !message) {
        findings->failed = true;
        return NULL;
    }
    place.file = copy(findings, place.file);
    finding->rule = found;
    finding->severity = severity;
    finding->file = copy(findings, file);
    finding->place = place;
    finding->symbol = copy(findings, symbol);
    finding->message = message;
    finding->suppression = suppression_of(findings, found, subject(symbol, file));
    return keep(findings, finding);
}

void findings_lower(const struct findings *findings, struct polyffi_finding *finding,
                    enum polyffi_severity severity)
{
    if (finding)
        finding->severity = severity_of(findings, finding->rule, severity);
}

void findings_locate(struct findings *findings, struct polyffi_finding *finding, const char *file,
                     const char *member)
{
    if (!finding)
        return;
    finding->file = copy(findings, file);
    finding->member = copy(findings, member);
}

void findings_note(struct findings *findings, struct polyffi_finding *finding,
                   struct polyffi_place place, const char *format, ...)
{
    if (!finding)
        return;
    struct polyffi_note *notes =
        arena_alloc(&findings->arena, (finding->note_count + 1) * sizeof *notes);
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vformat(&findings->arena, format, arguments);
    va_end(arguments);
    if (!notes || !text) {
        findings->failed = true;
        return;
    }
    if (finding->note_count)
        memcpy(notes, finding->notes, finding->note_count * sizeof *notes);
    place.file = copy(findings, place.file);
    notes[finding->note_count++] = (struct polyffi_note){place, text};
    finding->notes = notes;
}

static void remark(struct findings *findings, const struct polyffi_suppression *suppression,
                   const char *text)
{
    struct polyffi_note *grown = vector_grow(findings->remarks, findings->remark_count,
                                             &findings->remark_capacity, sizeof *grown);
    if (!grown || !text) {
        findings->failed = true;
        return;
    }
    findings->remarks = grown;
    grown[findings->remark_count++] = (struct polyffi_note){
        .place = {.file = suppression->file, .line = suppression->line}, .text = text};
}

void findings_remark_expired(struct findings *findings)
{
    const struct polyffi_request *request = findings->request;
    for (size_t i = 0; i < request->suppression_count; i++) {
        const struct polyffi_suppression *suppression = &request->suppressions[i];
        unsigned until = suppression->until;
        if (has_expired(request, suppression))
            remark(findings, suppression,
                   arena_format(&findings->arena,
                                "this suppression of %s %s held until %04u-%02u-%02u: mend what "
                                "it was for and remove it, or give it another day",
                                suppression->rule->id, suppression->rule->name, until / 10000,
                                until / 100 % 100, until % 100));
    }
}

void findings_remark_useless(struct findings *findings)
{
    const struct polyffi_request *request = findings->request;
    for (size_t i = 0; i < request->suppression_count; i++) {
        const struct polyffi_suppression *suppression = &request->suppressions[i];
        if (!has_expired(request, suppression) && !(findings->used && findings->used[i]))
            remark(findings, suppression,
                   arena_format(&findings->arena,
                                "this suppression of %s %s suppresses nothing: remove it",
                                suppression->rule->id, suppression->rule->name));
    }
}

static bool is_known(const struct findings *findings, const char *what, const char *why)
{
    for (size_t i = 0; i < findings->not_done_count; i++)
        if (strcmp(findings->not_done[i].what, what) == 0 &&
            strcmp(findings->not_done[i].why, why) == 0)
            return true;
    return false;
}

void findings_not_done(struct findings *findings, const char *what, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *why = arena_vformat(&findings->arena, format, arguments);
    va_end(arguments);
    if (why && is_known(findings, what, why))
        return;
    struct polyffi_not_done *grown = vector_grow(findings->not_done, findings->not_done_count,
                                                 &findings->not_done_capacity, sizeof *grown);
    if (grown)
        findings->not_done = grown;
    const char *copied = copy(findings, what);
    if (!grown || !copied || !why)
        findings->failed = true;
    else
        grown[findings->not_done_count++] = (struct polyffi_not_done){copied, why};
}

const char *findings_shown(struct findings *findings, const char *name)
{
    if (strlen(name) <= SHOWN_LIMIT)
        return name;
    const char *cut = arena_format(&findings->arena, "%.*s...", SHOWN_LIMIT, name);
    if (!cut)
        findings->failed = true;
    return cut ? cut : "...";
}

static int compare_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(unsigned long a, unsigned long b)
{
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
    const struct polyffi_finding *a = *(struct polyffi_finding *const *)left;
    const struct polyffi_finding *b = *(struct polyffi_finding *const *)right;
    int order = compare_text(a->place.file, b->place.file);
    if (!order)
        order = compare_numbers(a->place.line, b->place.line);
    if (!order)
        order = compare_numbers(a->place.column, b->place.column);
    if (!order)
        order = strcmp(a->rule->id, b->rule->id);
    if (!order)
        order = compare_text(a->symbol, b->symbol);
    return order ? order : compare_text(a->message, b->message);
}

static size_t sort(struct polyffi_finding **items, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(items, count, sizeof *items, compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || compare(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    return kept;
}

void findings_sort(struct findings *findings)
{
    findings->count = sort(findings->items, findings->count);
    findings->suppressed_count = sort(findings->suppressed, findings->suppressed_count);
}

void findings_free(struct findings *findings)
{
    free(findings->items);
    free(findings->suppressed);
    free(findings->remarks);
    free(findings->not_done);
    arena_free(&findings->arena);
    *findings = (struct findings){0};
}
