/* SPDX-License-Identifier: MIT */
/* polyffi-check: checks the boundary between C, assembler and Rust. */
#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guard.h"
#include "options.h"
#include "output.h"
#include "polyffi/polyffi.h"
#include "reporter.h"

static const char program[] = "polyffi-check";

enum { CLEAN = 0, FOUND = 1, FAILED = 2 };

extern char **environ;

static const char help[] =
    "Usage: polyffi-check [OPTION]... FILE...\n"
    "       polyffi-check [OPTION]... --link COMMAND [ARG]...\n"
    "       polyffi-check --exports | --symbols FILE...\n"
    "       polyffi-check --compare OLD NEW\n"
    "       polyffi-check --merge-reports [--output FILE] REPORT...\n"
    "       polyffi-check --list-rules | --explain RULE | --help | --version\n"
    "\n"
    "Checks the boundary between C, assembler and Rust in objects, archives and at most\n"
    "one linked result, in link order. With --link: checks what goes into the link, runs\n"
    "the link command, and checks what came out; the output is removed if it is wrong.\n"
    "\n"
    "What must be there:\n"
    "  --export NAME[:function|:data]  the library must export this symbol\n"
    "  --exports-file FILE             the same, a symbol a line; # begins a comment\n"
    "\n"
    "What the linked file must be, though it works without:\n"
    "  --require WHAT        relro, now, pie, no-rpath, ibt or shstk\n"
    "  --max-version LIB=VERSION  no newer version of a library, such as GLIBC=2.31\n"
    "  --dynamic NAME        dlsym finds this symbol in it\n"
    "\n"
    "What is made:\n"
    "  --entry SYMBOL        where the program starts\n"
    "  --startup HOW         crt, libc, raw or freestanding\n"
    "  --kind KIND           executable, pie, static, static-pie, shared or objects\n"
    "\n"
    "Where to look:\n"
    "  --library-path DIR    where the compiler driver looks for libraries\n"
    "  --dep-info FILE       names the Rust sources, for messages\n"
    "\n"
    "What to say:\n"
    "  --place FILE:LINE     the line to blame when nothing better is known\n"
    "  --target NAME         the build target to name in messages\n"
    "  --allow RULE[:GLOB]   drop findings of this rule (for symbols or files like GLOB)\n"
    "  --severity RULE=LEVEL make a rule's findings error, warning, note or off\n"
    "  --suppressions FILE   findings that may stay: RULE GLOB [until=YYYY-MM-DD] REASON a line\n"
    "  --warn                report errors as warnings, and exit with 0\n"
    "  --delete-on-error     remove the linked result if it is wrong\n"
    "  --color WHEN          auto (where stderr is a terminal), always or never\n"
    "\n"
    "Reports for other programs:\n"
    "  --format FORMAT       text, json, sarif, junit or github; on stdout, in the place of\n"
    "                        the text on stderr\n"
    "  --output FILE         into this file, written whole or not at all; the text is still\n"
    "                        on stderr\n"
    "  --root DIR            name files below it relative to it (default: this directory)\n"
    "  --merge-reports       merge the FILEs, reports in SARIF, into one on stdout, or into\n"
    "                        that of --output\n"
    "\n"
    "Lists instead of checks:\n"
    "  --exports             what C can call: name, kind and place, a line each\n"
    "  --symbols             all entries of all symbol tables\n"
    "  --compare             which exports of OLD are removed or changed in NEW, or added\n"
    "\n"
    "Exit status: 0 clean, 1 something was found, 2 could not check.\n";

static bool print_rules(void)
{
    const struct polyffi_rule *rule;
    for (size_t i = 0; (rule = polyffi_rule_at(i)); i++)
        printf("%s %-24s %-8s %s\n", rule->id, rule->name, polyffi_severity_name(rule->severity),
               rule->summary);
    return !ferror(stdout);
}

/* Writes the text in lines of at most 78 columns, each with two blanks in front. */
static void print_wrapped(const char *title, const char *text)
{
    printf("\n%s\n", title);
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column + 1 + length > 77) {
            putchar('\n');
            column = 0;
        }
        printf(column ? " %.*s" : "  %.*s", (int)length, text);
        column += length + 1;
        text += length + strspn(text + length, " ");
    }
    putchar('\n');
}

static bool print_explanation(const struct polyffi_rule *rule)
{
    char allow[400];
    snprintf(allow, sizeof allow,
             "--allow %s drops all findings of this rule, --allow %s:GLOB those whose symbol (or "
             "file, where there is no symbol) matches the pattern. --severity %s=LEVEL makes them "
             "error, warning, note or off. A line '%s GLOB REASON' in a file for --suppressions "
             "keeps the reason with them.",
             rule->id, rule->name, rule->name, rule->id);
    printf("%s %s (%s): %s\n", rule->id, rule->name, polyffi_severity_name(rule->severity),
           rule->summary);
    print_wrapped("What there is to see", rule->see);
    print_wrapped("What happens", rule->happens);
    print_wrapped("Why", rule->why);
    print_wrapped("How to mend it", rule->mend);
    print_wrapped("How to allow it", allow);
    return !ferror(stdout);
}

