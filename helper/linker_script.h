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

/* Calls visit with each word of the text outside of comments, which is not ended by NUL, until it
   returns false: a script that defines a symbol has its name.  False: visit did. */
bool linker_script_each_word(const char *text, size_t size,
                             bool (*visit)(const char *word, size_t length, void *context),
                             void *context);

#endif
