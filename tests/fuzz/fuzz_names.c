/* SPDX-License-Identifier: MIT
   The input is a name from a symbol table and one that somebody asks for. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "mangling.h"
#include "names.h"

/* Of a method not all is read. */
static void expect_part(const char *whole, const char *part, size_t length, bool optional)
{
    if (optional && !part && !length)
        return;
    fuzz_expect(part >= whole && part + length <= whole + strlen(whole),
                "a part of a name is outside of it");
}

static void read_name(const char *symbol, const char *wanted)
{
    struct mangled_name parsed;
    const char *name;
    size_t length;
    char shown[256];
    if (mangling_parse(symbol, &parsed)) {
        fuzz_expect(mangling_maybe_rust(symbol), "a mangled name that does not look like one");
        expect_part(symbol, parsed.crate, parsed.crate_length, parsed.method);
        expect_part(symbol, parsed.name, parsed.name_length, parsed.method);
    }
    if (mangling_cxx_name(symbol, &name, &length))
        expect_part(symbol, name, length, false);
    mangling_names(symbol, wanted, NULL, 0);
    mangling_show(symbol, shown, sizeof shown);
    fuzz_expect(strlen(shown) < sizeof shown, "a name without an end");
    fuzz_expect(names_nearness(symbol, wanted) == names_nearness(wanted, symbol),
                "one name is nearer than the other");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input input = {bytes, size};
    char *symbol = fuzz_string(&input), *wanted = fuzz_string(&input);
    read_name(symbol, wanted);
    free(symbol);
    free(wanted);
    return 0;
}
