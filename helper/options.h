/* SPDX-License-Identifier: MIT */
/* polyffi-check's command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#include "polyffi/problem.h"
#include "polyffi/report.h"
#include "polyffi/request.h"
#include "polyffi/rule.h"
#include "polyffi/words.h"

enum options_mode {
    OPTIONS_CHECK,   /* the files of the request */
    OPTIONS_LINK,    /* check, run the link command, check */
    OPTIONS_EXPORTS, /* list what the files export */
    OPTIONS_SYMBOLS, /* list every symbol table entry of the files */
    OPTIONS_COMPARE, /* compare what the first file and the second export */
    OPTIONS_MERGE,   /* merge the files, which are reports */
    OPTIONS_LIST_RULES,
    OPTIONS_EXPLAIN,
    OPTIONS_HELP,
    OPTIONS_VERSION,
};

enum options_color {
    OPTIONS_COLOR_AUTO, /* where stderr is a terminal that has colours */
    OPTIONS_COLOR_ALWAYS,
    OPTIONS_COLOR_NEVER,
};

/* A zeroed one is empty. */
struct options {
    struct polyffi_request request;
    enum options_mode mode;
    struct polyffi_words command; /* of OPTIONS_LINK, as given: ends with NULL for exec */
    const struct polyffi_rule *explained;
    bool links; /* the command links; false: it only compiles */
    bool warn;
    bool delete_on_error;
    enum polyffi_report_format format; /* of the report */
    const char *output;                /* its file, or NULL */
    const char *root;                  /* of the sources, or NULL */
    enum options_color color;
};

/* Reads the words behind the program's name; borrows them.  False: the problem says what to
   change.  Free with options_free in both cases. */
bool options_parse(const char *const *words, size_t count, struct options *options,
                   struct polyffi_problem *problem);

/* Accepts a zeroed one. */
void options_free(struct options *options);

#endif
