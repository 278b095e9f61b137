/* SPDX-License-Identifier: MIT */
/* memory WORD...: makes the check that polyffi-check --link WORD... would make, and all but the
   link, again and again; the first time the first allocation fails, then the second, and so on.
   Each time the library must say that memory is out, or do without and find the same as ever. */
#include <polyffi/polyffi.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glibc's own, behind the functions that this program puts in their place. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static unsigned long countdown; /* 0: nothing fails */
static unsigned long failures;

static int fails(void)
{
    if (!countdown || --countdown)
        return 0;
    failures++;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

/* What the check finds, as one text, or NULL: the problem says why not. */
static char *check(int count, const char *const *words, unsigned long failing,
                   struct polyffi_problem *problem)
{
    struct polyffi_request request;
    memset(&request, 0, sizeof request);
    request.kind = POLYFFI_KIND_PIE;
    char *text = NULL;
    size_t size;
    bool links, good;
    struct polyffi_check *check = NULL;
    countdown = failing;
    good =
        (polyffi_words_add(&request.dep_infos, "numbers.d") || polyffi_problem_memory(problem)) &&
        polyffi_request_read_export(&request, "hidden", NULL, 0, problem) &&
        polyffi_request_read_export(&request, "numbr", NULL, 0, problem) &&
        polyffi_link_read(&request, words, (size_t)count, &links, problem) &&
        (check = polyffi_check_open(&request, problem)) != NULL &&
        polyffi_check_inputs(check, problem) && polyffi_check_result(check, problem);
    countdown = 0;
    if (good) {
        FILE *stream = open_memstream(&text, &size);
        struct polyffi_report_style style;
        memset(&style, 0, sizeof style);
        for (size_t i = 0; i < polyffi_check_count(check); i++)
            polyffi_report_finding(stream, polyffi_check_finding(check, i), &style);
        for (size_t i = 0; i < polyffi_check_not_done_count(check); i++)
            polyffi_report_not_done(stream, polyffi_check_not_done(check, i), &style);
        fclose(stream);
    }
    polyffi_check_free(check);
    polyffi_request_free(&request);
    return text;
}

int main(int count, char **words)
{
    const char *const *command = (const char *const *)words + 1;
    struct polyffi_problem problem = {{0}, 0, {0}};
    char *expected = check(count - 1, command, 0, &problem);
    if (!expected)
        return fprintf(stderr, "%s: %s\n", problem.file, problem.message), 2;
    fputs(expected, stdout);
    unsigned long failing = 1, wrong = 0, before;
    do {
        before = failures;
        strcpy(problem.message, "nothing");
        char *text = check(count - 1, command, failing, &problem);
        if (text ? strcmp(text, expected) != 0 : strcmp(problem.message, "out of memory") != 0) {
            if (wrong < 20)
                fprintf(stderr, "allocation %lu: %s: %s\n", failing,
                        text ? "finds else" : problem.file, text ? text : problem.message);
            wrong++;
        }
        free(text);
        failing++;
    } while (failures > before);
    printf("%lu allocations\n", failing - 2);
    free(expected);
    return wrong != 0;
}
