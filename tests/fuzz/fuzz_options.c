/* SPDX-License-Identifier: MIT
   The first byte says which reader of texts the rest is for. */
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "fuzz.h"
#include "link_line.h"
#include "linker_script.h"
#include "options.h"
#include "rust_sources.h"

static void read_options(const char *const *words, size_t count)
{
    struct options options;
    struct polyffi_problem problem = {0};
    bool good = options_parse(words, count, &options, &problem);
    fuzz_expect(good != (problem.message[0] != '\0'), "no reason, or one too many");
    options_free(&options);
}

static void read_response_file(const char *text, size_t size)
{
    char word[64] = "@";
    strncat(word, fuzz_file(0, text, size), sizeof word - 2);
    const char *const words[] = {word, "input.o"};
    read_options(words, 2);
}

static void read_exports(const char *text, size_t size)
{
    const char *const words[] = {"--exports-file", fuzz_file(0, text, size), "input.o"};
    read_options(words, 3);
}

static void read_suppressions(const char *text, size_t size)
{
    const char *const words[] = {"--suppressions", fuzz_file(0, text, size), "input.o"};
    read_options(words, 3);
}

static void read_link_line(const char *text, size_t size)
{
    struct arena arena = {0};
    struct polyffi_words words = {0};
    struct polyffi_request request = {0};
    struct polyffi_problem problem = {0};
    bool links;
    bool good = polyffi_words_add(&words, "cc") &&
                arguments_split(text, size, &arena, &words, &problem) &&
                link_line_parse(&words, &arena, &request, &links, &problem);
    fuzz_expect(good != (problem.message[0] != '\0'), "no reason, or one too many");
    polyffi_request_free(&request);
    polyffi_words_free(&words);
    arena_free(&arena);
}

static void touch_words(struct polyffi_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        fuzz_touch(words->items[i], strlen(words->items[i]) + 1);
    polyffi_words_free(words);
}

static bool touch_word(const char *word, size_t length, void *context)
{
    (void)context;
    fuzz_touch(word, length);
    return true;
}

static void read_linker_script(const char *text, size_t size)
{
    struct arena arena = {0};
    struct linker_script script;
    bool recognised;
    fuzz_expect(linker_script_parse(text, size, &arena, &script, &recognised), "no memory");
    touch_words(&script.files);
    linker_script_each_word(text, size, touch_word, NULL);
    arena_free(&arena);
}

static void read_dep_info(const char *text, size_t size)
{
    struct arena arena = {0};
    struct polyffi_words sources = {0};
    fuzz_expect(rust_sources_list(text, size, &arena, &sources), "no memory");
    touch_words(&sources);
    arena_free(&arena);
}

/* Its first line is the name to look for. */
static void read_rust_source(const char *text, size_t size)
{
    struct arena arena = {0};
    struct rust_item item;
    const char *newline = size ? memchr(text, '\n', size) : NULL;
    if (!newline)
        return;
    size_t length = (size_t)(newline + 1 - text);
    char *name = arena_copy(&arena, text, length - 1);
    fuzz_expect(name != NULL, "no memory");
    if (rust_source_find(newline + 1, size - length, name, &arena, &item)) {
        fuzz_expect(item.line && item.column, "an item without a place");
        fuzz_touch(item.signature, strlen(item.signature) + 1);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const readers[])(const char *, size_t) = {
        read_response_file, read_exports,     read_link_line,    read_linker_script,
        read_dep_info,      read_rust_source, read_suppressions,
    };
    enum { READERS = sizeof readers / sizeof *readers };
    if (!size)
        return 0;
    /* Printable, so that a dictionary and a reader of the corpus can have it. */
    size_t reader = (size_t)(bytes[0] - '0');
    if (reader < READERS)
        readers[reader]((const char *)bytes + 1, size - 1);
    return 0;
}
