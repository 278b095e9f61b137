/* SPDX-License-Identifier: MIT */
#include "rust_sources.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

enum { DEPTH_LIMIT = 256, SIGNATURE_LIMIT = 160 };

enum token_kind { END, IDENTIFIER, STRING, SIGN, OTHER };

struct token {
    enum token_kind kind;
    const char *start;
    size_t length; /* of a string: without quotes */
};

struct lexer {
    const char *start, *at, *end;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool ahead(const struct lexer *lexer, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

/* Block comments nest in Rust. */
static void skip_block_comment(struct lexer *lexer)
{
    size_t depth = 0;
    while (lexer->at < lexer->end) {
        if (ahead(lexer, "/*")) {
            depth++;
            lexer->at += 2;
        } else if (ahead(lexer, "*/")) {
            lexer->at += 2;
            if (--depth == 0)
                return;
        } else {
            lexer->at++;
        }
    }
}

static void skip_blank(struct lexer *lexer)
{
    while (lexer->at < lexer->end) {
        if (isspace((unsigned char)*lexer->at))
            lexer->at++;
        else if (ahead(lexer, "//"))
            while (lexer->at < lexer->end && *lexer->at != '\n')
                lexer->at++;
        else if (ahead(lexer, "/*"))
            skip_block_comment(lexer);
        else
            return;
    }
}

/* "...", at the opening quote. */
static struct token read_string(struct lexer *lexer)
{
    struct token token = {.kind = STRING, .start = ++lexer->at};
    while (lexer->at < lexer->end && *lexer->at != '"')
        lexer->at += *lexer->at == '\\' && lexer->end - lexer->at > 1 ? 2 : 1;
    token.length = (size_t)(lexer->at - token.start);
    if (lexer->at < lexer->end)
        lexer->at++;
    return token;
}

/* r"..." or r##"..."##, at the first # or quote; false: it is a raw identifier. */
static bool read_raw_string(struct lexer *lexer, struct token *token)
{
    const char *at = lexer->at;
    size_t hashes = 0;
    for (; at < lexer->end && *at == '#'; at++)
        hashes++;
    if (at == lexer->end || *at != '"')
        return false;
    *token = (struct token){.kind = STRING, .start = ++at};
    for (; at < lexer->end; at++) {
        size_t count = 0;
        if (*at != '"')
            continue;
        while (count < hashes && at + 1 + count < lexer->end && at[1 + count] == '#')
            count++;
        if (count < hashes)
            continue;
        token->length = (size_t)(at - token->start);
        lexer->at = at + 1 + hashes;
        return true;
    }
    token->length = (size_t)(at - token->start);
    lexer->at = at;
    return true;
}

/* 'a', '\n', '\u{1F600}', or the lifetime 'a. */
static struct token read_quote(struct lexer *lexer)
{
    struct token token = {.kind = OTHER, .start = lexer->at++};
    if (lexer->at < lexer->end && *lexer->at == '\\') {
        lexer->at += lexer->end - lexer->at > 1 ? 2 : 1;
        while (lexer->at < lexer->end && *lexer->at != '\'' && *lexer->at != '\n')
            lexer->at++;
        lexer->at += lexer->at < lexer->end;
        return token;
    }
    const char *next = lexer->at;
    if (next < lexer->end)
        next++;
    while (next < lexer->end && ((unsigned char)*next & 0xC0) == 0x80)
        next++;
    if (next < lexer->end && *next == '\'') {
        lexer->at = next + 1;
        return token;
    }
    while (lexer->at < lexer->end && is_word(*lexer->at))
        lexer->at++;
    return token;
}

static struct token read_plain_word(struct lexer *lexer)
{
    struct token token = {.kind = IDENTIFIER, .start = lexer->at};
    while (lexer->at < lexer->end && is_word(*lexer->at))
        lexer->at++;
    token.length = (size_t)(lexer->at - token.start);
    if (!token.length || isdigit((unsigned char)*token.start))
        token.kind = OTHER;
    return token;
}

/* A word, or what a prefix like r, b, br, c makes of the quote behind it. */
static struct token read_word(struct lexer *lexer)
{
    struct token token = read_plain_word(lexer);
    if (token.kind == OTHER || lexer->at == lexer->end || token.length > 2)
        return token;
    bool raw = token.start[token.length - 1] == 'r';
    if (raw && (*lexer->at == '"' || *lexer->at == '#')) {
        if (read_raw_string(lexer, &token))
            return token;
        if (token.length == 1 && ahead(lexer, "#")) { /* r#name */
            lexer->at++;
            return read_plain_word(lexer);
        }
    } else if (token.length == 1 && *lexer->at == '"' && strchr("bc", *token.start)) {
        return read_string(lexer);
    } else if (token.length == 1 && *lexer->at == '\'' && *token.start == 'b') {
        return read_quote(lexer);
    }
    return token;
}

static struct token next_token(struct lexer *lexer)
{
    skip_blank(lexer);
    if (lexer->at == lexer->end)
        return (struct token){.kind = END, .start = lexer->at};
    if (*lexer->at == '"')
        return read_string(lexer);
    if (*lexer->at == '\'')
        return read_quote(lexer);
    if (is_word(*lexer->at))
        return read_word(lexer);
    return (struct token){.kind = SIGN, .start = lexer->at++, .length = 1};
}

static bool is_sign(struct token token, char sign)
{
    return token.kind == SIGN && *token.start == sign;
}

static bool is_text(struct token token, enum token_kind kind, const char *text)
{
    return token.kind == kind && token.length == strlen(text) &&
           memcmp(token.start, text, token.length) == 0;
}

enum block { PLAIN, METHODS, FOREIGN };

struct scanner {
    struct lexer lexer;
    const char *name; /* wanted */
    struct arena *arena;
    struct rust_item *item;
    bool found;
    /* The item being read: from its first attribute to its block or semicolon. */
    const char *item_start; /* behind the attributes, or NULL */
    bool exported, renamed, conditional;
    bool modifiers; /* nothing but pub, unsafe and the like so far */
    bool extern_abi, function;
    enum block block; /* that its braces make */
    unsigned char blocks[DEPTH_LIMIT];
    size_t depth; /* may be more than the limit: deeper blocks are plain */
};

static void start_item(struct scanner *scanner)
{
    scanner->item_start = NULL;
    scanner->exported = scanner->renamed = scanner->conditional = false;
    scanner->extern_abi = scanner->function = false;
    scanner->modifiers = true;
    scanner->block = PLAIN;
}

/* Reads to the bracket that closes the attribute. */
static void read_attribute(struct scanner *scanner)
{
    size_t depth = 1;
    bool rename = false;
    while (depth) {
        struct token token = next_token(&scanner->lexer);
        if (token.kind == END)
            return;
        if (is_sign(token, '['))
            depth++;
        else if (is_sign(token, ']'))
            depth--;
        else if (is_text(token, IDENTIFIER, "no_mangle"))
            scanner->exported = true;
        else if (is_text(token, IDENTIFIER, "export_name"))
            rename = true;
        else if (is_text(token, IDENTIFIER, "cfg") || is_text(token, IDENTIFIER, "cfg_attr"))
            scanner->conditional = true;
        else if (rename && token.kind == STRING)
            scanner->renamed = is_text(token, STRING, scanner->name);
    }
}

static enum block current_block(const struct scanner *scanner)
{
    if (!scanner->depth || scanner->depth > DEPTH_LIMIT)
        return PLAIN;
    return (enum block)scanner->blocks[scanner->depth - 1];
}

static void open_block(struct scanner *scanner)
{
    enum block block = scanner->block;
    if (scanner->extern_abi && !scanner->function)
        block = FOREIGN;
    if (scanner->depth < DEPTH_LIMIT)
        scanner->blocks[scanner->depth] = (unsigned char)block;
    scanner->depth++;
    start_item(scanner);
}

static void close_block(struct scanner *scanner)
{
    if (scanner->depth)
        scanner->depth--;
    start_item(scanner);
}

/* "<T>", "<'a, const N: usize>": behind < or a comma stands a name that is no lifetime. */
static bool is_generic(struct lexer lexer)
{
    struct token token = next_token(&lexer);
    if (!is_sign(token, '<'))
        return false;
    size_t depth = 1;
    bool first = true;
    while (depth) {
        token = next_token(&lexer);
        if (token.kind == END || (first && token.kind == IDENTIFIER))
            return token.kind != END;
        first = is_sign(token, ',') && depth == 1;
        depth += is_sign(token, '<');
        depth -= is_sign(token, '>');
    }
    return false;
}

static void set_position(const struct scanner *scanner, const char *at, struct rust_item *item)
{
    item->line = 1;
    const char *line = scanner->lexer.start;
    for (const char *c = line; c < at; c++)
        if (*c == '\n') {
            item->line++;
            line = c + 1;
        }
    item->column = (unsigned long)(at - line) + 1;
}

/* The text with each run of blanks as one. */
static const char *one_line(struct arena *arena, const char *start, const char *end)
{
    char text[SIGNATURE_LIMIT + 1];
    size_t length = 0;
    for (const char *at = start; at < end && length < SIGNATURE_LIMIT; at++) {
        bool blank = isspace((unsigned char)*at);
        if (!blank)
            text[length++] = *at;
        else if (length && text[length - 1] != ' ')
            text[length++] = ' ';
    }
    return arena_copy(arena, text, length);
}

static void keep(struct scanner *scanner, struct token name, bool data)
{
    bool called = is_text(name, IDENTIFIER, scanner->name);
    bool method = current_block(scanner) == METHODS;
    if (current_block(scanner) == FOREIGN || (!called && !scanner->renamed))
        return;
    if (scanner->found && (!scanner->item->method || method))
        return;
    struct rust_item item = {
        .exported = scanner->renamed || scanner->exported,
        .conditional = scanner->conditional,
        .generic = !data && is_generic(scanner->lexer),
        .method = method,
        .extern_abi = scanner->extern_abi,
        .data = data,
    };
    set_position(scanner, name.start, &item);
    item.signature = one_line(scanner->arena, scanner->item_start, name.start + name.length);
    if (!item.signature)
        return;
    *scanner->item = item;
    scanner->found = true;
}

static bool is_modifier(struct token token)
{
    static const char *const words[] = {"pub",   "unsafe", "async", "default",
                                        "crate", "in",     "super", "self"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_text(token, IDENTIFIER, words[i]))
            return true;
    return false;
}

static void read_identifier(struct scanner *scanner, struct token token)
{
    if (!scanner->item_start)
        scanner->item_start = token.start;
    bool leading = scanner->modifiers;
    if (is_modifier(token))
        return;
    if (is_text(token, IDENTIFIER, "const") && leading)
        return;
    scanner->modifiers = false;
    if (is_text(token, IDENTIFIER, "extern")) {
        scanner->extern_abi = true;
        scanner->modifiers = leading;
    } else if (leading &&
               (is_text(token, IDENTIFIER, "impl") || is_text(token, IDENTIFIER, "trait"))) {
        scanner->block = METHODS;
    } else if (is_text(token, IDENTIFIER, "fn")) {
        struct lexer behind = scanner->lexer;
        struct token name = next_token(&behind);
        if (name.kind != IDENTIFIER)
            return;
        scanner->lexer = behind;
        scanner->function = true;
        keep(scanner, name, false);
    } else if (leading && is_text(token, IDENTIFIER, "static")) {
        struct token name = next_token(&scanner->lexer);
        if (is_text(name, IDENTIFIER, "mut"))
            name = next_token(&scanner->lexer);
        if (name.kind == IDENTIFIER)
            keep(scanner, name, true);
    }
}

static void read_sign(struct scanner *scanner, struct token token)
{
    struct lexer behind = scanner->lexer;
    if (is_sign(token, '{')) {
        open_block(scanner);
    } else if (is_sign(token, '}')) {
        close_block(scanner);
    } else if (is_sign(token, ';')) {
        start_item(scanner);
    } else if (is_sign(token, '#')) {
        struct token next = next_token(&behind);
        bool inner = is_sign(next, '!');
        if (inner)
            next = next_token(&behind);
        if (!is_sign(next, '['))
            return;
        scanner->lexer = behind;
        read_attribute(scanner);
        if (inner)
            start_item(scanner);
    }
}

bool rust_source_find(const char *text, size_t size, const char *name, struct arena *arena,
                      struct rust_item *item)
{
    if (!memmem(text, size, name, strlen(name)))
        return false;
    struct scanner scanner = {
        .lexer = {text, text, text + size}, .name = name, .arena = arena, .item = item};
    start_item(&scanner);
    for (;;) {
        struct token token = next_token(&scanner.lexer);
        if (token.kind == END)
            return scanner.found;
        if (token.kind == IDENTIFIER)
            read_identifier(&scanner, token);
        else if (token.kind == SIGN)
            read_sign(&scanner, token);
    }
}

/* The names met so far, by their hashes; a power of two of slots, or none. */
struct seen {
    const char **slots;
    size_t capacity, count;
};

/* The slot of the name, or the empty one where it belongs. */
static const char **find_seen(const struct seen *seen, const char *name)
{
    size_t slot = names_hash(name, strlen(name)) & (seen->capacity - 1);
    while (seen->slots[slot] && strcmp(seen->slots[slot], name) != 0)
        slot = (slot + 1) & (seen->capacity - 1);
    return &seen->slots[slot];
}

static bool grow_seen(struct seen *seen)
{
    struct seen grown = {.capacity = seen->capacity ? seen->capacity * 2 : 64,
                         .count = seen->count};
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->slots[i])
            *find_seen(&grown, seen->slots[i]) = seen->slots[i];
    free(seen->slots);
    *seen = grown;
    return true;
}

/* Adds a copy of the source unless it was seen.  False: no memory. */
static bool add_source(struct seen *seen, const char *source, struct arena *arena,
                       struct polyffi_words *sources)
{
    if (seen->count >= seen->capacity / 2 && !grow_seen(seen))
        return false;
    const char **slot = find_seen(seen, source);
    if (*slot)
        return true;
    *slot = arena_copy(arena, source, strlen(source));
    seen->count += *slot != NULL;
    return *slot && polyffi_words_add(sources, *slot);
}

/* One word of a Makefile rule, unescaped: "\ " is a blank, "$$" a dollar, "\#" a hash.
   Empty at a line's end or behind the text. */
static size_t read_make_word(const char **at, const char *end, char *word)
{
    size_t length = 0;
    const char *c = *at;
    while (c < end && (*c == ' ' || *c == '\t' || (*c == '\\' && end - c > 1 && c[1] == '\n')))
        c += *c == '\\' ? 2 : 1;
    for (; c < end && !strchr(" \t\r\n", *c); c++) {
        bool escape =
            end - c > 1 && ((*c == '\\' && strchr(" #\\:", c[1])) || (*c == '$' && c[1] == '$'));
        if (*c == '\\' && end - c > 1 && c[1] == '\n')
            break;
        c += escape;
        word[length++] = *c;
    }
    word[length] = '\0';
    *at = c;
    return length;
}

bool rust_sources_list(const char *text, size_t size, struct arena *arena,
                       struct polyffi_words *sources)
{
    const char *at = text, *end = text + size;
    struct seen seen = {0};
    char *word = arena_alloc(arena, size + 1);
    bool prerequisite = false, good = word != NULL;
    while (good && at < end) {
        size_t length = read_make_word(&at, end, word);
        if (!length) {
            prerequisite = false;
            at++;
            continue;
        }
        bool target = !prerequisite && word[length - 1] == ':';
        if (prerequisite && length > 3 && strcmp(word + length - 3, ".rs") == 0)
            good = add_source(&seen, word, arena, sources);
        prerequisite = prerequisite || target;
    }
    free(seen.slots);
    return good;
}
