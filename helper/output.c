/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool not_written(const char *path, int error, struct polyffi_problem *problem)
{
    return polyffi_problem_set(problem, path, 0,
                               "can't be written: %s; name a file in a directory that is there "
                               "and may be written to",
                               strerror(error));
}

void output_forget(const char *path)
{
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISREG(status.st_mode))
        unlink(path);
}

/* Opens a new file beside the path, with the permissions that any new file gets. */
static FILE *open_beside(struct output *output)
{
    size_t length = strlen(output->path);
    output->temporary = malloc(length + sizeof ".XXXXXX");
    if (!output->temporary)
        return NULL;
    memcpy(output->temporary, output->path, length);
    memcpy(output->temporary + length, ".XXXXXX", sizeof ".XXXXXX");
    int file = mkstemp(output->temporary);
    if (file < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return NULL;
    }
    mode_t mask = umask(0);
    umask(mask);
    FILE *stream = fchmod(file, 0666 & ~mask) == 0 ? fdopen(file, "w") : NULL;
    if (!stream)
        close(file);
    return stream;
}

bool output_open(struct output *output, const char *path, struct polyffi_problem *problem)
{
    *output = (struct output){.stream = stdout};
    if (!path)
        return true;
    /* Of a symbolic link, what it points to is written; a file that is none, in place. */
    struct stat status;
    bool regular = stat(path, &status) == 0 && S_ISREG(status.st_mode);
    bool there = lstat(path, &status) == 0;
    output->path = regular ? realpath(path, NULL) : strdup(path);
    if (!output->path)
        output->stream = NULL;
    else if (there && !regular)
        output->stream = fopen(path, "w");
    else
        output->stream = open_beside(output);
    return output->stream || not_written(path, errno, problem);
}

static bool finish(const struct output *output, bool good)
{
    if (!output->path)
        return fflush(output->stream) == 0 && good;
    if (fclose(output->stream) != 0 || !good)
        return false;
    return !output->temporary || rename(output->temporary, output->path) == 0;
}

bool output_close(struct output *output, bool good, struct polyffi_problem *problem)
{
    bool written = false;
    if (output->stream) {
        bool broken = ferror(output->stream) != 0; /* and errno says why */
        if (!broken)
            errno = 0;
        written = finish(output, good && !broken);
        if (!written && (good || broken))
            not_written(output->path ? output->path : "standard output", errno ? errno : EIO,
                        problem);
    }
    if (!written && output->temporary)
        unlink(output->temporary);
    free(output->path);
    free(output->temporary);
    *output = (struct output){0};
    return written;
}
