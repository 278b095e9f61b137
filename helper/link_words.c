/* SPDX-License-Identifier: MIT */
#include "link_words.h"

#include <stddef.h>
#include <string.h>

enum reader { DRIVER = 1, LINKER = 2, BOTH = DRIVER | LINKER };

enum argument {
    NONE,
    APART,  /* -o FILE */
    EITHER, /* -o FILE, -oFILE */
    EQUALS, /* --entry=SYMBOL, --entry SYMBOL */
};

struct entry {
    const char *name; /* without dashes */
    unsigned char readers, argument, action;
};

/* Only what has an argument or a meaning here; any other word with a dash is passed over. */
static const struct entry entries[] = {
    {"o", BOTH, EITHER, LINK_OUTPUT},
    {"output", BOTH, EQUALS, LINK_OUTPUT},
    {"e", BOTH, EITHER, LINK_ENTRY},
    {"entry", BOTH, EQUALS, LINK_ENTRY},
    {"static", BOTH, NONE, LINK_STATIC},
    {"static-pie", BOTH, NONE, LINK_STATIC_PIE},
    {"pie", BOTH, NONE, LINK_PIE},
    {"pic-executable", BOTH, NONE, LINK_PIE},
    {"no-pie", BOTH, NONE, LINK_NO_PIE},
    {"nopie", BOTH, NONE, LINK_NO_PIE},
    {"shared", BOTH, NONE, LINK_SHARED},
    {"Bshareable", LINKER, NONE, LINK_SHARED},
    {"r", BOTH, NONE, LINK_RELOCATABLE},
    {"relocatable", LINKER, NONE, LINK_RELOCATABLE},
    {"nostartfiles", DRIVER, NONE, LINK_NO_START_FILES},
    {"nostdlib", DRIVER, NONE, LINK_NO_STDLIB},
    {"no-standard-libraries", DRIVER, NONE, LINK_NO_STDLIB},
    {"nodefaultlibs", DRIVER, NONE, LINK_NO_DEFAULT_LIBRARIES},
    {"nolibc", DRIVER, NONE, LINK_NO_DEFAULT_LIBRARIES},
    {"L", BOTH, EITHER, LINK_SEARCH_PATH},
    {"library-path", BOTH, EQUALS, LINK_SEARCH_PATH},
    {"l", BOTH, EITHER, LINK_LIBRARY},
    {"library", BOTH, EQUALS, LINK_LIBRARY},
    {"T", BOTH, EITHER, LINK_SCRIPT},
    {"script", BOTH, EQUALS, LINK_SCRIPT},
    {"u", BOTH, EITHER, LINK_WANTED},
    {"undefined", BOTH, EQUALS, LINK_WANTED},
    {"require-defined", LINKER, EQUALS, LINK_WANTED},
    {"z", BOTH, EITHER, LINK_KEYWORD},
    {"sysroot", BOTH, EQUALS, LINK_SYSROOT},
    {"defsym", BOTH, EQUALS, LINK_DEFINE},
    {"wrap", LINKER, EQUALS, LINK_WRAP},
    {"Bstatic", LINKER, NONE, LINK_ONLY_STATIC},
    {"dn", LINKER, NONE, LINK_ONLY_STATIC},
    {"non_shared", LINKER, NONE, LINK_ONLY_STATIC},
    {"Bdynamic", LINKER, NONE, LINK_ALSO_SHARED},
    {"dy", LINKER, NONE, LINK_ALSO_SHARED},
    {"call_shared", LINKER, NONE, LINK_ALSO_SHARED},
    {"whole-archive", LINKER, NONE, LINK_WHOLE_ARCHIVE},
    {"no-whole-archive", LINKER, NONE, LINK_NO_WHOLE_ARCHIVE},
    {"push-state", LINKER, NONE, LINK_PUSH_STATE},
    {"pop-state", LINKER, NONE, LINK_POP_STATE},
    {"start-group", LINKER, NONE, LINK_START_GROUP},
    {"(", LINKER, NONE, LINK_START_GROUP},
    {"end-group", LINKER, NONE, LINK_END_GROUP},
    {")", LINKER, NONE, LINK_END_GROUP},
    {"fuse-ld", DRIVER, EQUALS, LINK_LINKER},
    {"ld-path", DRIVER, EQUALS, LINK_LINKER},
    {"unresolved-symbols", LINKER, EQUALS, LINK_UNDEFINED_MODE},
    {"warn-unresolved-symbols", LINKER, NONE, LINK_UNDEFINED_ALLOWED},
    {"noinhibit-exec", LINKER, NONE, LINK_UNDEFINED_ALLOWED},
    {"no-undefined", LINKER, NONE, LINK_UNDEFINED_REFUSED},
    {"gc-sections", LINKER, NONE, LINK_GC_SECTIONS},
    {"no-gc-sections", LINKER, NONE, LINK_NO_GC_SECTIONS},
    {"fsanitize", DRIVER, EQUALS, LINK_SANITIZE},
    {"x", DRIVER, EITHER, LINK_LANGUAGE},
    {"c", DRIVER, NONE, LINK_NO_LINK},
    {"S", DRIVER, NONE, LINK_NO_LINK},
    {"E", DRIVER, NONE, LINK_NO_LINK},
    {"fsyntax-only", DRIVER, NONE, LINK_NO_LINK},
    /* With an argument that is not a file of the link. */
    {"A", BOTH, APART, LINK_IGNORE},
    {"B", DRIVER, APART, LINK_IGNORE},
    {"D", DRIVER, APART, LINK_IGNORE},
    {"F", BOTH, APART, LINK_IGNORE},
    {"G", LINKER, APART, LINK_IGNORE},
    {"I", BOTH, APART, LINK_IGNORE},
    {"MF", DRIVER, APART, LINK_IGNORE},
    {"MQ", DRIVER, APART, LINK_IGNORE},
    {"MT", DRIVER, APART, LINK_IGNORE},
    {"Map", LINKER, EQUALS, LINK_IGNORE},
    {"P", LINKER, APART, LINK_IGNORE},
    {"R", BOTH, APART, LINK_IGNORE},
    {"U", DRIVER, APART, LINK_IGNORE},
    {"Xassembler", DRIVER, APART, LINK_IGNORE},
    {"Xclang", DRIVER, APART, LINK_IGNORE},
    {"Xpreprocessor", DRIVER, APART, LINK_IGNORE},
    {"Y", LINKER, APART, LINK_IGNORE},
    {"a", LINKER, APART, LINK_IGNORE},
    {"arch", DRIVER, APART, LINK_IGNORE},
    {"architecture", LINKER, EQUALS, LINK_IGNORE},
    {"assert", LINKER, APART, LINK_IGNORE},
    {"audit", LINKER, EQUALS, LINK_IGNORE},
    {"aux-info", DRIVER, APART, LINK_IGNORE},
    {"auxiliary", LINKER, EQUALS, LINK_IGNORE},
    {"b", BOTH, APART, LINK_FORMAT},
    {"c", LINKER, APART, LINK_IGNORE},
    {"dT", LINKER, APART, LINK_IGNORE},
    {"default-script", LINKER, EQUALS, LINK_IGNORE},
    {"depaudit", LINKER, EQUALS, LINK_IGNORE},
    {"dependency-file", LINKER, EQUALS, LINK_IGNORE},
    {"dumpbase", DRIVER, APART, LINK_IGNORE},
    {"dumpbase-ext", DRIVER, APART, LINK_IGNORE},
    {"dumpdir", DRIVER, APART, LINK_IGNORE},
    {"dynamic-linker", BOTH, EQUALS, LINK_IGNORE},
    {"dynamic-list", LINKER, EQUALS, LINK_IGNORE},
    {"exclude-libs", LINKER, EQUALS, LINK_IGNORE},
    {"f", LINKER, APART, LINK_IGNORE},
    {"filter", LINKER, EQUALS, LINK_IGNORE},
    {"fini", LINKER, EQUALS, LINK_IGNORE},
    {"format", LINKER, EQUALS, LINK_FORMAT},
    {"gcc-toolchain", DRIVER, EQUALS, LINK_IGNORE},
    {"h", LINKER, APART, LINK_IGNORE},
    {"idirafter", DRIVER, APART, LINK_IGNORE},
    {"imacros", DRIVER, APART, LINK_IGNORE},
    {"include", DRIVER, APART, LINK_IGNORE},
    {"init", LINKER, EQUALS, LINK_IGNORE},
    {"iprefix", DRIVER, APART, LINK_IGNORE},
    {"iquote", DRIVER, APART, LINK_IGNORE},
    {"isysroot", DRIVER, APART, LINK_IGNORE},
    {"isystem", DRIVER, APART, LINK_IGNORE},
    {"iwithprefix", DRIVER, APART, LINK_IGNORE},
    {"iwithprefixbefore", DRIVER, APART, LINK_IGNORE},
    {"just-symbols", LINKER, EQUALS, LINK_IGNORE},
    {"m", LINKER, APART, LINK_IGNORE},
    {"mllvm", BOTH, APART, LINK_IGNORE},
    {"mri-script", LINKER, EQUALS, LINK_IGNORE},
    {"oformat", BOTH, EQUALS, LINK_IGNORE},
    {"param", DRIVER, APART, LINK_IGNORE},
    {"plugin", LINKER, EQUALS, LINK_PLUGIN},
    {"plugin-opt", LINKER, EQUALS, LINK_IGNORE},
    {"retain-symbols-file", LINKER, EQUALS, LINK_IGNORE},
    {"rpath", BOTH, EQUALS, LINK_IGNORE},
    {"rpath-link", BOTH, EQUALS, LINK_IGNORE},
    {"section-start", LINKER, EQUALS, LINK_IGNORE},
    {"soname", BOTH, EQUALS, LINK_IGNORE},
    {"target", DRIVER, EQUALS, LINK_IGNORE},
    {"trace-symbol", LINKER, EQUALS, LINK_IGNORE},
    {"version-script", LINKER, EQUALS, LINK_IGNORE},
    {"wrapper", DRIVER, APART, LINK_IGNORE},
    {"y", LINKER, APART, LINK_IGNORE},
    /* Whole words that would read as -e, -l, -o, -T, -u or -z with an argument joined to it. */
    {"Tbss", BOTH, EQUALS, LINK_IGNORE},
    {"Tdata", BOTH, EQUALS, LINK_IGNORE},
    {"Tldata-segment", BOTH, EQUALS, LINK_IGNORE},
    {"Trodata-segment", BOTH, EQUALS, LINK_IGNORE},
    {"Ttext", BOTH, EQUALS, LINK_IGNORE},
    {"Ttext-segment", BOTH, EQUALS, LINK_IGNORE},
    {"emit-llvm", DRIVER, NONE, LINK_IGNORE},
    {"emit-relocs", LINKER, NONE, LINK_IGNORE},
    {"enable-new-dtags", LINKER, NONE, LINK_IGNORE},
    {"end-lib", LINKER, NONE, LINK_IGNORE},
    {"export-dynamic", BOTH, NONE, LINK_IGNORE},
    {"export-dynamic-symbol", LINKER, EQUALS, LINK_IGNORE},
    {"omagic", LINKER, NONE, LINK_IGNORE},
    {"undef", DRIVER, NONE, LINK_IGNORE},
    {"unique", LINKER, NONE, LINK_IGNORE},
};

