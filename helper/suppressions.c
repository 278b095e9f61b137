/* SPDX-License-Identifier: MIT */
/* A file of suppressions, a line each:
 *
 *     RULE GLOB [until=YYYY-MM-DD] REASON...
 *
 * Blank lines and lines that begin with # say nothing. */
#include <ctype.h>
#include <string.h>

#include "arguments.h"
#include "memory.h"
#include "polyffi/request.h"
#include "problem.h"
#include "request_text.h"
#include "utf8.h"

enum { LONGEST_LINE = 4096 };

struct line {
    struct polyffi_request *request;
    struct polyffi_problem *problem;
    const char *file;
    unsigned long number;
    const char *at; /* what is still to be read; no blanks in front */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct line *line)
{
    while (is_blank(*line->at))
        line->at++;
}

/* The word that is next, and its length; 0 at the end. */
static size_t next_word(struct line *line, const char **word)
{
    size_t length = strcspn(line->at, " \t");
    *word = line->at;
    line->at += length;
    skip_blanks(line);
    return length;
}

static unsigned number(const char *digits, size_t count)
{
    unsigned value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (unsigned)(digits[i] - '0');
    return value;
}

static bool is_day(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (unsigned)(leap && month == 2);
}

/* Reads "YYYY-MM-DD" as the number YYYYMMDD. */
static bool read_date(const char *text, size_t length, unsigned *date)
{
    static const char form[] = "dddd-dd-dd";
    if (length != sizeof form - 1)
        return false;
    for (size_t i = 0; i < length; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return false;
    unsigned year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    *date = year * 10000 + month * 100 + day;
    return is_day(year, month, day);
}

static bool read_until(struct line *line, struct polyffi_suppression *suppression)
{
    const char *word;
    if (strncmp(line->at, "until=", 6) != 0)
        return true;
    size_t length = next_word(line, &word) - 6;
    return read_date(word + 6, length, &suppression->until) ||
           problem_set(line->problem, line->file, line->number,
                       "'%.*s' is no day: write until=YYYY-MM-DD, such as until=2030-01-31",
                       (int)length, word + 6);
}

static bool read_entry(struct line *line)
{
    struct polyffi_suppression suppression = {.file = line->file, .line = line->number};
    const char *word;
    size_t length = next_word(line, &word);
    suppression.rule = polyffi_rule_require(word, length, line->file, line->number, line->problem);
    if (!suppression.rule)
        return false;
    const char *glob = line->at;
    length = next_word(line, &glob);
    if (!length)
        return problem_set(line->problem, line->file, line->number,
                           "names no symbol: write RULE GLOB REASON, with * as GLOB for all");
    if (!read_until(line, &suppression))
        return false;
    if (!*line->at)
        return problem_set(line->problem, line->file, line->number,
                           "gives no reason: write behind the pattern why the finding may stay");
    suppression.glob = polyffi_request_keep(line->request, glob, length);
    suppression.reason = line->at;
    if (!suppression.glob || !polyffi_request_add_suppression(line->request, suppression))
        return problem_memory(line->problem);
    return true;
}

/* Reads one line, which it changes. */
static bool read_line(struct line *line, char *text, size_t length)
{
    if (length > LONGEST_LINE)
        return problem_set(line->problem, line->file, line->number,
                           "is longer than %d bytes: write a shorter reason", LONGEST_LINE);
    if (memchr(text, '\0', length))
        return problem_set(line->problem, line->file, line->number,
                           "has a NUL byte: write the file as plain text");
    text[length] = '\0';
    if (!utf8_is_valid(text))
        return problem_set(line->problem, line->file, line->number,
                           "is not UTF-8: save the file in that encoding");
    while (length && (is_blank(text[length - 1]) || text[length - 1] == '\r'))
        text[--length] = '\0';
    line->at = text;
    skip_blanks(line);
    return !*line->at || *line->at == '#' || read_entry(line);
}

bool polyffi_request_read_suppressions(struct polyffi_request *request, const char *path,
                                       struct polyffi_problem *problem)
{
    char *text;
    size_t size;
    struct arena *arena = request_arena(request);
    if (!arena)
        return problem_memory(problem);
    if (!arguments_read_file(path, arena, &text, &size, problem))
        return false;
    if (!text)
        return problem_set(problem, path, 0,
                           "can't be opened: name a text file of suppressions, one a line");
    struct line line = {.request = request, .problem = problem};
    line.file = polyffi_request_keep(request, path, strlen(path));
    if (!line.file)
        return problem_memory(problem);
    char *end = text + size;
    for (char *at = text; at < end; at++) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        line.number++;
        if (!read_line(&line, at, length))
            return false;
        at += length;
    }
    return true;
}
