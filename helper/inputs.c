/* SPDX-License-Identifier: MIT */
#include "inputs.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive.h"
#include "formats.h"
#include "libraries.h"
#include "linker_script.h"
#include "problem.h"

enum { NESTING_LIMIT = 8, SCRIPTED_LIMIT = 10000, LARGEST_SCRIPT = 64 << 20 };

static bool map_descriptor(int descriptor, struct input *input, struct polyffi_problem *problem)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return problem_set(problem, input->path, 0, "can't be examined: %s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return problem_set(problem, input->path, 0,
                           "is not a regular file: name an object, an archive or an executable");
    if ((uintmax_t)status.st_size > SIZE_MAX / 2)
        return problem_set(problem, input->path, 0, "is too large");
    input->size = (size_t)status.st_size;
    if (!input->size)
        return true;
    void *bytes = mmap(NULL, input->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED)
        return problem_set(problem, input->path, 0, "can't be mapped: %s", strerror(errno));
    input->bytes = bytes;
    return true;
}

static bool begins(const struct input *input, const char *magic, size_t length)
{
    return input->size >= length && memcmp(input->bytes, magic, length) == 0;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcmp(path + length - wanted, ending) == 0;
}

static bool classify_elf(struct input *input, struct polyffi_problem *problem)
{
    if (input->size < EI_NIDENT + 4)
        return problem_set(problem, input->path, 0,
                           "is damaged: it ends within its ELF header; build it again");
    bool big = input->bytes[EI_DATA] == ELFDATA2MSB;
    unsigned type =
        (unsigned)input->bytes[EI_NIDENT + big] | (unsigned)input->bytes[EI_NIDENT + !big] << 8;
    switch (type) {
    case ET_REL:
        input->kind = INPUT_OBJECT;
        return true;
    case ET_DYN:
        input->kind = INPUT_SHARED;
        return true;
    case ET_EXEC:
        input->kind = INPUT_LINKED;
        return true;
    default:
        return problem_set(problem, input->path, 0,
                           "is an ELF file of type %u: give objects, archives, shared libraries "
                           "or an executable",
                           type);
    }
}

/* No control characters but blanks in the first part. */
static bool is_text(const struct input *input)
{
    size_t length = input->size < 4096 ? input->size : 4096;
    for (size_t i = 0; i < length; i++)
        if (!input->bytes[i] || (input->bytes[i] < ' ' && !strchr("\t\n\v\f\r", input->bytes[i])))
            return false;
    return input->size <= LARGEST_SCRIPT;
}

static bool classify_text(struct input *input, struct polyffi_problem *problem)
{
    struct arena arena = {0};
    struct linker_script script = {0};
    bool recognised = false, good = true;
    if (is_text(input) && input->size)
        good = linker_script_parse((const char *)input->bytes, input->size, &arena, &script,
                                   &recognised);
    polyffi_words_free(&script.files);
    arena_free(&arena);
    if (!good)
        return problem_memory(problem);
    input->kind = INPUT_SCRIPT;
    return recognised ||
           problem_set(problem, input->path, 0,
                       "not an ELF object, archive or linker script: it looks like %s",
                       formats_describe(input->bytes, input->size));
}

static bool classify(struct input *input, struct polyffi_problem *problem)
{
    if (begins(input, ELFMAG, SELFMAG))
        return classify_elf(input, problem);
    if (archive_recognise(input->bytes, input->size))
        input->kind = INPUT_ARCHIVE;
    else if (formats_bitcode(input->bytes, input->size))
        input->kind = INPUT_OPAQUE;
    else if (formats_foreign(input->bytes, input->size))
        input->kind = INPUT_FOREIGN;
    else if (!input->size && ends_with(input->path, ".a"))
        input->kind = INPUT_EMPTY;
    else
        return classify_text(input, problem);
    return true;
}

bool input_map_bytes(const char *path, struct input *input, struct polyffi_problem *problem)
{
    *input = (struct input){.path = path};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return problem_set(problem, path, 0, "can't be opened: %s; check the path, or build it",
                           strerror(errno));
    bool good = map_descriptor(descriptor, input, problem);
    close(descriptor);
    return good;
}

bool input_map(const char *path, struct input *input, struct polyffi_problem *problem)
{
    if (input_map_bytes(path, input, problem) && classify(input, problem))
        return true;
    input_unmap(input);
    return false;
}

void input_unmap(struct input *input)
{
    if (input->bytes)
        munmap((void *)(uintptr_t)input->bytes, input->size);
    input->bytes = NULL;
    input->size = 0;
}

struct opener {
    const struct polyffi_request *request;
    struct arena *arena;
    struct inputs *inputs;
    struct polyffi_problem *problem;
};

static bool open_file(struct opener *opener, const struct polyffi_file *file, int depth);

/* The path of the file as the linker finds it: as it stands, or beside the script's other files
   in the search paths. */
static const char *locate(struct opener *opener, const char *path)
{
    if (strchr(path, '/') || access(path, F_OK) == 0)
        return path;
    const struct polyffi_words *paths = &opener->request->search_paths;
    for (size_t i = 0; i < paths->count; i++) {
        const char *tried = arena_format(opener->arena, "%s/%s", paths->items[i], path);
        if (tried && access(tried, F_OK) == 0)
            return tried;
    }
    return path;
}

