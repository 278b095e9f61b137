/* SPDX-License-Identifier: MIT */
#include "reporter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value;
}

/* Also says no where nothing tells what the terminal can do. */
static bool terminal_has_colors(void)
{
    return isatty(STDERR_FILENO) && !is_set("NO_COLOR") && is_set("TERM") &&
           strcmp(getenv("TERM"), "dumb") != 0;
}

void reporter_begin(struct reporter *reporter, const struct options *options)
{
    const struct polyffi_request *request = &options->request;
    bool color = options->color == OPTIONS_COLOR_ALWAYS ||
                 (options->color == OPTIONS_COLOR_AUTO && terminal_has_colors());
    *reporter = (struct reporter){
        .options = options,
        .style = {.program = "polyffi-check",
                  .warn = options->warn,
                  .color = color,
                  .target = request->target,
                  .target_place = {.file = request->place_file, .line = request->place_line}},
        .text = options->format == POLYFFI_REPORT_TEXT || options->output,
    };
    if (options->output)
        output_forget(options->output);
}

/* Room for one more of count items in the list; its sizes are powers of two.  False: no memory. */
static bool grow(struct reporter *reporter, void **items, size_t count, size_t item_size)
{
    if (count & (count - 1))
        return true;
    size_t wanted = count ? count * 2 : 1;
    void *grown = wanted <= SIZE_MAX / 2 / item_size ? realloc(*items, wanted * item_size) : NULL;
    reporter->failed = reporter->failed || !grown;
    *items = grown ? grown : *items;
    return grown != NULL;
}

static void add_finding(struct reporter *reporter, const struct polyffi_finding *finding)
{
    void *items = reporter->findings;
    if (!grow(reporter, &items, reporter->finding_count, sizeof finding))
        return;
    reporter->findings = items;
    reporter->findings[reporter->finding_count++] = finding;
}

static void add_remark(struct reporter *reporter, struct polyffi_note remark)
{
    void *items = reporter->remarks;
    if (!grow(reporter, &items, reporter->remark_count, sizeof remark))
        return;
    reporter->remarks = items;
    reporter->remarks[reporter->remark_count++] = remark;
}

static void add_not_done(struct reporter *reporter, struct polyffi_not_done not_done)
{
    void *items = reporter->not_done;
    if (!grow(reporter, &items, reporter->not_done_count, sizeof not_done))
        return;
    reporter->not_done = items;
    reporter->not_done[reporter->not_done_count++] = not_done;
}

bool reporter_tell(struct reporter *reporter, const struct polyffi_check *check)
{
    bool errors = false;
    for (size_t i = 0; i < polyffi_check_count(check); i++) {
        const struct polyffi_finding *finding = polyffi_check_finding(check, i);
        if (reporter->text)
            polyffi_report_finding(stderr, finding, &reporter->style);
        errors = errors || finding->severity == POLYFFI_ERROR;
        add_finding(reporter, finding);
    }
    for (size_t i = 0; i < polyffi_check_suppressed_count(check); i++)
        add_finding(reporter, polyffi_check_suppressed(check, i));
    for (size_t i = 0; i < polyffi_check_remark_count(check); i++) {
        if (reporter->text)
            polyffi_report_remark(stderr, polyffi_check_remark(check, i), &reporter->style);
        add_remark(reporter, *polyffi_check_remark(check, i));
    }
    for (size_t i = 0; i < polyffi_check_not_done_count(check); i++) {
        if (reporter->text)
            polyffi_report_not_done(stderr, polyffi_check_not_done(check, i), &reporter->style);
        add_not_done(reporter, *polyffi_check_not_done(check, i));
    }
    return errors && !reporter->options->warn;
}

void reporter_not_done(struct reporter *reporter, const char *what, const char *why)
{
    add_not_done(reporter, (struct polyffi_not_done){what, why});
}

void reporter_problem(const struct reporter *reporter, const struct polyffi_problem *problem)
{
    polyffi_report_problem(stderr, problem, &reporter->style);
}

static bool write_report(const struct reporter *reporter, const struct polyffi_problem *problem,
                         struct polyffi_problem *failure)
{
    const struct options *options = reporter->options;
    char *directory = getcwd(NULL, 0);
    struct polyffi_report report = {
        .request = &options->request,
        .findings = reporter->findings,
        .finding_count = reporter->finding_count,
        .remarks = reporter->remarks,
        .remark_count = reporter->remark_count,
        .not_done = reporter->not_done,
        .not_done_count = reporter->not_done_count,
        .problem = problem->message[0] ? problem : NULL,
        .warn = options->warn,
        .root = options->root,
        .directory = directory,
    };
    struct output output;
    bool good = output_open(&output, options->output, failure) &&
                polyffi_report_write(output.stream, options->format, &report);
    good = output_close(&output, good, failure) && good;
    free(directory);
    return good;
}

bool reporter_end(struct reporter *reporter, struct polyffi_problem *problem)
{
    const struct options *options = reporter->options;
    bool wanted = options->output || options->format != POLYFFI_REPORT_TEXT;
    struct polyffi_problem failure = {.message = "out of memory"};
    bool good = !reporter->failed && (!wanted || write_report(reporter, problem, &failure));
    if (!good)
        *problem = failure;
    free(reporter->findings);
    free(reporter->remarks);
    free(reporter->not_done);
    return good;
}
