/* SPDX-License-Identifier: MIT */
/* What the harnesses of the report's formats share: reports of arbitrary strings, and what every
   format's output must be. */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include "fuzz.h"
#include "polyffi/polyffi.h"

/* Writes a report whose strings and numbers are the input's, as one text: free() it. */
char *fuzz_report_write(enum polyffi_report_format format, const uint8_t *bytes, size_t size,
                        size_t *length);

/* Ends the program unless the text is valid UTF-8 without a control character but newline, and
   without one that changes the direction of writing or can't be seen. */
void fuzz_expect_plain(const char *text, size_t size);

/* Ends the program unless the text is one JSON value (RFC 8259). */
void fuzz_expect_json(const char *text, size_t size);

#endif
