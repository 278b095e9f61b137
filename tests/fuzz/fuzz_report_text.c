/* SPDX-License-Identifier: MIT
   The input is the strings of a finding and of a problem: each line of the text report must stay
   the one line that it is. */
#include <stdlib.h>
#include <string.h>

#include "fuzz_report.h"

static size_t count_lines(const char *text, size_t size)
{
    size_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input input = {bytes, size};
    struct fuzz_report report;
    char *text = NULL;
    size_t length = 0;
    fuzz_report_make(&report, &input);
    FILE *stream = open_memstream(&text, &length);
    fuzz_expect(stream && polyffi_report_finding(stream, &report.finding, &report.style) &&
                    polyffi_report_problem(stream, &report.problem, &report.style) &&
                    fclose(stream) == 0,
                "the report can't be written");
    fuzz_expect_plain(text, length);
    fuzz_expect(count_lines(text, length) ==
                    2 + report.finding.note_count + (report.style.target != NULL),
                "a string made a line of its own");
    free(text);
    fuzz_report_free(&report);
    return 0;
}
