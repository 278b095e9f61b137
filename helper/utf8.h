/* SPDX-License-Identifier: MIT */
/* Text in UTF-8, as it comes from files and should not be trusted. */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one character of a text that ends with NUL; how many bytes it has.  0: the bytes are
   none. */
size_t utf8_read(const char *text, uint32_t *character);

bool utf8_is_valid(const char *text);

#endif
