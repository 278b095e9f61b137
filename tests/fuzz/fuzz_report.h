/* SPDX-License-Identifier: MIT */
/* What the harnesses of the report's formats share: findings of arbitrary strings, and what
   every format's output must be. */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include "fuzz.h"
#include "polyffi/polyffi.h"

enum { FUZZ_NOTES = 3 };

/* A finding and a problem that own their strings. */
struct fuzz_report {
    struct polyffi_finding finding;
    struct polyffi_note notes[FUZZ_NOTES];
    struct polyffi_report_style style;
    struct polyffi_problem problem;
};

/* Fills the report from the input; the style and the numbers come from its first bytes. */
void fuzz_report_make(struct fuzz_report *report, struct fuzz_input *input);
void fuzz_report_free(struct fuzz_report *report);

/* Ends the program unless the text is valid UTF-8 without a control character but newline, and
   without one that changes the direction of writing or can't be seen. */
void fuzz_expect_plain(const char *text, size_t size);

#endif
