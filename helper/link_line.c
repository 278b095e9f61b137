/* SPDX-License-Identifier: MIT */
#include "link_line.h"

#include <stdlib.h>
#include <string.h>

#include "link_words.h"
#include "problem.h"

enum { STATE_LIMIT = 16 };

/* One word as the driver or, from -Wl, and -Xlinker, the linker reads it. */
struct piece {
    const char *text;
    bool linker;
};

/* What -whole-archive and -Bstatic switch, and -push-state keeps. */
struct state {
    bool whole_archive, only_static;
    bool binary; /* -b binary: files are data of any form */
};

struct line {
    struct polyffi_request *request;
    struct arena *arena;
    struct polyffi_problem *problem;
    struct piece *pieces;
    size_t count, capacity;
    size_t at;
    struct state state, saved[STATE_LIMIT];
    size_t depth;
    bool position_independent, is_static, shared, relocatable, links, language;
    bool no_start_files, no_stdlib;
    bool optimised, plugin; /* -flto; a plugin of the user's choice */
    const char *linker;     /* of -fuse-ld, or NULL */
    enum { OTHER_COMPILER, GCC, CLANG } compiler;
    unsigned group, groups; /* the one that is open, or 0; how many there were */
};

static bool add_piece(struct line *line, const char *text, bool linker)
{
    struct piece *pieces = vector_grow(line->pieces, line->count, &line->capacity, sizeof *pieces);
    if (!pieces)
        return problem_memory(line->problem);
    line->pieces = pieces;
    pieces[line->count++] = (struct piece){text, linker};
    return true;
}

/* "-Wl,-e,_start" is "-e" "_start" for the linker. */
static bool add_linker_words(struct line *line, const char *list)
{
    for (;;) {
        size_t length = strcspn(list, ",");
        const char *word = arena_copy(line->arena, list, length);
        if (!word)
            return problem_memory(line->problem);
        if (!add_piece(line, word, true))
            return false;
        if (!list[length])
            return true;
        list += length + 1;
    }
}

static bool flatten(struct line *line, const struct polyffi_words *words, size_t first)
{
    for (size_t i = first; i < words->count; i++) {
        const char *word = words->items[i];
        bool good;
        if (strncmp(word, "-Wl,", 4) == 0)
            good = add_linker_words(line, word + 4);
        else if (strcmp(word, "-Xlinker") == 0 && i + 1 < words->count)
            good = add_piece(line, words->items[++i], true);
        else
            good = add_piece(line, word, false);
        if (!good)
            return false;
    }
    return true;
}

static bool add_word(struct line *line, struct polyffi_words *words, const char *word)
{
    return polyffi_words_add(words, word) || problem_memory(line->problem);
}

static bool add_file(struct line *line, const char *path, bool library)
{
    if (line->state.binary && !library)
        return true;
    struct polyffi_file file = {.path = path,
                                .library = library,
                                .only_static = line->state.only_static,
                                .whole_archive = line->state.whole_archive,
                                .group = line->group};
    return polyffi_request_add_file(line->request, file) || problem_memory(line->problem);
}

/* "NAME=EXPRESSION" defines NAME. */
static bool add_definition(struct line *line, const char *value)
{
    const char *name = arena_copy(line->arena, value, strcspn(value, "="));
    if (!name)
        return problem_memory(line->problem);
    return add_word(line, &line->request->defined, name);
}

/* --wrap NAME: references to NAME become __wrap_NAME, and __real_NAME becomes NAME. */
static bool add_wrapped(struct line *line, const char *name)
{
    const char *real = arena_format(line->arena, "__real_%s", name);
    if (!real)
        return problem_memory(line->problem);
    return add_word(line, &line->request->defined, name) &&
           add_word(line, &line->request->defined, real);
}

static void read_keyword(struct polyffi_request *request, const char *keyword)
{
    if (strcmp(keyword, "noexecstack") == 0)
        request->no_executable_stack = true;
    else if (strcmp(keyword, "execstack") == 0)
        request->no_executable_stack = false;
    else if (strcmp(keyword, "defs") == 0)
        request->undefined_refused = true;
    else if (strcmp(keyword, "undefs") == 0)
        request->undefined_allowed = true;
}

static void change_state(struct line *line, enum link_action action)
{
    if (action == LINK_PUSH_STATE && line->depth < STATE_LIMIT)
        line->saved[line->depth++] = line->state;
    else if (action == LINK_POP_STATE && line->depth)
        line->state = line->saved[--line->depth];
    else if (action == LINK_ONLY_STATIC || action == LINK_ALSO_SHARED)
        line->state.only_static = action == LINK_ONLY_STATIC;
    else if (action == LINK_WHOLE_ARCHIVE || action == LINK_NO_WHOLE_ARCHIVE)
        line->state.whole_archive = action == LINK_WHOLE_ARCHIVE;
    else if (action == LINK_START_GROUP)
        line->group = ++line->groups;
    else if (action == LINK_END_GROUP)
        line->group = 0;
}

