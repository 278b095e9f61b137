/* SPDX-License-Identifier: MIT */
#include "mangling.h"

#include <stdio.h>
#include <string.h>

#ifdef POLYFFI_HAVE_LIBIBERTY
#include <demangle.h>
#include <setjmp.h>
#endif

enum { DEPTH_LIMIT = 64 };

/* Where reading stands.  The symbol ends with NUL, which no rule accepts. */
struct reader {
    const char *start; /* behind "_R": back references count from here */
    const char *at;
    const char *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* The end of the symbol without LLVM's ".llvm.<digits>"; NULL: another suffix is there. */
static const char *suffix_start(const char *symbol)
{
    const char *dot = strchr(symbol, '.');
    if (!dot)
        return symbol + strlen(symbol);
    const char *digits = dot + strlen(".llvm.");
    if (strncmp(dot, ".llvm.", strlen(".llvm.")) != 0 || !is_digit(*digits))
        return NULL;
    size_t count = strspn(digits, "0123456789");
    return digits[count] ? NULL : dot;
}

static bool read_decimal(struct reader *reader, size_t *number)
{
    if (reader->at == reader->end || !is_digit(*reader->at))
        return false;
    *number = 0;
    if (*reader->at == '0') {
        reader->at++;
        return true;
    }
    while (reader->at < reader->end && is_digit(*reader->at)) {
        *number = *number * 10 + (size_t)(*reader->at++ - '0');
        if (*number > (size_t)(reader->end - reader->start))
            return false;
    }
    return true;
}

static bool read_base62(struct reader *reader, size_t *number)
{
    size_t value = 0;
    bool any = false;
    for (; reader->at < reader->end && *reader->at != '_'; reader->at++, any = true) {
        char c = *reader->at;
        size_t digit;
        if (is_digit(c))
            digit = (size_t)(c - '0');
        else if (c >= 'a' && c <= 'z')
            digit = (size_t)(c - 'a') + 10;
        else if (is_upper(c))
            digit = (size_t)(c - 'A') + 36;
        else
            return false;
        value = value * 62 + digit; /* may wrap: a hash is not used, a position is checked */
    }
    if (reader->at == reader->end)
        return false;
    reader->at++;
    *number = any ? value + 1 : 0;
    return true;
}

static bool read_disambiguator(struct reader *reader)
{
    size_t ignored;
    if (reader->at < reader->end && *reader->at == 's') {
        reader->at++;
        return read_base62(reader, &ignored);
    }
    return true;
}

/* [s<base62>_] [u] <decimal> [_] <bytes> */
static bool read_identifier(struct reader *reader, struct mangled_name *parsed)
{
    if (!read_disambiguator(reader))
        return false;
    parsed->punycode = reader->at < reader->end && *reader->at == 'u';
    if (parsed->punycode)
        reader->at++;
    size_t length;
    if (!read_decimal(reader, &length))
        return false;
    if (reader->at < reader->end && *reader->at == '_')
        reader->at++;
    if (length > (size_t)(reader->end - reader->at))
        return false;
    parsed->name = reader->at;
    parsed->name_length = length;
    reader->at += length;
    return true;
}

static bool read_path(struct reader *reader, struct mangled_name *parsed, int depth);

/* N <namespace> <path> <identifier>: a lower-case namespace has a name of its own. */
static bool read_nested(struct reader *reader, struct mangled_name *parsed, int depth)
{
    char space = *reader->at++;
    if (!read_path(reader, parsed, depth) || parsed->generic || !read_identifier(reader, parsed))
        return false;
    if (is_upper(space))
        parsed->closure = true;
    return true;
}

static bool read_backward(struct reader *reader, struct mangled_name *parsed, int depth)
{
    const char *here = reader->at - 1;
    size_t position;
    if (!read_base62(reader, &position) || position >= (size_t)(here - reader->start))
        return false;
    struct reader earlier = *reader;
    earlier.at = reader->start + position;
    return read_path(&earlier, parsed, depth);
}

/* Reads as far as the name needs: the types in generics and implementations are not read, so
   what follows them can't be either. */
static bool read_path(struct reader *reader, struct mangled_name *parsed, int depth)
{
    if (depth > DEPTH_LIMIT || reader->end - reader->at < 2)
        return false;
    switch (*reader->at++) {
    case 'C':
        if (!read_identifier(reader, parsed))
            return false;
        parsed->crate = parsed->name;
        parsed->crate_length = parsed->name_length;
        return true;
    case 'N':
        return read_nested(reader, parsed, depth + 1);
    case 'B':
        return read_backward(reader, parsed, depth + 1);
    case 'I':
        if (!read_path(reader, parsed, depth + 1))
            return false;
        parsed->generic = true;
        return true;
    case 'M':
    case 'X':
    case 'Y':
        parsed->method = true;
        return false;
    default:
        return false;
    }
}

/* The last identifier of "N v M... <type> <identifier>" is not needed: a method is never the
   plain function that somebody looks for. */
static bool parse_v0(const char *symbol, const char *end, struct mangled_name *parsed)
{
    struct reader reader = {.start = symbol + 2, .at = symbol + 2, .end = end};
    if (read_path(&reader, parsed, 0))
        return true;
    return parsed->method;
}

static bool is_hash(const char *name, size_t length)
{
    if (length != 17 || name[0] != 'h')
        return false;
    for (size_t i = 1; i < length; i++)
        if (!is_hex(name[i]))
            return false;
    return true;
}

/* Legacy knows no types: "<T as Trait>" is spelt "_$LT$...", and a capital letter in front of
   the last identifier is a type by all Rust's habits. */
static bool parse_legacy(const char *symbol, const char *end, struct mangled_name *parsed)
{
    struct reader reader = {.start = symbol, .at = symbol + 3, .end = end};
    struct mangled_name before = {0}, last = {0};
    while (reader.at < end && *reader.at != 'E') {
        size_t length;
        if (!read_decimal(&reader, &length) || !length || length > (size_t)(end - reader.at))
            return false;
        before = *parsed;
        *parsed = last;
        last.name = reader.at;
        last.name_length = length;
        if (!last.crate) {
            last.crate = last.name;
            last.crate_length = length;
        }
        reader.at += length;
    }
    if (reader.at + 1 != end || !before.name || !is_hash(last.name, last.name_length))
        return false;
    parsed->closure = memchr(parsed->name, '$', parsed->name_length) != NULL;
    parsed->method =
        before.name != last.crate &&
        (is_upper(before.name[0]) || memchr(before.name, '$', before.name_length) != NULL);
    return true;
}

bool mangling_maybe_rust(const char *symbol)
{
    if (symbol[0] != '_')
        return false;
    if (symbol[1] == 'R')
        return is_upper(symbol[2]) || is_digit(symbol[2]);
    return symbol[1] == 'Z' && symbol[2] == 'N';
}

bool mangling_parse(const char *symbol, struct mangled_name *parsed)
{
    *parsed = (struct mangled_name){0};
    if (!mangling_maybe_rust(symbol))
        return false;
    const char *end = suffix_start(symbol);
    if (!end)
        return false;
    return symbol[1] == 'R' ? parse_v0(symbol, end, parsed) : parse_legacy(symbol, end, parsed);
}

static bool is_listed(const char *const *names, const char *name, size_t length)
{
    for (; *names; names++)
        if (strlen(*names) == length && memcmp(*names, name, length) == 0)
            return true;
    return false;
}

enum crate_origin mangling_crate_origin(const char *crate, size_t length)
{
    static const char *const rustc[] = {"std",
                                        "core",
                                        "alloc",
                                        "compiler_builtins",
                                        "test",
                                        "panic_unwind",
                                        "panic_abort",
                                        "proc_macro",
                                        "unwind",
                                        "std_detect",
                                        "__rustc",
                                        "profiler_builtins",
                                        "rustc_std_workspace_core",
                                        "rustc_std_workspace_alloc",
                                        "rustc_std_workspace_std",
                                        NULL};
    static const char *const vendored[] = {
        "hashbrown", "addr2line", "gimli",          "object", "memchr",  "miniz_oxide",   "adler",
        "adler2",    "cfg_if",    "rustc_demangle", "libc",   "getopts", "unicode_width", NULL};
    return is_listed(rustc, crate, length)      ? CRATE_RUSTC
           : is_listed(vendored, crate, length) ? CRATE_VENDORED
                                                : CRATE_USERS;
}

bool mangling_names(const char *symbol, const char *name, const char *crate, size_t crate_length)
{
    if (!mangling_maybe_rust(symbol) || !strstr(symbol, name))
        return false;
    struct mangled_name parsed;
    if (!mangling_parse(symbol, &parsed) || parsed.method || parsed.closure || parsed.punycode ||
        parsed.name_length != strlen(name) || memcmp(parsed.name, name, parsed.name_length) != 0)
        return false;
    bool own = crate && parsed.crate_length == crate_length &&
               memcmp(parsed.crate, crate, crate_length) == 0;
    enum crate_origin origin = mangling_crate_origin(parsed.crate, parsed.crate_length);
    return origin == CRATE_USERS || (origin == CRATE_VENDORED && own);
}

bool mangling_cxx_name(const char *symbol, const char **name, size_t *length)
{
    if (symbol[0] != '_' || symbol[1] != 'Z')
        return false;
    struct reader reader = {.start = symbol, .at = symbol + 2, .end = symbol + strlen(symbol)};
    bool nested = *reader.at == 'N';
    reader.at += nested;
    bool found = false;
    do {
        size_t size;
        if (!read_decimal(&reader, &size) || !size || size > (size_t)(reader.end - reader.at))
            return false;
        *name = reader.at;
        *length = size;
        reader.at += size;
        found = true;
    } while (nested && is_digit(*reader.at));
    return found && (!nested || *reader.at == 'E');
}

#ifdef POLYFFI_HAVE_LIBIBERTY
struct sink {
    char *buffer;
    size_t size, used;
    jmp_buf full;
};

/* The text comes from memory of libiberty's that it frees behind this call. */
static bool is_decoded(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return true;
    return false;
}

/* Back references let a short name stand for one of terabytes, and libiberty would write all
   of it: when the buffer is full nothing more is wanted. */
static void sink_write(const char *text, size_t length, void *opaque)
{
    struct sink *sink = opaque;
    size_t room = sink->size - 1 - sink->used;
    size_t taken = length < room ? length : room;
    if (!length) /* the text may be NULL */
        return;
    memcpy(sink->buffer + sink->used, text, taken);
    sink->used += taken;
    sink->buffer[sink->used] = '\0';
    if (taken < length && !is_decoded(text, length))
        longjmp(sink->full, 1);
}

static bool demangle(const char *symbol, struct sink *sink)
{
    if (setjmp(sink->full))
        return true;
    if (rust_demangle_callback(symbol, 0, sink_write, sink))
        return true;
    sink->used = 0;
    return symbol[0] == '_' && symbol[1] == 'Z' &&
           cplus_demangle_v3_callback(symbol, DMGL_PARAMS | DMGL_ANSI, sink_write, sink);
}
#endif

bool mangling_show(const char *symbol, char *buffer, size_t size)
{
    bool able = !mangling_maybe_rust(symbol) && strncmp(symbol, "_Z", 2) != 0;
#ifdef POLYFFI_HAVE_LIBIBERTY
    struct sink sink = {.buffer = buffer, .size = size};
    if (demangle(symbol, &sink) && sink.used)
        return true;
    able = true;
#endif
    snprintf(buffer, size, "%s", symbol);
    return able;
}
