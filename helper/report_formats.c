/* SPDX-License-Identifier: MIT */
/* The one table of all formats. */
#include <stdlib.h>
#include <string.h>

#include "mangling.h"
#include "report_writers.h"

struct format {
    const char *name;
    report_writer *write;
};

static const struct format formats[] = {
    [POLYFFI_REPORT_TEXT] = {"text", report_write_text},
    [POLYFFI_REPORT_JSON] = {"json", report_write_json},
    [POLYFFI_REPORT_SARIF] = {"sarif", report_write_sarif},
    [POLYFFI_REPORT_JUNIT] = {"junit", report_write_junit},
    [POLYFFI_REPORT_GITHUB] = {"github", report_write_github},
};

const char *polyffi_report_format_name(enum polyffi_report_format format)
{
    size_t index = (size_t)format;
    return index < sizeof formats / sizeof *formats ? formats[index].name : NULL;
}

bool polyffi_report_write(FILE *stream, enum polyffi_report_format format,
                          const struct polyffi_report *report)
{
    return formats[format].write(stream, report) && !ferror(stream);
}

enum polyffi_severity report_severity(const struct polyffi_report *report,
                                      const struct polyffi_finding *finding)
{
    bool lowered = report->warn && finding->severity == POLYFFI_ERROR;
    return lowered ? POLYFFI_WARNING : finding->severity;
}

char *report_demangled(const char *symbol, bool *failed)
{
    /* Names grow when they are demangled; a buffer that is too small says so by being full. */
    size_t size = strlen(symbol) * 4 + 256;
    char *shown = malloc(size);
    *failed = !shown;
    if (!shown)
        return NULL;
    mangling_show(symbol, shown, size);
    if (strcmp(shown, symbol) != 0 && strlen(shown) < size - 1)
        return shown;
    free(shown);
    return NULL;
}
