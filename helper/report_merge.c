/* SPDX-License-Identifier: MIT */
/* Merging reports in SARIF: GitHub takes at most 20 runs in a file, and a build has many checks.
   jansson reads them; everything in them is checked before a byte is written. */
#include "polyffi/report.h"

#include "problem.h"

#ifdef POLYFFI_HAVE_JANSSON

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "polyffi/version.h"
#include "report_places.h"
#include "report_sarif.h"

enum { DEEPEST = 32 };

struct merge {
    const char *const *paths;
    size_t count;
    json_t **logs; /* one for each path; NULL: the file is missing */
    struct polyffi_problem *problem;
};

/*-- Reading ------------------------------------------------------------------------------------*/

/* The member of an object in an object; NULL: there is none. */
static json_t *member(json_t *value, const char *outer, const char *inner)
{
    return json_object_get(json_object_get(value, outer), inner);
}

static bool is_text(json_t *value, const char *expected)
{
    const char *text = json_string_value(value);
    return text && strcmp(text, expected) == 0;
}

/* The value can be written again. */
static bool is_plain(json_t *value, size_t depth)
{
    if (depth > DEEPEST || json_is_real(value) ||
        (json_is_integer(value) && json_integer_value(value) < 0))
        return false;
    for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at))
        if (!is_plain(json_object_iter_value(at), depth + 1))
            return false;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!is_plain(json_array_get(value, i), depth + 1))
            return false;
    return true;
}

/* The result is of a rule that this tool has, at the same index. */
static bool has_rule(json_t *result)
{
    const char *id = json_string_value(json_object_get(result, "ruleId"));
    const struct polyffi_rule *rule = id ? polyffi_rule_find(id, strlen(id)) : NULL;
    json_t *index = json_object_get(result, "ruleIndex");
    return rule && json_is_integer(index) &&
           json_integer_value(index) == (json_int_t)report_sarif_rule_index(rule);
}

static json_t *run_of(json_t *log)
{
    return json_array_get(json_object_get(log, "runs"), 0);
}

/* The log is one that this very tool writes. */
static bool is_ours(json_t *log)
{
    json_t *run = run_of(log), *driver = member(run, "tool", "driver");
    json_t *results = json_object_get(run, "results");
    if (!is_plain(log, 0) || json_array_size(json_object_get(log, "runs")) != 1 ||
        !is_text(json_object_get(driver, "name"), "polyffi-check") ||
        !is_text(json_object_get(driver, "version"), POLYFFI_VERSION) ||
        !json_is_array(json_object_get(run, "invocations")) || !json_is_array(results))
        return false;
    for (size_t i = 0; i < json_array_size(results); i++)
        if (!has_rule(json_array_get(results, i)))
            return false;
    return true;
}

/* *log NULL: the file is missing. */
static bool read_log(const char *path, json_t **log, struct polyffi_problem *problem)
{
    *log = NULL;
    FILE *stream = fopen(path, "re");
    if (!stream && errno == ENOENT)
        return true;
    if (!stream)
        return problem_set(problem, path, 0, "can't be opened: %s", strerror(errno));
    json_error_t error = {0};
    *log = json_loadf(stream, JSON_REJECT_DUPLICATES, &error);
    fclose(stream);
    if (!*log)
        return problem_set(problem, path, error.line > 0 ? (unsigned long)error.line : 0,
                           "is no report: %s: check its target again", error.text);
    return is_ours(*log) || problem_set(problem, path, 0,
                                        "is no report in SARIF of polyffi-check " POLYFFI_VERSION
                                        ": check its target again");
}

/* The first log that there is, or NULL. */
static json_t *first_log(const struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        if (merge->logs[i])
            return merge->logs[i];
    return NULL;
}

static json_t *roots_of(json_t *log)
{
    return json_object_get(run_of(log), "originalUriBaseIds");
}

static bool read_logs(struct merge *merge)
{
    for (size_t i = 0; i < merge->count; i++) {
        if (!read_log(merge->paths[i], &merge->logs[i], merge->problem))
            return false;
        json_t *log = merge->logs[i];
        if (log && !json_equal(roots_of(log), roots_of(first_log(merge))) &&
            roots_of(log) != roots_of(first_log(merge)))
            return problem_set(merge->problem, merge->paths[i], 0,
                               "has another root than the reports before it: check with the same "
                               "--root");
    }
    return true;
}

