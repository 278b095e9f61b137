/* SPDX-License-Identifier: MIT */
/* Where a finding is, for readers that look for files in a source tree. */
#ifndef REPORT_PLACES_H
#define REPORT_PLACES_H

#include <stdbool.h>

#include "polyffi/report.h"

/* The place to show for the finding: its line; else the one that the build system gave; else
   the file that has the defect. */
struct polyffi_place report_place(const struct polyffi_report *report,
                                  const struct polyffi_finding *finding);

/* The report's root; absolute as far as the report tells.  NULL: no memory.  Free with free(). */
char *report_root(const struct polyffi_report *report);

/* The path of the file relative to the report's root, without "." and ".."; *inside false: it is
   elsewhere, and the path absolute as far as the report tells.  NULL: no memory.  Free with
   free(). */
char *report_path(const struct polyffi_report *report, const char *file, bool *inside);

/* The path as a URI: relative, or "file:///...".  NULL: no memory.  Free with free(). */
char *report_uri(const char *path);

/* What stands behind the last slash. */
const char *report_basename(const char *path);

#endif
