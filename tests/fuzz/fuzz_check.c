/* SPDX-License-Identifier: MIT
   The input is one or two files: a byte of choices, the size of the first (two bytes), and the
   files.  They are checked as polyffi-check does it, and the report must be plain text. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_report.h"

enum { LINK = 1, PROGRAM = 2, FREESTANDING = 4, SECOND = 8, EXPORTS = 16, SHARED = 32 };

static const struct polyffi_report_style style = {.program = "polyffi-check", .target = "target"};

static void report(const struct polyffi_check *check, FILE *stream)
{
    for (size_t i = 0; i < polyffi_check_count(check); i++)
        polyffi_report_finding(stream, polyffi_check_finding(check, i), &style);
    for (size_t i = 0; i < polyffi_check_not_done_count(check); i++)
        polyffi_report_not_done(stream, polyffi_check_not_done(check, i), &style);
}

static void run(const struct polyffi_request *request)
{
    struct polyffi_problem problem = {0};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    fuzz_expect(stream != NULL, "no memory");
    struct polyffi_check *check = polyffi_check_open(request, &problem);
    if (check && polyffi_check_inputs(check, &problem) && polyffi_check_result(check, &problem)) {
        report(check, stream);
        fuzz_expect(!problem.message[0], "a problem, and none");
    } else {
        fuzz_expect(problem.message[0], "refused without a reason");
        polyffi_report_problem(stream, &problem, &style);
    }
    polyffi_check_free(check);
    fuzz_expect(fclose(stream) == 0, "the report can't be written");
    fuzz_expect_plain(text, length);
    free(text);
}

static void choose(struct polyffi_request *request, unsigned choices)
{
    static const char *const names[] = {"hello", "main", "table"};
    request->link = choices & LINK;
    request->no_default_libraries = true; /* what this machine has is not the input's */
    if (choices & PROGRAM)
        request->kind = POLYFFI_KIND_PIE;
    if (choices & FREESTANDING)
        request->startup = POLYFFI_STARTUP_FREESTANDING;
    if (choices & SHARED)
        request->kind = POLYFFI_KIND_SHARED;
    for (size_t i = 0; choices & EXPORTS && i < sizeof names / sizeof *names; i++)
        fuzz_expect(polyffi_request_add_export(
                        request, (struct polyffi_export){.name = names[i], .data = i == 2}),
                    "no memory");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input input = {bytes, size};
    struct polyffi_request request = {0};
    unsigned choices = fuzz_byte(&input);
    size_t first = fuzz_number(&input);
    if (!(choices & SECOND) || first > input.left)
        first = input.left;
    struct polyffi_file file = {.path = fuzz_file(0, input.at, first)};
    choose(&request, choices);
    fuzz_expect(polyffi_request_add_file(&request, file), "no memory");
    if (choices & SECOND) {
        file.path = fuzz_file(1, input.at + first, input.left - first);
        fuzz_expect(polyffi_request_add_file(&request, file), "no memory");
    }
    run(&request);
    polyffi_request_free(&request);
    return 0;
}