static void change_kind(struct line *line, enum link_action action)
{
    if (action == LINK_STATIC || action == LINK_STATIC_PIE) {
        line->is_static = line->state.only_static = true;
        line->position_independent = action == LINK_STATIC_PIE;
    } else if (action == LINK_PIE || action == LINK_NO_PIE) {
        line->position_independent = action == LINK_PIE;
    } else if (action == LINK_SHARED) {
        line->shared = true;
    } else if (action == LINK_RELOCATABLE) {
        line->relocatable = true;
    } else if (action == LINK_NO_LINK) {
        line->links = false;
    }
}

static void change_libraries(struct line *line, enum link_action action, const char *value)
{
    struct polyffi_request *request = line->request;
    if (action == LINK_NO_START_FILES || action == LINK_NO_STDLIB)
        line->no_start_files = true;
    if (action == LINK_NO_STDLIB)
        line->no_stdlib = true;
    if (action == LINK_NO_STDLIB || action == LINK_NO_DEFAULT_LIBRARIES)
        request->no_default_libraries = true;
    if (action == LINK_UNDEFINED_ALLOWED ||
        (action == LINK_UNDEFINED_MODE && strncmp(value, "ignore", strlen("ignore")) == 0))
        request->undefined_allowed = true;
    if (action == LINK_UNDEFINED_REFUSED)
        request->undefined_refused = true;
}

static bool act(struct line *line, enum link_action action, const char *value)
{
    struct polyffi_request *request = line->request;
    switch (action) {
    case LINK_OUTPUT:
        request->result = value;
        return true;
    case LINK_ENTRY:
        if (!request->entry)
            request->entry = value;
        return true;
    case LINK_SYSROOT:
        request->sysroot = value;
        return true;
    case LINK_SEARCH_PATH:
        return add_word(line, &request->search_paths, value);
    case LINK_LIBRARY:
        return add_file(line, value, true);
    case LINK_SCRIPT:
        return add_word(line, &request->scripts, value);
    case LINK_WANTED:
        return add_word(line, &request->wanted, value);
    case LINK_DEFINE:
        return add_definition(line, value);
    case LINK_WRAP:
        return add_wrapped(line, value);
    case LINK_KEYWORD:
        read_keyword(request, value);
        return true;
    case LINK_LINKER:
        line->linker = value;
        request->any_order = strstr(value, "lld") || strstr(value, "mold");
        return true;
    case LINK_PLUGIN:
        line->plugin = true;
        return true;
    case LINK_FORMAT:
        line->state.binary = strcmp(value, "binary") == 0;
        return true;
    case LINK_GC_SECTIONS:
    case LINK_NO_GC_SECTIONS:
        request->gc_sections = action == LINK_GC_SECTIONS;
        return true;
    case LINK_SANITIZE:
        request->sanitizers = true;
        return true;
    case LINK_LANGUAGE:
        line->language = strcmp(value, "none") != 0;
        return true;
    default:
        change_state(line, action);
        change_kind(line, action);
        change_libraries(line, action, value);
        return true;
    }
}

/* clang compiles its own intermediate forms too. */
static bool is_source(const struct line *line, const char *path)
{
    static const char *const endings[] = {"c", "cc",  "cp",  "cxx", "cpp", "CPP", "c++", "C",
                                          "i", "ii",  "s",   "S",   "sx",  "m",   "mm",  "M",
                                          "f", "for", "f90", "F90", "d",   "go",  "cu"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot + 1, endings[i]) == 0)
            return true;
    return dot && line->compiler == CLANG &&
           (strcmp(dot + 1, "bc") == 0 || strcmp(dot + 1, "ll") == 0);
}

/* -flto, -flto=thin, -fno-lto */
static void read_optimiser(struct line *line, const struct piece *piece)
{
    if (piece->linker)
        return;
    if (strncmp(piece->text, "-flto", strlen("-flto")) == 0)
        line->optimised = true;
    else if (strcmp(piece->text, "-fno-lto") == 0)
        line->optimised = false;
}

