/* SPDX-License-Identifier: MIT
   The input is the strings of a report, which must be valid JSON when it is written as such. */
#include <stdlib.h>

#include "fuzz_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t length;
    char *text = fuzz_report_write(POLYFFI_REPORT_JSON, bytes, size, &length);
    fuzz_expect_json(text, length);
    free(text);
    return 0;
}