/* -lNAME: an archive in the link's own search paths is an input like any other. */
static bool open_library(struct opener *opener, const struct polyffi_file *file, int depth)
{
    const struct polyffi_words *paths = &opener->request->search_paths;
    bool memory = true;
    for (size_t i = 0; i < paths->count; i++) {
        const char *found =
            libraries_in(opener->arena, paths->items[i], file->path, file->only_static, &memory);
        if (!memory)
            return problem_memory(opener->problem);
        if (!found)
            continue;
        if (!ends_with(found, ".a") && file->path[0] != ':')
            return true;
        struct polyffi_file archive = *file;
        archive.path = found;
        archive.library = false;
        archive.searched = true;
        return open_file(opener, &archive, depth);
    }
    return true;
}

/* FILE of "PolyFFI: dep-info FILE" counts from the script's directory. */
static bool keep_dep_info(struct opener *opener, const char *script, const char *file)
{
    const char *slash = strrchr(script, '/');
    if (file[0] != '/' && slash)
        file = arena_format(opener->arena, "%.*s/%s", (int)(slash - script), script, file);
    if (!file || !polyffi_words_add(&opener->inputs->dep_infos, file))
        return problem_memory(opener->problem);
    return true;
}

static bool follow_word(struct opener *opener, const char *word, const struct polyffi_file *from,
                        int depth)
{
    struct polyffi_file file = *from;
    if (opener->inputs->count > SCRIPTED_LIMIT + opener->request->file_count)
        return problem_set(opener->problem, from->path, 0,
                           "linker scripts name more than %d files: do they name each other again "
                           "and again?",
                           SCRIPTED_LIMIT);
    file.library = strncmp(word, "-l", 2) == 0;
    file.path = file.library ? word + 2 : locate(opener, word);
    if (file.library && !polyffi_words_add(&opener->inputs->libraries, file.path))
        return problem_memory(opener->problem);
    return open_file(opener, &file, depth + 1);
}

static bool follow_script(struct opener *opener, const struct input *input,
                          const struct polyffi_file *file, int depth)
{
    struct linker_script script;
    bool recognised;
    if (depth == NESTING_LIMIT)
        return problem_set(opener->problem, input->path, 0,
                           "linker scripts are nested too deeply; does it name itself?");
    if (!linker_script_parse((const char *)input->bytes, input->size, opener->arena, &script,
                             &recognised))
        return problem_memory(opener->problem);
    if (script.fault) {
        polyffi_words_free(&script.files);
        return problem_set(opener->problem, input->path, script.fault_line,
                           "linkers can't read this script: %s; correct it, or make it again",
                           script.fault);
    }
    if (script.entry)
        opener->inputs->entry = script.entry;
    bool good = !script.dep_info || keep_dep_info(opener, input->path, script.dep_info);
    for (size_t i = 0; good && i < script.files.count; i++)
        good = follow_word(opener, script.files.items[i], file, depth);
    polyffi_words_free(&script.files);
    return good;
}

static bool open_file(struct opener *opener, const struct polyffi_file *file, int depth)
{
    if (file->library)
        return open_library(opener, file, depth);
    struct inputs *inputs = opener->inputs;
    struct input *items =
        vector_grow(inputs->items, inputs->count, &inputs->capacity, sizeof *items);
    if (!items)
        return problem_memory(opener->problem);
    inputs->items = items;
    if (!input_map(file->path, &items[inputs->count], opener->problem))
        return false;
    struct input input = items[inputs->count];
    items[inputs->count].searched = file->searched;
    items[inputs->count].group = file->group;
    items[inputs->count++].whole_archive = file->whole_archive;
    return input.kind != INPUT_SCRIPT || follow_script(opener, &input, file, depth);
}

bool inputs_open(const struct polyffi_request *request, struct arena *arena, struct inputs *inputs,
                 struct polyffi_problem *problem)
{
    struct opener opener = {request, arena, inputs, problem};
    for (size_t i = 0; i < request->file_count; i++)
        if (!open_file(&opener, &request->files[i], 0))
            return false;
    for (size_t i = 0; i < request->scripts.count; i++) {
        struct polyffi_file script = {.path = locate(&opener, request->scripts.items[i])};
        if (!open_file(&opener, &script, 0))
            return false;
    }
    return true;
}

bool inputs_unchanged(const struct inputs *inputs, struct polyffi_problem *problem)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct stat status;
        if (stat(inputs->items[i].path, &status) != 0 ||
            (uintmax_t)status.st_size != inputs->items[i].size)
            return problem_set(problem, inputs->items[i].path, 0,
                               "was changed while it was checked; build again, and let nothing "
                               "else write the file");
    }
    return true;
}

void inputs_close(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        input_unmap(&inputs->items[i]);
    free(inputs->items);
    polyffi_words_free(&inputs->dep_infos);
    polyffi_words_free(&inputs->libraries);
    *inputs = (struct inputs){0};
}
