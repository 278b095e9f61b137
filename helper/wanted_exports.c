/* SPDX-License-Identifier: MIT */
/* The exports that are asked for: "NAME", "NAME:function" or "NAME:data". */
#include <ctype.h>
#include <string.h>

#include "arguments.h"
#include "polyffi/request.h"
#include "problem.h"
#include "request_text.h"

bool polyffi_request_read_export(struct polyffi_request *request, const char *text,
                                 const char *file, unsigned long line,
                                 struct polyffi_problem *problem)
{
    struct polyffi_export wanted = {.file = file, .line = line};
    size_t length = strcspn(text, ":");
    const char *kind = text + length;
    wanted.data = strcmp(kind, ":data") == 0;
    if (*kind && !wanted.data && strcmp(kind, ":function") != 0)
        return problem_set(problem, file, line, "'%s': after the colon write 'function' or 'data'",
                           text);
    if (!length)
        return problem_set(
            problem, file, line,
            "'%s': the symbol's name is missing: write NAME, NAME:function or NAME:data", text);
    for (size_t i = 0; i < length; i++)
        if (isspace((unsigned char)text[i]))
            return problem_set(problem, file, line, "'%s': one symbol on each line", text);
    wanted.name = polyffi_request_keep(request, text, length);
    return (wanted.name && polyffi_request_add_export(request, wanted)) || problem_memory(problem);
}

/* Cuts off the comment and the blanks around the entry. */
static const char *trim(char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    line[strcspn(line, "#")] = '\0';
    size_t length = strlen(line);
    while (length && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
    return line;
}

/* Reads a line as --exports writes it: "NAME KIND PLACE".  False: it is none. */
static bool read_listed(struct arena *arena, const char *line, struct polyffi_export *listed)
{
    size_t name = strcspn(line, " "), kind = 0;
    const char *at = line[name] ? line + name + 1 : "";
    static const char *const kinds[] = {"function", "ifunc", "data", "tls", "common"};
    while (kind < 5 &&
           (strncmp(at, kinds[kind], strlen(kinds[kind])) != 0 || at[strlen(kinds[kind])] != ' '))
        kind++;
    if (kind == 5)
        return false;
    listed->data = kind >= 2;
    listed->name = arena_copy(arena, line, name);
    return true;
}

static bool read_line(struct polyffi_request *request, const char *text, const char *file,
                      unsigned long line, struct polyffi_problem *problem)
{
    struct polyffi_export listed = {.file = file, .line = line};
    if (!read_listed(request_arena(request), text, &listed))
        return polyffi_request_read_export(request, text, file, line, problem);
    return (listed.name && polyffi_request_add_export(request, listed)) || problem_memory(problem);
}

bool polyffi_request_read_exports(struct polyffi_request *request, const char *path,
                                  struct polyffi_problem *problem)
{
    char *text;
    size_t size;
    struct arena *arena = request_arena(request);
    const char *file = polyffi_request_keep(request, path, strlen(path));
    if (!arena || !file)
        return problem_memory(problem);
    if (!arguments_read_file(path, arena, &text, &size, problem))
        return false;
    if (!text)
        return problem_set(problem, path, 0,
                           "can't be opened: name a text file of exports, a symbol a line");
    if (strlen(text) != size)
        return problem_set(problem, path, 0, "has a NUL byte: write the file as plain text");
    unsigned long number = 1;
    for (char *line = text; line; number++) {
        char *newline = strchr(line, '\n');
        if (newline)
            *newline = '\0';
        const char *entry = trim(line);
        if (*entry && !read_line(request, entry, file, number, problem))
            return false;
        line = newline ? newline + 1 : NULL;
    }
    return true;
}
