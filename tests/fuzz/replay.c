/* SPDX-License-Identifier: MIT
   Gives a harness the inputs that are kept: replay DIRECTORY.  Exit status 0: all went well. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz.h"

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (!file || fstat(fileno(file), &status) != 0)
        fail(path);
    size_t size = (size_t)status.st_size;
    uint8_t *bytes = malloc(size ? size : 1); /* of just that size, for the sanitizers */
    if (!bytes || fread(bytes, 1, size, file) != size)
        fail(path);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
}

int main(int count, char **words)
{
    DIR *directory = count == 2 ? opendir(words[1]) : NULL;
    if (!directory)
        fail("replay DIRECTORY");
    size_t inputs = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", words[1], entry->d_name);
        printf("%s\n", entry->d_name);
        fflush(stdout);
        replay(path);
        inputs++;
    }
    closedir(directory);
    printf("%zu inputs\n", inputs);
    return inputs ? 0 : 1;
}
