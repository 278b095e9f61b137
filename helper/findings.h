/* SPDX-License-Identifier: MIT */
/* Collecting findings.  Like stdio, a collection remembers that it failed: rules add what they
   find and ask once at the end. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "polyffi/finding.h"
#include "polyffi/request.h"

/* A zeroed one, with the request, is empty. */
struct findings {
    const struct polyffi_request *request; /* says what is allowed */
    struct arena arena;                    /* owns all text */
    struct polyffi_finding **items;
    size_t count, capacity;
    bool failed; /* no memory */
};

/* Adds a finding; strings are copied.  symbol NULL: it has none; file: what the glob of an
   allowance is held against then.  NULL: it is allowed, or no memory; findings_note accepts
   that. */
struct polyffi_finding *findings_add(struct findings *findings, const char *rule,
                                     const char *symbol, const char *file,
                                     struct polyffi_place place, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Adds a note to the finding; place.file NULL: where the finding is. */
void findings_note(struct findings *findings, struct polyffi_finding *finding,
                   struct polyffi_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The name as messages show it: cut when it is very long.  Lives as long as the findings. */
const char *findings_shown(struct findings *findings, const char *name);

/* Sorts by place, rule and symbol, and drops what is there twice. */
void findings_sort(struct findings *findings);

/* Accepts a zeroed one. */
void findings_free(struct findings *findings);

#endif
