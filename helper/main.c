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

#include "options.h"
#include "polyffi/polyffi.h"

static const char program[] = "polyffi-check";

enum { CLEAN = 0, FOUND = 1, FAILED = 2 };

extern char **environ;

static const char help[] =
    "Usage: polyffi-check [OPTION]... FILE...\n"
    "       polyffi-check [OPTION]... --link COMMAND [ARG]...\n"
    "       polyffi-check --exports | --symbols FILE...\n"
    "       polyffi-check --compare OLD NEW\n"
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

static int fail(const struct polyffi_problem *problem)
{
    polyffi_report_problem(stderr, program, problem);
    return FAILED;
}

/* Removes a regular file: never a device that somebody named as output. */
static void remove_output(const char *path)
{
    struct stat status;
    if (path && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && unlink(path) != 0)
        fprintf(stderr, "%s: warning: can't remove the wrong output: %s\n", program,
                strerror(errno));
}

/* Reports the findings and what was not checked; true if a finding is an error. */
static bool report(const struct options *options, const struct polyffi_check *check)
{
    const struct polyffi_request *request = &options->request;
    struct polyffi_report_style style = {
        .warn = options->warn,
        .target = request->target,
        .target_place = {.file = request->place_file, .line = request->place_line},
    };
    bool errors = false;
    for (size_t i = 0; i < polyffi_check_count(check); i++) {
        const struct polyffi_finding *finding = polyffi_check_finding(check, i);
        polyffi_report_finding(stderr, finding, &style);
        errors = errors || finding->severity == POLYFFI_ERROR;
    }
    for (size_t i = 0; i < polyffi_check_remark_count(check); i++)
        polyffi_report_remark(stderr, polyffi_check_remark(check, i));
    for (size_t i = 0; i < polyffi_check_not_done_count(check); i++)
        polyffi_report_not_done(stderr, program, polyffi_check_not_done(check, i));
    return errors && !options->warn;
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
        polyffi_problem_set(problem, NULL, 0, "can't run the link command '%s': %s", command[0],
                            strerror(error));
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

static int check_files(const struct options *options, struct polyffi_problem *problem)
{
    struct polyffi_check *check = polyffi_check_open(&options->request, problem);
    if (!check)
        return fail(problem);
    int status = FAILED;
    if (polyffi_check_inputs(check, problem) && polyffi_check_result(check, problem)) {
        status = report(options, check) ? FOUND : CLEAN;
        if (status == FOUND && options->delete_on_error)
            remove_output(polyffi_check_product(check));
    } else {
        fail(problem);
    }
    polyffi_check_free(check);
    return status;
}

static int link_and_check(const struct options *options, struct polyffi_check *check,
                          struct polyffi_problem *problem)
{
    const char *output = polyffi_check_product(check);
    if (!polyffi_check_inputs(check, problem))
        return fail(problem);
    if (report(options, check)) {
        remove_output(output);
        return FOUND;
    }
    int status = run(options->command.items, problem);
    if (status < 0)
        return fail(problem);
    if (status)
        return status;
    polyffi_check_forget(check);
    if (!polyffi_check_result(check, problem)) {
        remove_output(output);
        return fail(problem);
    }
    if (!report(options, check))
        return CLEAN;
    remove_output(output);
    return FOUND;
}

static int check_link(const struct options *options, struct polyffi_problem *problem)
{
    if (!options->links) {
        int status = run(options->command.items, problem);
        return status < 0 ? fail(problem) : status;
    }
    struct polyffi_check *check = polyffi_check_open(&options->request, problem);
    if (!check)
        return fail(problem);
    int status = link_and_check(options, check, problem);
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

static int list_exports(const struct polyffi_words *paths, struct polyffi_problem *problem)
{
    struct polyffi_exports *exports = polyffi_exports_open(paths->items, paths->count, problem);
    if (!exports)
        return fail(problem);
    for (size_t i = 0; i < polyffi_exports_count(exports); i++)
        polyffi_export_write(stdout, polyffi_exports_at(exports, i));
    polyffi_exports_free(exports);
    return CLEAN;
}

static int compare(const char *const *paths, struct polyffi_problem *problem)
{
    struct polyffi_exports *before = polyffi_exports_open(paths, 1, problem);
    struct polyffi_exports *after = before ? polyffi_exports_open(paths + 1, 1, problem) : NULL;
    struct polyffi_comparison *comparison =
        after ? polyffi_comparison_new(before, after, problem) : NULL;
    int status = comparison ? CLEAN : fail(problem);
    for (size_t i = 0; comparison && i < polyffi_comparison_count(comparison); i++)
        polyffi_difference_write(stdout, polyffi_comparison_at(comparison, i));
    if (comparison && polyffi_comparison_breaks(comparison))
        status = FOUND;
    polyffi_comparison_free(comparison);
    polyffi_exports_free(after);
    polyffi_exports_free(before);
    return status;
}

static int list_files(const struct options *options, const struct polyffi_words *paths,
                      struct polyffi_problem *problem)
{
    int status = CLEAN;
    if (options->mode == OPTIONS_EXPORTS)
        return list_exports(paths, problem);
    if (options->mode == OPTIONS_COMPARE)
        return compare(paths->items, problem);
    for (size_t i = 0; status == CLEAN && i < paths->count; i++)
        status = list_symbols(paths->items[i], problem);
    return status;
}

/* A list that could not be written is no success. */
static int list(const struct options *options, struct polyffi_problem *problem)
{
    const struct polyffi_request *request = &options->request;
    struct polyffi_words paths = {0};
    bool good = true;
    for (size_t i = 0; good && i < request->file_count; i++)
        good = polyffi_words_add(&paths, request->files[i].path) || polyffi_problem_memory(problem);
    int status = good ? list_files(options, &paths, problem) : fail(problem);
    polyffi_words_free(&paths);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : FAILED;
}

static int finish(bool good)
{
    return good && fflush(stdout) == 0 ? CLEAN : FAILED;
}

static int act(const struct options *options, struct polyffi_problem *problem)
{
    switch (options->mode) {
    case OPTIONS_CHECK:
        return check_files(options, problem);
    case OPTIONS_LINK:
        return check_link(options, problem);
    case OPTIONS_EXPORTS:
    case OPTIONS_SYMBOLS:
    case OPTIONS_COMPARE:
        return list(options, problem);
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

int main(int count, char **words)
{
    struct options options;
    struct polyffi_problem problem = {0};
    size_t given = count > 0 ? (size_t)count - 1 : 0;
    int status =
        options_parse((const char *const *)words + (given ? 1 : 0), given, &options, &problem)
            ? act(&options, &problem)
            : fail(&problem);
    options_free(&options);
    if (ferror(stderr) || fflush(stderr) != 0)
        return FAILED;
    return status;
}
