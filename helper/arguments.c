/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "problem.h"

enum { NESTING_LIMIT = 16, WORDS_LIMIT = 1 << 20, LARGEST_TEXT = 64 << 20 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Copies one word without its quotes; returns where it ends. */
static const char *copy_word(const char *at, const char *end, char *word)
{
    char quote = 0;
    for (; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            *word++ = *++at;
        else if (quote && *at == quote)
            quote = 0;
        else if (!quote && (*at == '\'' || *at == '"'))
            quote = *at;
        else if (!quote && is_blank(*at))
            break;
        else
            *word++ = *at;
    }
    *word = '\0';
    return at;
}

/* One buffer holds all words: without quotes they are never longer than the text. */
bool arguments_split(const char *text, size_t size, struct arena *arena,
                     struct polyffi_words *words, struct polyffi_problem *problem)
{
    const char *at = text, *end = text + size;
    char *word = arena_alloc(arena, size + 1);
    if (!word)
        return problem_memory(problem);
    for (;;) {
        while (at < end && is_blank(*at))
            at++;
        if (at == end)
            return true;
        at = copy_word(at, end, word);
        if (!polyffi_words_add(words, word))
            return problem_memory(problem);
        word += strlen(word) + 1;
    }
}

static bool read_all(int descriptor, char *text, size_t size, const char *path,
                     struct polyffi_problem *problem)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(descriptor, text + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return problem_set(problem, path, 0, "can't be read: %s",
                               got < 0 ? strerror(errno) : "it became shorter meanwhile");
        done += (size_t)got;
    }
    return true;
}

bool arguments_read_file(const char *path, struct arena *arena, char **text, size_t *size,
                         struct polyffi_problem *problem)
{
    *text = NULL;
    *size = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return true;
    struct stat status;
    bool good = true;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= 0) {
        if (status.st_size > LARGEST_TEXT)
            good = problem_set(problem, path, 0, "too large for a text file");
        else if (!(*text = arena_alloc(arena, (size_t)status.st_size + 1)))
            good = problem_memory(problem);
        else
            good = read_all(descriptor, *text, *size = (size_t)status.st_size, path, problem);
    }
    close(descriptor);
    return good;
}

static bool expand(const char *const *words, size_t count, const char *last, struct arena *arena,
                   struct polyffi_words *expanded, int depth, struct polyffi_problem *problem)
{
    bool literal = false;
    for (size_t i = 0; i < count; i++) {
        literal = literal || (last && strcmp(words[i], last) == 0);
        char *text = NULL;
        size_t size = 0;
        if (depth && expanded->count > WORDS_LIMIT)
            return problem_set(problem, NULL, 0,
                               "response files have more than %d words: do they name each other "
                               "again and again?",
                               WORDS_LIMIT);
        if (!literal && words[i][0] == '@') {
            if (depth == NESTING_LIMIT)
                return problem_set(problem, words[i] + 1, 0,
                                   "response files are nested too deeply; does it name itself?");
            if (!arguments_read_file(words[i] + 1, arena, &text, &size, problem))
                return false;
        }
        if (!text) {
            if (!polyffi_words_add(expanded, words[i]))
                return problem_memory(problem);
            continue;
        }
        if (memchr(text, '\0', size))
            return problem_set(problem, words[i] + 1, 0,
                               "has a NUL byte: a response file is plain text");
        struct polyffi_words inner = {0};
        bool good = arguments_split(text, size, arena, &inner, problem) &&
                    expand(inner.items, inner.count, last, arena, expanded, depth + 1, problem);
        polyffi_words_free(&inner);
        if (!good)
            return false;
    }
    return true;
}

bool arguments_expand(const char *const *words, size_t count, const char *last, struct arena *arena,
                      struct polyffi_words *expanded, struct polyffi_problem *problem)
{
    return expand(words, count, last, arena, expanded, 0, problem);
}
