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
    const struct polyffi_request *request; /* says what is allowed, and what is how severe */
    struct arena arena;                    /* owns all text */
    struct polyffi_finding **items;
    size_t count, capacity;
    struct polyffi_finding **suppressed;
    size_t suppressed_count, suppressed_capacity;
    bool *used; /* one for each suppression: it suppressed something; NULL: none did */
    struct polyffi_note *remarks;
    size_t remark_count, remark_capacity;
    struct polyffi_not_done *not_done; /* each once; the first not_done_told are told already */
    size_t not_done_count, not_done_capacity, not_done_told;
    bool undemangled; /* a name was shown as it is for want of libiberty */
    bool failed;      /* no memory */
};

/* Adds a finding; strings are copied.  symbol NULL: it has none; file: what the glob of an
   allowance is held against then.  NULL: it is allowed or off, or no memory; findings_note
   accepts that. */
struct polyffi_finding *findings_add(struct findings *findings, const char *rule,
                                     const char *symbol, const char *file,
                                     struct polyffi_place place, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Makes a finding less severe than its rule, unless the request says what it is.  Accepts NULL. */
void findings_lower(const struct findings *findings, struct polyffi_finding *finding,
                    enum polyffi_severity severity);

/* Says which file, and which member of it or NULL, shows what was found; strings are copied. */
void findings_locate(struct findings *findings, struct polyffi_finding *finding, const char *file,
                     const char *member);

/* findings_add would add it, and it would be reported. */
bool findings_will_report(struct findings *findings, const char *rule, const char *symbol,
                          const char *file);

/* Adds a note to the finding; place.file NULL: where the finding is. */
void findings_note(struct findings *findings, struct polyffi_finding *finding,
                   struct polyffi_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Says that something was not checked, or not said, and why; of the same reason once. */
void findings_not_done(struct findings *findings, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Remarks that suppressions have expired, or that one which has not suppressed nothing. */
void findings_remark_expired(struct findings *findings);
void findings_remark_useless(struct findings *findings);

/* The name as messages show it: cut when it is very long.  Lives as long as the findings. */
const char *findings_shown(struct findings *findings, const char *name);

/* Sorts the findings, and the suppressed ones, by place, rule and symbol, and drops what is there
   twice. */
void findings_sort(struct findings *findings);

/* Accepts a zeroed one. */
void findings_free(struct findings *findings);

#endif
