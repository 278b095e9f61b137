/* SPDX-License-Identifier: MIT
   The input is the strings of a report: as GitHub's workflow commands it must have one of ours
   in each line. */
#include <stdlib.h>
#include <string.h>

#include "fuzz_report.h"

static const char *skip(const char *at, const char *word)
{
    return strncmp(at, word, strlen(word)) == 0 ? at + strlen(word) : NULL;
}

/* "::error file=F,line=1,title=T::MESSAGE": the values can't hold what ends them. */
static void read_command(const char *line, const char *end)
{
    static const char *const words[] = {"::error ", "::warning ", "::notice "};
    const char *at = NULL;
    for (size_t i = 0; !at && i < sizeof words / sizeof *words; i++)
        at = skip(line, words[i]);
    fuzz_expect(at != NULL, "a line without a command");
    for (;;) {
        const char *equals = memchr(at, '=', (size_t)(end - at));
        fuzz_expect(equals != NULL, "a property without a value");
        size_t length = (size_t)(equals - at);
        fuzz_expect((length == 4 && (skip(at, "file") || skip(at, "line"))) ||
                        (length == 3 && skip(at, "col")) || (length == 5 && skip(at, "title")),
                    "an unknown property");
        at = equals + 1 + strcspn(equals + 1, ",:");
        fuzz_expect(at < end, "a command without a message");
        if (*at == ':')
            break;
        at++;
    }
    fuzz_expect(at[1] == ':', "a colon in a value");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    size_t length;
    char *text = fuzz_report_write(POLYFFI_REPORT_GITHUB, bytes, size, &length);
    for (const char *line = text; *line;) {
        const char *newline = strchr(line, '\n');
        fuzz_expect(newline != NULL, "the last line has no end");
        read_command(line, newline);
        line = newline + 1;
    }
    free(text);
    return 0;
}