enum { COUNT = sizeof entries / sizeof *entries };

static bool give(const struct entry *entry, struct link_option *option)
{
    *option =
        (struct link_option){entry->name, (enum link_action)entry->action, entry->argument != NONE};
    return true;
}

/* "--entry", "-entry", "--entry=X", "-e": the whole word, up to an equals sign. */
static bool is_whole(const struct entry *entry, const char *name, size_t length, bool two)
{
    return strlen(entry->name) == length && memcmp(entry->name, name, length) == 0 &&
           !(two && length == 1) && !(name[length] && entry->argument != EQUALS);
}

bool link_words_match(const char *word, bool linker, struct link_option *option, const char **value)
{
    bool two = word[1] == '-';
    const char *name = word + 1 + two;
    size_t length = strcspn(name, "=");
    unsigned reader = linker ? LINKER : DRIVER;
    *value = NULL;
    for (size_t i = 0; i < COUNT; i++)
        if (entries[i].readers & reader && is_whole(&entries[i], name, length, two)) {
            *value = name[length] ? name + length + 1 : NULL;
            return give(&entries[i], option);
        }
    for (size_t i = 0; i < COUNT && !two; i++)
        if (entries[i].readers & reader && entries[i].argument == EITHER &&
            name[0] == *entries[i].name) {
            *value = name + 1;
            return give(&entries[i], option);
        }
    return false;
}
