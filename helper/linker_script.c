/* SPDX-License-Identifier: MIT */
#include "linker_script.h"

#include <string.h>

struct token {
    const char *start;
    size_t length; /* 0: the end */
};

struct tokens {
    const char *at, *end;
    const char *fault; /* the first one, or NULL */
    const char *fault_at;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_single(char c)
{
    return c && strchr("(){};,=", c) != NULL;
}

static void set_fault(struct tokens *tokens, const char *fault, const char *at)
{
    if (tokens->fault)
        return;
    tokens->fault = fault;
    tokens->fault_at = at;
}

static void skip_comment(struct tokens *tokens)
{
    const char *start = tokens->at + 2;
    const char *close = memmem(start, (size_t)(tokens->end - start), "*/", 2);
    if (!close)
        set_fault(tokens, "a comment has no end", tokens->at);
    tokens->at = close ? close + 2 : tokens->end;
}

static void skip_blank(struct tokens *tokens)
{
    while (tokens->at < tokens->end) {
        if (is_blank(*tokens->at))
            tokens->at++;
        else if (tokens->end - tokens->at >= 2 && memcmp(tokens->at, "/*", 2) == 0)
            skip_comment(tokens);
        else
            return;
    }
}

/* A quoted string without its quotes, a sign, or a word. */
static struct token next_token(struct tokens *tokens)
{
    skip_blank(tokens);
    struct token token = {.start = tokens->at};
    if (tokens->at == tokens->end)
        return token;
    if (*tokens->at == '"') {
        const char *start = tokens->at + 1;
        const char *close = memchr(start, '"', (size_t)(tokens->end - start));
        const char *stop = close ? close : tokens->end;
        if (!close)
            set_fault(tokens, "a quoted name has no end", tokens->at);
        tokens->at = close ? close + 1 : tokens->end;
        return (struct token){start, (size_t)(stop - start)};
    }
    if (is_single(*tokens->at)) {
        tokens->at++;
        token.length = 1;
        return token;
    }
    while (tokens->at < tokens->end && !is_blank(*tokens->at) && !is_single(*tokens->at) &&
           *tokens->at != '"')
        tokens->at++;
    token.length = (size_t)(tokens->at - token.start);
    return token;
}

static bool token_is(struct token token, const char *text)
{
    return token.length == strlen(text) && memcmp(token.start, text, token.length) == 0;
}

static bool is_command(struct token token)
{
    static const char *const commands[] = {
        "INPUT",
        "GROUP",
        "OUTPUT_FORMAT",
        "OUTPUT_ARCH",
        "SECTIONS",
        "ENTRY",
        "PROVIDE",
        "STARTUP",
        "SEARCH_DIR",
        "MEMORY",
        "PHDRS",
        "INSERT",
        "EXTERN",
        "ASSERT",
        "OUTPUT",
        "TARGET",
        "VERSION",
        "INCLUDE",
        "PROVIDE_HIDDEN",
        "HIDDEN",
        "NOCROSSREFS",
        "REGION_ALIAS",
        "FORCE_COMMON_ALLOCATION",
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (token_is(token, commands[i]))
            return true;
    return false;
}

static bool looks_like_script(struct tokens tokens)
{
    struct token first = next_token(&tokens);
    if (!first.length || is_command(first) || token_is(first, "{"))
        return true;
    return token_is(next_token(&tokens), "=");
}

/* The words up to the closing parenthesis of INPUT, GROUP; AS_NEEDED nests in them. */
static bool read_files(struct tokens *tokens, struct arena *arena, struct linker_script *script)
{
    size_t depth = 0;
    const char *start = tokens->at;
    for (;;) {
        struct token token = next_token(tokens);
        if (depth && !token.length && tokens->at == tokens->end)
            set_fault(tokens, "a list of files has no end", start);
        if (!token.length || token_is(token, ";"))
            return true;
        if (token_is(token, "(")) {
            depth++;
        } else if (token_is(token, ")")) {
            if (depth <= 1)
                return true;
            depth--;
        } else if (!token_is(token, ",") && !token_is(token, "AS_NEEDED")) {
            const char *word = arena_copy(arena, token.start, token.length);
            if (!word || !polyffi_words_add(&script->files, word))
                return false;
        }
    }
}

static bool read_entry(struct tokens *tokens, struct arena *arena, struct linker_script *script)
{
    if (!token_is(next_token(tokens), "("))
        return true;
    struct token name = next_token(tokens);
    if (!name.length || token_is(name, ")") || !token_is(next_token(tokens), ")"))
        set_fault(tokens, "ENTRY needs the name of a symbol in parentheses", name.start);
    script->entry = arena_copy(arena, name.start, name.length);
    return script->entry != NULL;
}

/* FILE may contain blanks; it ends at the comment's end. */
static bool read_dep_info(const char *text, size_t size, struct arena *arena,
                          struct linker_script *script)
{
    static const char opening[] = "/* PolyFFI: dep-info ";
    size_t skip = sizeof opening - 1;
    if (size < skip || memcmp(text, opening, skip) != 0)
        return true;
    const char *start = text + skip;
    const char *close = memmem(start, size - skip, " */", 3);
    const char *newline = memchr(start, '\n', size - skip);
    if (!close || (newline && newline < close) || close == start)
        return true;
    script->dep_info = arena_copy(arena, start, (size_t)(close - start));
    return script->dep_info != NULL;
}

static unsigned long line_of(const char *text, const char *at)
{
    unsigned long line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

bool linker_script_parse(const char *text, size_t size, struct arena *arena,
                         struct linker_script *script, bool *recognised)
{
    *script = (struct linker_script){0};
    struct tokens tokens = {.at = text, .end = text + size};
    *recognised = looks_like_script(tokens);
    bool good = read_dep_info(text, size, arena, script);
    while (good && *recognised) {
        struct token token = next_token(&tokens);
        if (!token.length && tokens.at == tokens.end)
            break;
        if (token_is(token, "INPUT") || token_is(token, "GROUP") || token_is(token, "STARTUP"))
            good = read_files(&tokens, arena, script);
        else if (token_is(token, "ENTRY"))
            good = read_entry(&tokens, arena, script);
    }
    script->fault = *recognised ? tokens.fault : NULL;
    script->fault_line = script->fault ? line_of(text, tokens.fault_at) : 0;
    return good;
}

bool linker_script_each_word(const char *text, size_t size,
                             bool (*visit)(const char *word, size_t length, void *context),
                             void *context)
{
    struct tokens tokens = {.at = text, .end = text + size};
    for (;;) {
        struct token token = next_token(&tokens);
        if (token.length ? !visit(token.start, token.length, context) : tokens.at == tokens.end)
            return !token.length;
    }
}
