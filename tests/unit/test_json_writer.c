/* SPDX-License-Identifier: MIT */
#include "json_writer.h"

#include "unit.h"

/* What the string becomes, quotes and all. */
static void is_written_as(const char *text, const char *expected)
{
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    struct json_writer writer = {.stream = stream};
    writer_string(&writer, NULL, text);
    fclose(stream);
    assert_string_equal(out, expected);
    free(out);
}

TEST(plain_text_stays)
{
    (void)state;
    is_written_as("a 'b' %s / \xe6\xbc\xa2", "\"a 'b' %s / \xe6\xbc\xa2\"");
    is_written_as("", "\"\"");
    is_written_as(NULL, "null");
}

TEST(quotes_and_backslashes_are_escaped)
{
    (void)state;
    is_written_as("a\"b\\n", "\"a\\\"b\\\\n\"");
}

TEST(what_is_not_plain_becomes_units)
{
    (void)state;
    is_written_as("a\nb\x1b\x7f", "\"a\\u000ab\\u001b\\u007f\"");
    is_written_as("\xc2\x9b\xe2\x80\xae\xe2\x80\xa8", "\"\\u009b\\u202e\\u2028\"");
    is_written_as("\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"");
}

TEST(bytes_that_are_not_utf8_are_shown)
{
    (void)state;
    is_written_as("a\xff\xe2\x82z", "\"a\\\\xff\\\\xe2\\\\x82z\"");
    is_written_as("\xed\xa0\x80", "\"\\\\xed\\\\xa0\\\\x80\"");
}

TEST(a_piece_ends_where_it_is_told)
{
    (void)state;
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    struct json_writer writer = {.stream = stream};
    writer_string_open(&writer, NULL);
    writer_string_bytes(&writer, "abc", 2);
    writer_string_bytes(&writer, "\xe6\xbc\xa2", 2);
    writer_string_close(&writer);
    fclose(stream);
    assert_string_equal(out, "\"ab\\\\xe6\\\\xbc\"");
    free(out);
}

TEST(values_nest)
{
    (void)state;
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    struct json_writer writer = {.stream = stream};
    writer_object(&writer, NULL);
    writer_array(&writer, "empty");
    writer_end(&writer);
    writer_array(&writer, "k\ney");
    writer_number(&writer, NULL, UINT64_MAX);
    writer_boolean(&writer, NULL, true);
    writer_object(&writer, NULL);
    writer_end(&writer);
    writer_end(&writer);
    writer_boolean(&writer, "no", false);
    writer_end(&writer);
    fclose(stream);
    assert_string_equal(out, "{\n"
                             "  \"empty\": [],\n"
                             "  \"k\\u000aey\": [\n"
                             "    18446744073709551615,\n"
                             "    true,\n"
                             "    {}\n"
                             "  ],\n"
                             "  \"no\": false\n"
                             "}\n");
    free(out);
}

RUN(cmocka_unit_test(plain_text_stays), cmocka_unit_test(quotes_and_backslashes_are_escaped),
    cmocka_unit_test(what_is_not_plain_becomes_units),
    cmocka_unit_test(bytes_that_are_not_utf8_are_shown),
    cmocka_unit_test(a_piece_ends_where_it_is_told), cmocka_unit_test(values_nest))
