/* SPDX-License-Identifier: MIT */
/* The rules: what is checked, how it is called, and the whole story of each. */
#ifndef POLYFFI_RULE_H
#define POLYFFI_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "polyffi/declare.h"
#include "polyffi/problem.h"

POLYFFI_BEGIN

enum polyffi_severity {
    POLYFFI_OFF,     /* not reported */
    POLYFFI_NOTE,    /* worth knowing; nothing is wrong */
    POLYFFI_WARNING, /* works, perhaps by luck */
    POLYFFI_ERROR,   /* fails, or does something else than intended */
};

struct polyffi_rule {
    const char *id;   /* "PF001"; never reused */
    const char *name; /* "missing-export" */
    enum polyffi_severity severity;
    const char *summary; /* one line */
    const char *see;     /* what one sees */
    const char *happens; /* what happens without the check */
    const char *why;     /* how it comes about */
    const char *mend;    /* what to change */
};

/* The rule at the index, in the order of the ids; NULL behind the last. */
const struct polyffi_rule *polyffi_rule_at(size_t index);

/* "off", "note", "warning" or "error". */
const char *polyffi_severity_name(enum polyffi_severity severity);

/* Sets *severity to the one of that name.  False: there is none. */
bool polyffi_severity_find(const char *name, enum polyffi_severity *severity);

/* The rule with this id or name (of that length), or NULL. */
const struct polyffi_rule *polyffi_rule_find(const char *text, size_t length);

/* The same.  NULL: the problem, at that place (file NULL: no particular one), names the nearest. */
const struct polyffi_rule *polyffi_rule_require(const char *text, size_t length, const char *file,
                                                unsigned long line,
                                                struct polyffi_problem *problem);

POLYFFI_END

#endif
