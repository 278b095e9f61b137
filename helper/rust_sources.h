/* SPDX-License-Identifier: MIT */
/* Rust sources as text: where is `fn NAME` or `static NAME`, and is it exported?
   Comments, strings and attributes are told apart; macros are not expanded. */
#ifndef RUST_SOURCES_H
#define RUST_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "polyffi/problem.h"
#include "polyffi/words.h"

struct rust_item {
    const char *file;
    unsigned long line, column; /* of the name */
    const char *signature;      /* from `pub` to the name, in one line */
    bool exported;              /* #[no_mangle], or #[export_name = "NAME"] */
    bool conditional;           /* #[cfg] or #[cfg_attr] before it */
    bool generic;               /* over types or constants: can't be exported */
    bool method;                /* in an impl or trait */
    bool extern_abi;            /* extern "..." fn */
    bool data;                  /* a static */
};

/* The item of that name in the text; one that could be exported rather than a method.  Fills all
   but file; the signature lives in the arena.  False: there is none, or no memory for it. */
bool rust_source_find(const char *text, size_t size, const char *name, struct arena *arena,
                      struct rust_item *item);

/* The .rs files that the dep-info text (a Makefile rule) names as prerequisites; each once.
   False: no memory. */
bool rust_sources_list(const char *text, size_t size, struct arena *arena,
                       struct polyffi_words *sources);

#endif