static bool read_piece(struct line *line)
{
    const struct piece *piece = &line->pieces[line->at++];
    if (piece->text[0] != '-' || !piece->text[1]) {
        if (!piece->linker && (line->language || is_source(line, piece->text))) {
            line->request->sources = true;
            return true;
        }
        return add_file(line, piece->text, false);
    }
    const char *value;
    struct link_option option;
    if (!link_words_match(piece->text, piece->linker, &option, &value)) {
        read_optimiser(line, piece);
        return true;
    }
    if (!value && option.has_argument) {
        if (line->at == line->count)
            return problem_set(line->problem, NULL, 0,
                               "the link command ends after '%s': give it its argument",
                               piece->text);
        value = line->pieces[line->at++].text;
    }
    return act(line, option.action, value);
}

/* Words before the driver: a launcher of the launcher. */
static size_t find_driver(const struct polyffi_words *words)
{
    static const char *const launchers[] = {"ccache", "sccache", "distcc", "icecc", "buildcache"};
    const char *slash = strrchr(words->items[0], '/');
    const char *name = slash ? slash + 1 : words->items[0];
    for (size_t i = 0; words->count > 1 && i < sizeof launchers / sizeof *launchers; i++)
        if (strcmp(name, launchers[i]) == 0)
            return 1;
    return 0;
}

/* "cc" may be a link to either. */
static void find_compiler(struct line *line, const char *driver)
{
    char *real = strchr(driver, '/') ? realpath(driver, NULL) : NULL;
    const char *names[] = {driver, real};
    for (size_t i = 0; i < 2 && !line->compiler; i++) {
        const char *slash = names[i] ? strrchr(names[i], '/') : NULL;
        const char *name = slash ? slash + 1 : names[i];
        if (name && strstr(name, "clang"))
            line->compiler = CLANG;
        else if (name && (strstr(name, "gcc") || strstr(name, "g++")))
            line->compiler = GCC;
    }
    free(real);
}

static void read_driver(struct line *line, const char *driver)
{
    struct polyffi_request *request = line->request;
    const char *slash = strrchr(driver, '/');
    const char *name = slash ? slash + 1 : driver;
    request->cxx = strstr(name, "++") != NULL;
    request->unknown_libraries = !request->cxx && !strstr(name, "cc") && !strstr(name, "clang");
    find_compiler(line, driver);
}

/* What the linker surely can't read: gcc gives it gcc's plugin, clang -flto LLVM's, and lld has
   LLVM itself.  Which linker clang takes by itself is not known. */
static void decide_formats(struct line *line)
{
    const char *linker = line->linker ? line->linker : "";
    bool lld = strstr(linker, "lld");
    bool known = lld || strstr(linker, "bfd") || strstr(linker, "gold") || strstr(linker, "mold");
    if (line->plugin || (line->linker && !known))
        return;
    line->request->no_bitcode =
        !lld && (line->compiler == GCC || (line->compiler == CLANG && known && !line->optimised));
    line->request->no_slim_objects = line->compiler == CLANG || (line->compiler == GCC && lld);
}

static void decide(struct line *line)
{
    struct polyffi_request *request = line->request;
    if (line->relocatable)
        request->kind = POLYFFI_KIND_OBJECTS;
    else if (line->shared)
        request->kind = POLYFFI_KIND_SHARED;
    else if (line->is_static)
        request->kind = line->position_independent ? POLYFFI_KIND_STATIC_PIE : POLYFFI_KIND_STATIC;
    else
        request->kind = line->position_independent ? POLYFFI_KIND_PIE : POLYFFI_KIND_EXECUTABLE;
    request->static_only = line->is_static;
    if (request->startup == POLYFFI_STARTUP_UNSET)
        request->startup = line->no_stdlib        ? POLYFFI_STARTUP_FREESTANDING
                           : line->no_start_files ? POLYFFI_STARTUP_RAW
                                                  : POLYFFI_STARTUP_CRT;
    if (!request->result)
        request->result = "a.out";
}

bool link_line_parse(const struct polyffi_words *words, struct arena *arena,
                     struct polyffi_request *request, bool *links, struct polyffi_problem *problem)
{
    struct line line = {.request = request, .arena = arena, .problem = problem, .links = true};
    line.position_independent =
        request->kind == POLYFFI_KIND_PIE || request->kind == POLYFFI_KIND_STATIC_PIE;
    line.shared = request->kind == POLYFFI_KIND_SHARED;
    line.relocatable = request->kind == POLYFFI_KIND_OBJECTS;
    line.is_static =
        request->kind == POLYFFI_KIND_STATIC || request->kind == POLYFFI_KIND_STATIC_PIE;
    size_t driver = find_driver(words);
    request->link = true;
    read_driver(&line, words->items[driver]);
    bool good = flatten(&line, words, driver + 1);
    while (good && line.at < line.count)
        good = read_piece(&line);
    if (good) {
        decide(&line);
        decide_formats(&line);
    }
    *links = line.links;
    free(line.pieces);
    return good;
}
