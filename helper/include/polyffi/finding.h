/* SPDX-License-Identifier: MIT */
/* What a rule found: something wrong at the boundary between the languages. */
#ifndef POLYFFI_FINDING_H
#define POLYFFI_FINDING_H

#include <stddef.h>

#include "polyffi/declare.h"
#include "polyffi/rule.h"

POLYFFI_BEGIN

/* A place in a source file, or, with line 0, a file that has no lines. */
struct polyffi_place {
    const char *file;
    unsigned long line;
    unsigned long column; /* 0: not known */
};

struct polyffi_note {
    struct polyffi_place place; /* file NULL: the finding's own */
    const char *text;
};

/* All strings are raw bytes as the files had them: escape before showing. */
struct polyffi_finding {
    const struct polyffi_rule *rule;
    enum polyffi_severity severity;
    struct polyffi_place place;
    const char *file;   /* that shows the defect: object, archive or linked result; or NULL */
    const char *member; /* of that archive, or NULL */
    const char *symbol; /* as it stands in the symbol table, or NULL */
    const char *message;
    struct polyffi_note *notes;
    size_t note_count;
    const char *suppression; /* why it does not count, or NULL: it does */
};

/* What was not checked, or not said, that would have mattered to this check. */
struct polyffi_not_done {
    const char *what; /* "undefined references" */
    const char *why;  /* and what to change: raw bytes, escape before showing */
};

POLYFFI_END

#endif
