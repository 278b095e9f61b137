/* SPDX-License-Identifier: MIT */
/* Findings and problems as text, one line each: "FILE:LINE: error: MESSAGE [PF001 name]". */
#ifndef POLYFFI_REPORT_H
#define POLYFFI_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "polyffi/declare.h"
#include "polyffi/finding.h"
#include "polyffi/problem.h"

POLYFFI_BEGIN

struct polyffi_report_style {
    bool warn;          /* errors are shown as warnings */
    const char *target; /* named in a note of each finding, or NULL */
    struct polyffi_place target_place;
};

/* Writes the finding and its notes.  False: the stream failed. */
bool polyffi_report_finding(FILE *stream, const struct polyffi_finding *finding,
                            const struct polyffi_report_style *style);

/* Writes the problem; program is shown where the problem has no file.  False: the stream failed. */
bool polyffi_report_problem(FILE *stream, const char *program,
                            const struct polyffi_problem *problem);

/* Writes what there is to say about the request.  False: the stream failed. */
bool polyffi_report_remark(FILE *stream, const struct polyffi_note *remark);

/* Writes "PROGRAM: note: not checked: WHAT, because WHY".  False: the stream failed. */
bool polyffi_report_not_done(FILE *stream, const char *program,
                             const struct polyffi_not_done *not_done);

/* Writes the text so that a terminal or an editor shows it as one line and nothing else happens:
   control characters and bytes that are not UTF-8 as \xNN, characters that change the writing
   direction as \u{NNNN}.  False: the stream failed. */
bool polyffi_report_escaped(FILE *stream, const char *text);

POLYFFI_END

#endif
