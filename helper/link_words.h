/* SPDX-License-Identifier: MIT */
/* The options of compiler drivers and linkers that matter to a link line: those with a meaning
   for a check, and those whose argument must not be taken for a file. */
#ifndef LINK_WORDS_H
#define LINK_WORDS_H

#include <stdbool.h>

enum link_action {
    LINK_IGNORE,
    LINK_OUTPUT,
    LINK_ENTRY,
    LINK_STATIC,
    LINK_STATIC_PIE,
    LINK_PIE,
    LINK_NO_PIE,
    LINK_SHARED,
    LINK_RELOCATABLE,
    LINK_NO_START_FILES,
    LINK_NO_STDLIB,
    LINK_NO_DEFAULT_LIBRARIES,
    LINK_SEARCH_PATH,
    LINK_LIBRARY,
    LINK_SCRIPT,
    LINK_WANTED,
    LINK_KEYWORD,
    LINK_SYSROOT,
    LINK_DEFINE,
    LINK_WRAP,
    LINK_ONLY_STATIC,
    LINK_ALSO_SHARED,
    LINK_WHOLE_ARCHIVE,
    LINK_NO_WHOLE_ARCHIVE,
    LINK_PUSH_STATE,
    LINK_POP_STATE,
    LINK_START_GROUP,
    LINK_END_GROUP,
    LINK_LINKER,
    LINK_UNDEFINED_MODE,
    LINK_UNDEFINED_ALLOWED,
    LINK_UNDEFINED_REFUSED,
    LINK_GC_SECTIONS,
    LINK_NO_GC_SECTIONS,
    LINK_SANITIZE,
    LINK_LANGUAGE,
    LINK_FORMAT,
    LINK_NO_LINK,
    LINK_PLUGIN,
};

struct link_option {
    const char *name; /* without dashes */
    enum link_action action;
    bool has_argument;
};

/* The option that the word, which begins with a dash, is to the driver, or to the linker (from
   -Wl, or -Xlinker).  *value: the argument that is joined to it, or NULL.  False: none of those
   that matter. */
bool link_words_match(const char *word, bool linker, struct link_option *option,
                      const char **value);

#endif
