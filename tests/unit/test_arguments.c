/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <unistd.h>

#include "unit.h"

static void join(const struct polyffi_words *words, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < words->count; i++)
        snprintf(out + strlen(out), size - strlen(out), "%s%s", i ? "|" : "", words->items[i]);
}

static void splits_into(const char *text, const char *expected)
{
    struct arena arena = {0};
    struct polyffi_words words = {0};
    struct polyffi_problem problem;
    char out[256];
    assert_true(arguments_split(text, strlen(text), &arena, &words, &problem));
    join(&words, out, sizeof out);
    assert_string_equal(out, expected);
    polyffi_words_free(&words);
    arena_free(&arena);
}

TEST(text_is_split_at_blanks)
{
    (void)state;
    splits_into("  a.o\tb.o\n\nc.o ", "a.o|b.o|c.o");
    splits_into("", "");
}

TEST(quotes_keep_blanks)
{
    (void)state;
    splits_into("'a b' \"c d\" e\" \"f", "a b|c d|e f");
    splits_into("\"it's\" ''", "it's|");
}

TEST(backslash_keeps_the_next_character)
{
    (void)state;
    splits_into("a\\ b \\\"c\\\" d\\\\e", "a b|\"c\"|d\\e");
}

TEST(unended_quote_ends_with_the_text)
{
    (void)state;
    splits_into("a 'b c", "a|b c");
    splits_into("a\\", "a\\");
}

/* A response file with the text; the caller removes and frees it. */
static char *response_file(const char *text)
{
    char *path = strdup("/tmp/polyffi-unit-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    return path;
}

TEST(response_file_is_read)
{
    (void)state;
    char *path = response_file("a.o 'b c.o'"), word[64], out[256];
    struct arena arena = {0};
    struct polyffi_words words = {0};
    struct polyffi_problem problem;
    snprintf(word, sizeof word, "@%s", path);
    const char *given[] = {"first", word, "--link", word};
    assert_true(arguments_expand(given, 4, "--link", &arena, &words, &problem));
    join(&words, out, sizeof out);
    assert_memory_equal(out, "first|a.o|b c.o|--link|@", 24);
    polyffi_words_free(&words);
    arena_free(&arena);
    unlink(path);
    free(path);
}

TEST(missing_response_file_is_a_word)
{
    (void)state;
    struct arena arena = {0};
    struct polyffi_words words = {0};
    struct polyffi_problem problem;
    const char *given[] = {"@/nonexistent/file"};
    assert_true(arguments_expand(given, 1, NULL, &arena, &words, &problem));
    assert_string_equal(words.items[0], "@/nonexistent/file");
    polyffi_words_free(&words);
    arena_free(&arena);
}

TEST(response_file_that_names_itself_is_a_problem)
{
    (void)state;
    char *path = response_file(""), word[64];
    struct arena arena = {0};
    struct polyffi_words words = {0};
    struct polyffi_problem problem;
    snprintf(word, sizeof word, "@%s", path);
    FILE *stream = fopen(path, "w");
    fputs(word, stream);
    fclose(stream);
    const char *given[] = {word};
    assert_false(arguments_expand(given, 1, NULL, &arena, &words, &problem));
    assert_non_null(strstr(problem.message, "nested"));
    polyffi_words_free(&words);
    arena_free(&arena);
    unlink(path);
    free(path);
}

RUN(cmocka_unit_test(text_is_split_at_blanks), cmocka_unit_test(quotes_keep_blanks),
    cmocka_unit_test(backslash_keeps_the_next_character),
    cmocka_unit_test(unended_quote_ends_with_the_text), cmocka_unit_test(response_file_is_read),
    cmocka_unit_test(missing_response_file_is_a_word),
    cmocka_unit_test(response_file_that_names_itself_is_a_problem))
