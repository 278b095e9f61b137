/* SPDX-License-Identifier: MIT */
/* What C can call in a library, and how that differs between two versions of it.
 *
 * Exports are the defined symbols of objects and archives, or the dynamic ones of shared
 * libraries and executables, that are global or weak, visible to others and not mangled; without
 * those of Rust's standard library and of the start files.
 *
 *     struct polyffi_exports *exports = polyffi_exports_open(&path, 1, &problem);
 *     for (size_t i = 0; exports && i < polyffi_exports_count(exports); i++)
 *         use(polyffi_exports_at(exports, i));
 *     polyffi_exports_free(exports);
 */
#ifndef POLYFFI_EXPORTS_H
#define POLYFFI_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "polyffi/declare.h"
#include "polyffi/problem.h"
#include "polyffi/symbols.h"

POLYFFI_BEGIN

struct polyffi_exports;

/* Reads the exports of all files together; paths are borrowed.  NULL: the problem says why they
   can't be told, also where a file is stripped or holds nothing but a link-time optimiser's
   code.  Free with polyffi_exports_free. */
struct polyffi_exports *polyffi_exports_open(const char *const *paths, size_t count,
                                             struct polyffi_problem *problem);

/* How many there are. */
size_t polyffi_exports_count(const struct polyffi_exports *exports);

/* The export at the index, sorted by name, then version, then as the files have them; NULL behind
   the last.  Lives as long as the exports. */
const struct polyffi_symbol *polyffi_exports_at(const struct polyffi_exports *exports,
                                                size_t index);

/* Accepts NULL. */
void polyffi_exports_free(struct polyffi_exports *exports);

/* Writes one line: name, kind, FILE or FILE(MEMBER), and its version if it has one ("@@NAME", an
   old one "@NAME").  Such lines can be read back as a file of exports.  False: the stream
   failed. */
bool polyffi_export_write(FILE *stream, const struct polyffi_symbol *symbol);

/* Writes all as one object of JSON, which polyffi-check(1) describes.  False: the stream
   failed. */
bool polyffi_exports_write_json(FILE *stream, const struct polyffi_exports *exports);

enum polyffi_difference_kind {
    POLYFFI_ADDED,   /* programs that use the old library can't miss it */
    POLYFFI_REMOVED, /* programs that use it no longer link or load */
    POLYFFI_CHANGED,
};

struct polyffi_difference {
    enum polyffi_difference_kind kind;
    const struct polyffi_symbol *before, *after; /* NULL where there is none */
    const char *aspect;   /* of a change: "kind", "binding", "visibility", "size" (of data),
                             "version", or "default" (version that new programs are linked with) */
    const char *was, *is; /* of a change, in words */
};

struct polyffi_comparison;

/* Compares two sets of exports, which are borrowed.  Of two definitions the first strong one
   counts.  A version that takes the place of another is a change; one that is kept beside a new
   one is none, nor is a function that becomes an ifunc, or common data that is placed.  NULL: no
   memory.  Free with polyffi_comparison_free. */
struct polyffi_comparison *polyffi_comparison_new(const struct polyffi_exports *before,
                                                  const struct polyffi_exports *after,
                                                  struct polyffi_problem *problem);

/* How many differences there are. */
size_t polyffi_comparison_count(const struct polyffi_comparison *comparison);

/* The difference at the index, sorted by name; NULL behind the last. */
const struct polyffi_difference *polyffi_comparison_at(const struct polyffi_comparison *comparison,
                                                       size_t index);

/* Something was removed or changed: what was built with the old one may not work. */
bool polyffi_comparison_breaks(const struct polyffi_comparison *comparison);

/* Accepts NULL. */
void polyffi_comparison_free(struct polyffi_comparison *comparison);

/* Writes one line: "added NAME KIND PLACE", "removed NAME KIND PLACE" or
   "changed NAME ASPECT WAS IS".  False: the stream failed. */
bool polyffi_difference_write(FILE *stream, const struct polyffi_difference *difference);

/* Writes all as one object of JSON, which polyffi-check(1) describes.  False: the stream
   failed. */
bool polyffi_comparison_write_json(FILE *stream, const struct polyffi_comparison *comparison);

POLYFFI_END

#endif
