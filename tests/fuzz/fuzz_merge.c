/* SPDX-License-Identifier: MIT
   The input is two reports in SARIF, with a NUL between them: merged they must be valid JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input input = {bytes, size};
    struct polyffi_problem problem = {0};
    char *first = fuzz_string(&input), *text = NULL;
    size_t length = 0, first_size = size - input.left - (input.left != 0);
    const char *paths[] = {fuzz_file(0, bytes, first_size), fuzz_file(1, input.at, input.left)};
    FILE *stream = open_memstream(&text, &length);
    fuzz_expect(stream != NULL, "no memory");
    bool good = polyffi_report_merge(stream, paths, 2, &problem);
    fuzz_expect(fclose(stream) == 0, "the report can't be written");
    fuzz_expect(good || problem.message[0], "refused without a reason");
    if (good) {
        fuzz_expect_plain(text, length);
        fuzz_expect_json(text, length);
    }
    free(first);
    free(text);
    return 0;
}
