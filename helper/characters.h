/* SPDX-License-Identifier: MIT */
/* Text that came out of files, character by character: what may be shown as it is? */
#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The character is seen where it stands, and does nothing else: no control character, none that
   breaks lines or changes the direction of writing. */
bool character_is_plain(uint32_t character);

/* What a format writes in the place of a character; NULL: the character itself. */
typedef const char *character_replacer(uint32_t character);

/* Writes the text on one line: control characters and bytes that are not UTF-8 as \xNN, others
   that are not plain as \u{NNNN}, the rest through the replacer, if there is one. */
void characters_write(FILE *stream, const char *text, character_replacer *replacer);

#endif
