/* SPDX-License-Identifier: MIT */
/* What polyffi-check says: text on stderr while it goes, and the report that was asked for when
   it is done. */
#ifndef REPORTER_H
#define REPORTER_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"
#include "polyffi/polyffi.h"

struct reporter {
    const struct options *options;
    struct polyffi_report_style style;
    bool text;                               /* findings are told on stderr */
    const struct polyffi_finding **findings; /* all so far; the checks own them */
    size_t finding_count;
    struct polyffi_note *remarks;
    size_t remark_count;
    struct polyffi_not_done *not_done;
    size_t not_done_count;
    bool failed; /* no memory */
};

/* Options that could not be read to their end will do. */
void reporter_begin(struct reporter *reporter, const struct options *options);

/* Tells what the check found and what it did not do so far; borrows it until reporter_end.
   True: a finding is an error. */
bool reporter_tell(struct reporter *reporter, const struct polyffi_check *check);

/* For the report alone: something that was not done, and why.  Borrows the text. */
void reporter_not_done(struct reporter *reporter, const char *what, const char *why);

/* Tells a problem on stderr. */
void reporter_problem(const struct reporter *reporter, const struct polyffi_problem *problem);

/* Writes the report, if one was asked for, with the problem that the check ended with (its
   message is empty: with none), and frees everything.  False: it could not; the problem says
   why. */
bool reporter_end(struct reporter *reporter, struct polyffi_problem *problem);

#endif