/* Removes a regular file: never a device that somebody named as output. */
static void remove_output(const char *path)
{
    struct stat status;
    if (path && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && unlink(path) != 0)
        fprintf(stderr, "%s: warning: can't remove the wrong output: %s\n", program,
                strerror(errno));
}

/* The command's exit status, as a shell would give it; -1: it could not be run. */
static int run(const char *const *command, struct polyffi_problem *problem)
{
    pid_t child;
    int status;
    fflush(NULL);
    /* posix_spawnp changes neither the words nor their list. */
    int error =
        posix_spawnp(&child, command[0], NULL, NULL, (char *const *)(uintptr_t)command, environ);
    if (error) {
        polyffi_problem_set(
            problem, NULL, 0,
            "can't run the link command '%s': %s; name a compiler driver that can be run",
            command[0], strerror(error));
        return -1;
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) {
            polyffi_problem_set(problem, NULL, 0, "can't wait for the link command: %s",
                                strerror(errno));
            return -1;
        }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int fail(const struct polyffi_problem *problem)
{
    polyffi_report_problem(stderr, problem, &(struct polyffi_report_style){.program = program});
    return FAILED;
}

/* The same for a check. */
static int fail_check(const struct reporter *reporter, const struct polyffi_problem *problem)
{
    reporter_problem(reporter, problem);
    return FAILED;
}

/* Like link_and_check. */
static int check_files(struct reporter *reporter, struct polyffi_check *check, bool *wrong,
                       struct polyffi_problem *problem)
{
    if (!polyffi_check_inputs(check, problem) || !polyffi_check_result(check, problem))
        return fail_check(reporter, problem);
    int status = reporter_tell(reporter, check) ? FOUND : CLEAN;
    *wrong = status == FOUND && reporter->options->delete_on_error;
    return status;
}

/* Runs the command that makes what is to be checked.  Its failure is its own to tell; reports say
   that nothing is known then. */
static int run_link(struct reporter *reporter, struct polyffi_problem *problem)
{
    int status = run(reporter->options->command.items, problem);
    if (status < 0)
        return fail_check(reporter, problem);
    if (status)
        polyffi_problem_set(
            problem, NULL, 0,
            "the link command failed with status %d: what it should make was not checked", status);
    return status;
}

/* The exit status.  *wrong: the product must not stay. */
static int link_and_check(struct reporter *reporter, struct polyffi_check *check, bool *wrong,
                          struct polyffi_problem *problem)
{
    if (!polyffi_check_inputs(check, problem))
        return fail_check(reporter, problem);
    *wrong = reporter_tell(reporter, check);
    if (*wrong)
        return FOUND;
    int status = run_link(reporter, problem);
    if (status)
        return status;
    polyffi_check_forget(check);
    *wrong = true;
    if (!polyffi_check_result(check, problem))
        return fail_check(reporter, problem);
    *wrong = reporter_tell(reporter, check);
    return *wrong ? FOUND : CLEAN;
}

/* Writes the report and ends the check, which may be NULL. */
static int conclude(struct reporter *reporter, struct polyffi_check *check, int status, bool wrong,
                    struct polyffi_problem *problem)
{
    bool linked = reporter->options->links || reporter->options->delete_on_error;
    if (!reporter_end(reporter, problem)) {
        wrong = linked && status == CLEAN;
        status = fail_check(reporter, problem);
    }
    if (wrong && check)
        remove_output(polyffi_check_product(check));
    polyffi_check_free(check);
    return status;
}

static int list_symbols(const char *path, struct polyffi_problem *problem)
{
    struct polyffi_symbols *symbols = polyffi_symbols_open(path, problem);
    const struct polyffi_symbol *symbol = NULL;
    if (!symbols)
        return fail(problem);
    bool good;
    while ((good = polyffi_symbols_next(symbols, &symbol, problem)) && symbol)
        if (!polyffi_symbol_write(stdout, symbol))
            break;
    polyffi_symbols_free(symbols);
    return good ? CLEAN : fail(problem);
}

static int list_exports(const struct polyffi_words *paths, bool json,
                        struct polyffi_problem *problem)
{
    struct polyffi_exports *exports = polyffi_exports_open(paths->items, paths->count, problem);
    if (!exports)
        return fail(problem);
    if (json)
        polyffi_exports_write_json(stdout, exports);
    for (size_t i = 0; !json && i < polyffi_exports_count(exports); i++)
        polyffi_export_write(stdout, polyffi_exports_at(exports, i));
    polyffi_exports_free(exports);
    return CLEAN;
}

static int compare(const char *const *paths, bool json, struct polyffi_problem *problem)
{
    struct polyffi_exports *before = polyffi_exports_open(paths, 1, problem);
    struct polyffi_exports *after = before ? polyffi_exports_open(paths + 1, 1, problem) : NULL;
    struct polyffi_comparison *comparison =
        after ? polyffi_comparison_new(before, after, problem) : NULL;
    int status = comparison ? CLEAN : fail(problem);
    if (comparison && json)
        polyffi_comparison_write_json(stdout, comparison);
    for (size_t i = 0; comparison && !json && i < polyffi_comparison_count(comparison); i++)
        polyffi_difference_write(stdout, polyffi_comparison_at(comparison, i));
    if (comparison && polyffi_comparison_breaks(comparison))
        status = FOUND;
    polyffi_comparison_free(comparison);
    polyffi_exports_free(after);
    polyffi_exports_free(before);
    return status;
}

/* The paths of the request's files; free them in both cases. */
static bool file_paths(const struct options *options, struct polyffi_words *paths,
                       struct polyffi_problem *problem)
{
    const struct polyffi_request *request = &options->request;
    *paths = (struct polyffi_words){0};
    for (size_t i = 0; i < request->file_count; i++)
        if (!polyffi_words_add(paths, request->files[i].path))
            return polyffi_problem_memory(problem);
    return true;
}

static int list_files(const struct options *options, const struct polyffi_words *paths,
                      struct polyffi_problem *problem)
{
    int status = CLEAN;
    bool json = options->format == POLYFFI_REPORT_JSON;
    if (options->mode == OPTIONS_EXPORTS)
        return list_exports(paths, json, problem);
    if (options->mode == OPTIONS_COMPARE)
        return compare(paths->items, json, problem);
    for (size_t i = 0; status == CLEAN && i < paths->count; i++)
        status = list_symbols(paths->items[i], problem);
    return status;
}

/* A list that could not be written is no success. */
static int list(const struct options *options, struct polyffi_problem *problem)
{
    struct polyffi_words paths;
    bool good = file_paths(options, &paths, problem);
    int status = good ? list_files(options, &paths, problem) : fail(problem);
    polyffi_words_free(&paths);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : FAILED;
}

static int check(const struct options *options, struct polyffi_problem *problem)
{
    struct reporter reporter;
    bool wrong = false;
    int status;
    reporter_begin(&reporter, options);
    if (options->mode == OPTIONS_LINK && !options->links) {
        reporter_not_done(&reporter, "the command", "it does not link");
        return conclude(&reporter, NULL, run_link(&reporter, problem), false, problem);
    }
    struct polyffi_check *opened = polyffi_check_open(&options->request, problem);
    if (!opened)
        status = fail_check(&reporter, problem);
    else if (options->mode == OPTIONS_LINK)
        status = link_and_check(&reporter, opened, &wrong, problem);
    else
        status = check_files(&reporter, opened, &wrong, problem);
    return conclude(&reporter, opened, status, wrong, problem);
}

/* Tells what is wrong with the options, also in the report that they ask for. */
static int refuse(const struct options *options, struct polyffi_problem *problem)
{
    struct reporter reporter;
    reporter_begin(&reporter, options);
    return conclude(&reporter, NULL, fail_check(&reporter, problem), false, problem);
}

static int merge(const struct options *options, struct polyffi_problem *problem)
{
    struct polyffi_words paths;
    struct output output = {0};
    bool good = file_paths(options, &paths, problem) &&
                output_open(&output, options->output, problem) &&
                polyffi_report_merge(output.stream, paths.items, paths.count, problem);
    good = output_close(&output, good, problem) && good;
    polyffi_words_free(&paths);
    return good ? CLEAN : fail(problem);
}

static int finish(bool good)
{
    return good && fflush(stdout) == 0 ? CLEAN : FAILED;
}

static int act(const struct options *options, struct polyffi_problem *problem)
{
    switch (options->mode) {
    case OPTIONS_CHECK:
    case OPTIONS_LINK:
        return check(options, problem);
    case OPTIONS_EXPORTS:
    case OPTIONS_SYMBOLS:
    case OPTIONS_COMPARE:
        return list(options, problem);
    case OPTIONS_MERGE:
        return merge(options, problem);
    case OPTIONS_LIST_RULES:
        return finish(print_rules());
    case OPTIONS_EXPLAIN:
        return finish(print_explanation(options->explained));
    case OPTIONS_HELP:
        return finish(fputs(help, stdout) >= 0);
    case OPTIONS_VERSION:
        return finish(printf("polyffi-check %s\n", POLYFFI_VERSION) > 0);
    }
    return FAILED;
}

/* Nobody knows what the link made from a file that changed: it must be made again. */
static int guarded_act(const struct options *options, struct polyffi_problem *problem)
{
    int status = guard(act, options, problem);
    if (status >= 0)
        return status;
    if (options->mode == OPTIONS_LINK)
        remove_output(options->request.result);
    return refuse(options, problem);
}

int main(int count, char **words)
{
    struct options options;
    struct polyffi_problem problem = {0};
    size_t given = count > 0 ? (size_t)count - 1 : 0;
    int status =
        options_parse((const char *const *)words + (given ? 1 : 0), given, &options, &problem)
            ? guarded_act(&options, &problem)
            : refuse(&options, &problem);
    options_free(&options);
    if (ferror(stderr) || fflush(stderr) != 0)
        return FAILED;
    return status;
}
