/* SPDX-License-Identifier: MIT
   The input is the strings of a report: each line must begin as one of ours does, whatever they
   hold. */
#include <stdlib.h>
#include <string.h>

#include "fuzz_report.h"

static bool has_word(const char *line, size_t length)
{
    static const char *const words[] = {"error: ", "warning: ", "note: "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(line, length, words[i], strlen(words[i])))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t length, lines = 0;
    char *text = fuzz_report_write(POLYFFI_REPORT_TEXT, bytes, size, &length);
    for (const char *line = text; *line; lines++) {
        const char *newline = strchr(line, '\n');
        fuzz_expect(newline != NULL, "the last line has no end");
        fuzz_expect(has_word(line, (size_t)(newline - line)), "a string made a line of its own");
        line = newline + 1;
    }
    fuzz_expect(lines <= 2 * (1 + 3 + 1) + 3, "more lines than there is to tell");
    free(text);
    return 0;
}
