/* SPDX-License-Identifier: MIT */
/* What a file that is not ELF is, by its first bytes. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stdbool.h>
#include <stddef.h>

struct format {
    const char *name; /* "a Windows (COFF) object" */
    const char *mend; /* what to do instead */
};

/* An object or a program of another system or for another linker; NULL: none of those. */
const struct format *formats_foreign(const unsigned char *bytes, size_t size);

/* LLVM's bitcode: for its optimiser, not for the linker itself. */
bool formats_bitcode(const unsigned char *bytes, size_t size);

/* What anything else looks like, for a message: "raw binary data; ..." */
const char *formats_describe(const unsigned char *bytes, size_t size);

#endif
