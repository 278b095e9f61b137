/* SPDX-License-Identifier: MIT */
/* A growing list of strings that somebody else owns. */
#ifndef POLYFFI_WORDS_H
#define POLYFFI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "polyffi/declare.h"

POLYFFI_BEGIN

struct polyffi_words {
    const char **items;
    size_t count;
    size_t capacity;
};

/* Appends the word; borrows it.  False: no memory, the list is unchanged. */
bool polyffi_words_add(struct polyffi_words *words, const char *word);

/* Frees the list, not the words.  Accepts a zeroed one. */
void polyffi_words_free(struct polyffi_words *words);

POLYFFI_END

#endif
