/* SPDX-License-Identifier: MIT */
/* Telling what a check found: as text, one line each, "FILE:LINE: error: MESSAGE [PF001 name]",
   and as whole reports for other programs. */
#ifndef POLYFFI_REPORT_H
#define POLYFFI_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "polyffi/declare.h"
#include "polyffi/finding.h"
#include "polyffi/problem.h"
#include "polyffi/request.h"

POLYFFI_BEGIN

struct polyffi_report_style {
    const char *program; /* named where there is no file; NULL: nothing is */
    bool warn;           /* errors are shown as warnings */
    bool color;          /* severities are coloured, as terminals understand it */
    const char *target;  /* named in a note of each finding, or NULL */
    struct polyffi_place target_place;
};

/* Writes the finding and its notes.  False: the stream failed. */
bool polyffi_report_finding(FILE *stream, const struct polyffi_finding *finding,
                            const struct polyffi_report_style *style);

/* Writes the problem.  False: the stream failed. */
bool polyffi_report_problem(FILE *stream, const struct polyffi_problem *problem,
                            const struct polyffi_report_style *style);

/* Writes what there is to say about the request.  False: the stream failed. */
bool polyffi_report_remark(FILE *stream, const struct polyffi_note *remark,
                           const struct polyffi_report_style *style);

/* Writes "PROGRAM: note: not checked: WHAT, because WHY".  False: the stream failed. */
bool polyffi_report_not_done(FILE *stream, const struct polyffi_not_done *not_done,
                             const struct polyffi_report_style *style);

/* Writes the text so that a terminal or an editor shows it as one line and nothing else happens:
   control characters and bytes that are not UTF-8 as \xNN, characters that change the writing
   direction as \u{NNNN}.  False: the stream failed. */
bool polyffi_report_escaped(FILE *stream, const char *text);

enum polyffi_report_format {
    POLYFFI_REPORT_TEXT,
    POLYFFI_REPORT_JSON,   /* described in polyffi-check(1) */
    POLYFFI_REPORT_SARIF,  /* SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it */
    POLYFFI_REPORT_JUNIT,  /* JUnit's XML, as CI servers read it */
    POLYFFI_REPORT_GITHUB, /* GitHub's workflow commands: annotations of the source */
};

/* All that a report tells; everything is borrowed.  Only the request is compulsory. */
struct polyffi_report {
    const struct polyffi_request *request;         /* files, exports, target, the place to blame */
    const struct polyffi_finding *const *findings; /* also those that are suppressed */
    size_t finding_count;
    const struct polyffi_note *remarks; /* on the request */
    size_t remark_count;
    const struct polyffi_not_done *not_done;
    size_t not_done_count;
    const struct polyffi_problem *problem; /* why the check has no end; NULL: it has one */
    bool warn;                             /* errors are told as warnings */
    const char *root;      /* of the sources: files below are named relative to it; NULL: the
                              directory */
    const char *directory; /* absolute, where relative names begin; NULL: not known */
};

/* Writes the whole report.  Names in it may hold any bytes, the report is valid, and harmless on
   a terminal.  False: the stream failed, or no memory. */
bool polyffi_report_write(FILE *stream, enum polyffi_report_format format,
                          const struct polyffi_report *report);

/* Merges reports in SARIF of checks of one project into one with a single run, each result once.
   A file that is missing is told in it: there is a target that nothing is known of.  False: the
   problem says why, or the stream failed. */
bool polyffi_report_merge(FILE *stream, const char *const *paths, size_t count,
                          struct polyffi_problem *problem);

/* "text", "json", "sarif", "junit" or "github"; NULL: there is no such format. */
const char *polyffi_report_format_name(enum polyffi_report_format format);

POLYFFI_END

#endif
