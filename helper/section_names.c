/* SPDX-License-Identifier: MIT */
#include "section_names.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum {
    CODE = SHF_ALLOC | SHF_EXECINSTR,
    DATA = SHF_ALLOC | SHF_WRITE,
    LOCAL = SHF_ALLOC | SHF_WRITE | SHF_TLS,
};

/* The name itself, or a name that begins with it and a dot, as compilers write them. */
static bool belongs(const char *name, const char *special)
{
    size_t length = strlen(special);
    return strncmp(name, special, length) == 0 && (!name[length] || name[length] == '.');
}

/* "code", ".Text", "_DATA": what stands behind the punctuation, in any case. */
static bool resembles(const char *name, const char *word)
{
    return strcasecmp(name + strspn(name, "._"), word) == 0;
}

bool section_names_find(const char *name, struct section_promise *promise)
{
    static const struct {
        const char *name;
        unsigned flags, forbidden;
    } special[] = {
        {".text", CODE, SHF_WRITE},           {".init", CODE, SHF_WRITE},
        {".fini", CODE, SHF_WRITE},           {".rodata", SHF_ALLOC, SHF_WRITE | SHF_EXECINSTR},
        {".data", DATA, SHF_EXECINSTR},       {".bss", DATA, SHF_EXECINSTR},
        {".tdata", LOCAL, SHF_EXECINSTR},     {".tbss", LOCAL, SHF_EXECINSTR},
        {".init_array", DATA, SHF_EXECINSTR}, {".fini_array", DATA, SHF_EXECINSTR},
    };
    static const struct {
        const char *word, *proper;
        unsigned flags;
    } wrong[] = {
        {"text", ".text", CODE}, {"txt", ".text", CODE}, {"code", ".text", CODE},
        {"data", ".data", DATA}, {"bss", ".bss", DATA},
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (belongs(name, special[i].name)) {
            *promise = (struct section_promise){special[i].flags, special[i].forbidden, NULL};
            return true;
        }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (resembles(name, wrong[i].word)) {
            *promise = (struct section_promise){wrong[i].flags, 0, wrong[i].proper};
            return true;
        }
    return false;
}

bool section_names_code(const char *name)
{
    struct section_promise promise;
    return section_names_find(name, &promise) && promise.flags & SHF_EXECINSTR;
}
