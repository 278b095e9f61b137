/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz_report.h"

enum { DEPTH_LIMIT = 64 };

struct json {
    const char *at, *end;
};

static char peek(const struct json *json)
{
    return json->at < json->end ? *json->at : '\0';
}

static void expect(struct json *json, char c)
{
    fuzz_expect(peek(json) == c, "not JSON");
    json->at++;
}

static void skip_blank(struct json *json)
{
    while (json->at < json->end && strchr(" \t\r\n", *json->at))
        json->at++;
}

static void skip_digits(struct json *json)
{
    fuzz_expect(peek(json) >= '0' && peek(json) <= '9', "a number without digits");
    while (peek(json) >= '0' && peek(json) <= '9')
        json->at++;
}

static void read_number(struct json *json)
{
    if (peek(json) == '-')
        json->at++;
    if (peek(json) == '0')
        json->at++;
    else
        skip_digits(json);
    if (peek(json) == '.') {
        json->at++;
        skip_digits(json);
    }
}

static void read_escape(struct json *json)
{
    char c = peek(json);
    fuzz_expect(c && strchr("\"\\/bfnrtu", c), "an unknown escape");
    json->at++;
    for (int i = 0; c == 'u' && i < 4; i++) {
        fuzz_expect(peek(json) && strchr("0123456789abcdefABCDEF", peek(json)), "a wrong escape");
        json->at++;
    }
}

static void read_string(struct json *json)
{
    expect(json, '"');
    while (peek(json) != '"') {
        fuzz_expect((unsigned char)peek(json) >= ' ', "a control character in a string");
        if (*json->at++ == '\\')
            read_escape(json);
    }
    json->at++;
}

static void read_value(struct json *json, int depth);

/* The members of an array, or the pairs of an object. */
static void read_members(struct json *json, int depth, bool pairs)
{
    char close = pairs ? '}' : ']';
    json->at++;
    skip_blank(json);
    if (peek(json) == close) {
        json->at++;
        return;
    }
    for (;;) {
        if (pairs) {
            skip_blank(json);
            read_string(json);
            skip_blank(json);
            expect(json, ':');
        }
        read_value(json, depth + 1);
        if (peek(json) != ',')
            break;
        json->at++;
    }
    expect(json, close);
}

static void read_word(struct json *json)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
            json->at += length;
            return;
        }
    }
    fuzz_expect(false, "an unknown word");
}

static void read_value(struct json *json, int depth)
{
    fuzz_expect(depth < DEPTH_LIMIT, "too deep");
    skip_blank(json);
    char c = peek(json);
    if (c == '{' || c == '[')
        read_members(json, depth, c == '{');
    else if (c == '"')
        read_string(json);
    else if (c == '-' || (c >= '0' && c <= '9'))
        read_number(json);
    else
        read_word(json);
    skip_blank(json);
}

void fuzz_expect_json(const char *text, size_t size)
{
    struct json json = {text, text + size};
    read_value(&json, 0);
    fuzz_expect(json.at == json.end, "something behind the JSON");
}
