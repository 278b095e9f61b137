/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A signal's handler is told nothing else. */
static sigjmp_buf given_up;
static void *volatile fault;

static void give_up(int number, siginfo_t *information, void *context)
{
    (void)number, (void)context;
    fault = information->si_addr;
    siglongjmp(given_up, 1);
}

/* The name of the file mapped at the address, as proc(5) gives it, or "". */
static void name_mapped(const void *address, char *name, size_t size)
{
    char line[8192];
    unsigned long long begin, end, wanted = (uintptr_t)address;
    FILE *maps = fopen("/proc/self/maps", "re");
    *name = '\0';
    while (maps && fgets(line, sizeof line, maps)) {
        const char *path = strchr(line, '/');
        if (!path || sscanf(line, "%llx-%llx", &begin, &end) != 2 || wanted < begin ||
            wanted >= end)
            continue;
        snprintf(name, size, "%.*s", (int)strcspn(path, "\n"), path);
        break;
    }
    if (maps)
        fclose(maps);
}

/* The name that the request has for the file. */
static const char *name_given(const struct polyffi_request *request, const char *mapped)
{
    for (size_t i = 0; i <= request->file_count; i++) {
        const char *given = i < request->file_count ? request->files[i].path : request->result;
        char *path = given ? realpath(given, NULL) : NULL;
        bool same = path && strcmp(path, mapped) == 0;
        free(path);
        if (same)
            return given;
    }
    return mapped;
}

int guard(guard_act *act, const struct options *options, struct polyffi_problem *problem)
{
    struct sigaction action = {.sa_sigaction = give_up,
                               .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND)};
    if (sigsetjmp(given_up, 1) == 0) {
        sigaction(SIGBUS, &action, NULL);
        return act(options, problem);
    }
    char mapped[4096];
    name_mapped(fault, mapped, sizeof mapped);
    polyffi_problem_set(problem, name_given(&options->request, mapped), 0,
                        "changed while it was read; build again, and let nothing else write the "
                        "file");
    return -1;
}
