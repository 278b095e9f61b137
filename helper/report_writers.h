/* SPDX-License-Identifier: MIT */
/* The formats of reports, one file each, and what they share.  A writer writes the whole report
   to the stream; false: no memory.  Whether the stream failed is asked once, behind it. */
#ifndef REPORT_WRITERS_H
#define REPORT_WRITERS_H

#include <stdbool.h>
#include <stdio.h>

#include "polyffi/report.h"

typedef bool report_writer(FILE *stream, const struct polyffi_report *report);

report_writer report_write_text;
report_writer report_write_json;
report_writer report_write_sarif;
report_writer report_write_junit;
report_writer report_write_github;

/* How severe the report tells the finding. */
enum polyffi_severity report_severity(const struct polyffi_report *report,
                                      const struct polyffi_finding *finding);

/* The name as the language writes it, or NULL (with *failed false) if that is the name itself.
   Free with free(). */
char *report_demangled(const char *symbol, bool *failed);

#endif
