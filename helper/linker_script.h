/* SPDX-License-Identifier: MIT */
/* Linker scripts, as far as a link line has them: the small texts that stand for libraries
   ("GROUP ( /lib/libc.so.6 AS_NEEDED ( ... ) )"), and PolyFFI's own, whose first line is
   a comment that names the dep-info file of a Rust crate:

       / * PolyFFI: dep-info FILE * /       (without the blanks in the comment signs)
 */
#ifndef LINKER_SCRIPT_H
#define LINKER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "memory.h"
#include "polyffi/words.h"

struct linker_script {
    struct polyffi_words files; /* the words of INPUT, GROUP and AS_NEEDED; "-lNAME" as it stands */
    const char *entry;          /* of ENTRY(), or NULL */
    const char *dep_info;       /* or NULL */
    const char *fault;          /* what linkers can't read, or NULL */
    unsigned long fault_line;
};

/* Reads the text; the strings are copies in the arena, free the list with
   polyffi_words_free(&script->files).  *recognised: it looks like a linker script (an empty one
   does).  False: no memory. */
bool linker_script_parse(const char *text, size_t size, struct arena *arena,
                         struct linker_script *script, bool *recognised);

/* The text has the name as a word of its own, outside of comments: it may define the symbol. */
bool linker_script_mentions(const char *text, size_t size, const char *name);

#endif