/*-- Writing ------------------------------------------------------------------------------------*/

static void write_value(struct json_writer *writer, const char *key, json_t *value)
{
    if (json_is_object(value)) {
        writer_object(writer, key);
        for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at))
            write_value(writer, json_object_iter_key(at), json_object_iter_value(at));
        writer_end(writer);
    } else if (json_is_array(value)) {
        writer_array(writer, key);
        for (size_t i = 0; i < json_array_size(value); i++)
            write_value(writer, NULL, json_array_get(value, i));
        writer_end(writer);
    } else if (json_is_integer(value)) {
        writer_number(writer, key, (uint64_t)json_integer_value(value));
    } else if (json_is_boolean(value)) {
        writer_boolean(writer, key, json_is_true(value));
    } else {
        writer_string(writer, key, json_string_value(value));
    }
}

static void write_missing(struct json_writer *writer, const char *path)
{
    writer_object(writer, NULL);
    writer_boolean(writer, "executionSuccessful", false);
    writer_array(writer, "toolExecutionNotifications");
    writer_object(writer, NULL);
    writer_string(writer, "level", "error");
    writer_object(writer, "message");
    writer_string_open(writer, "text");
    writer_string_piece(writer, "the report '");
    writer_string_piece(writer, report_basename(path));
    writer_string_piece(writer, "' is missing: build its target, which checks it");
    writer_string_close(writer);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static void write_invocations(struct json_writer *writer, const struct merge *merge)
{
    writer_array(writer, "invocations");
    for (size_t i = 0; i < merge->count; i++) {
        json_t *invocations = json_object_get(run_of(merge->logs[i]), "invocations");
        if (!merge->logs[i])
            write_missing(writer, merge->paths[i]);
        for (size_t j = 0; j < json_array_size(invocations); j++)
            write_value(writer, NULL, json_array_get(invocations, j));
    }
    writer_end(writer);
}

/* The same finding may show in many targets: notes it as seen.  *is_new: it was not yet.
   False: no memory. */
static bool see(json_t *seen, json_t *result, bool *is_new)
{
    json_t *about = json_copy(result);
    json_object_del(about, "properties"); /* name the target */
    char *text = about ? json_dumps(about, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    *is_new = text && !json_object_get(seen, text);
    bool good = text && (!*is_new || json_object_set_new(seen, text, json_true()) == 0);
    free(text);
    json_decref(about);
    return good;
}

static bool write_results(struct json_writer *writer, const struct merge *merge)
{
    json_t *seen = json_object();
    bool good = seen != NULL;
    writer_array(writer, "results");
    for (size_t i = 0; i < merge->count; i++) {
        json_t *results = json_object_get(run_of(merge->logs[i]), "results");
        for (size_t j = 0; good && j < json_array_size(results); j++) {
            bool is_new;
            good = see(seen, json_array_get(results, j), &is_new);
            if (good && is_new)
                write_value(writer, NULL, json_array_get(results, j));
        }
    }
    writer_end(writer);
    json_decref(seen);
    return good;
}

static bool write_merged(FILE *stream, const struct merge *merge)
{
    struct json_writer writer = {.stream = stream};
    json_t *roots = roots_of(first_log(merge));
    report_sarif_begin(&writer);
    write_invocations(&writer, merge);
    if (roots)
        write_value(&writer, "originalUriBaseIds", roots);
    bool good = write_results(&writer, merge);
    report_sarif_end(&writer);
    return good;
}

bool polyffi_report_merge(FILE *stream, const char *const *paths, size_t count,
                          struct polyffi_problem *problem)
{
    struct merge merge = {.paths = paths, .count = count, .problem = problem};
    merge.logs = calloc(count ? count : 1, sizeof *merge.logs);
    bool good = merge.logs || problem_memory(problem);
    if (good && read_logs(&merge))
        good = write_merged(stream, &merge) || problem_memory(problem);
    else
        good = false;
    for (size_t i = 0; merge.logs && i < count; i++)
        json_decref(merge.logs[i]);
    free(merge.logs);
    return good && !ferror(stream);
}

#else

bool polyffi_report_merge(FILE *stream, const char *const *paths, size_t count,
                          struct polyffi_problem *problem)
{
    (void)stream;
    (void)paths;
    (void)count;
    return problem_set(problem, NULL, 0,
                       "reports can't be merged: this is a build without jansson; install the "
                       "package libjansson-dev and build PolyFFI again");
}

#endif
