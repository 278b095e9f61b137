/* SPDX-License-Identifier: MIT */
#include "link_line.h"

#include <stdlib.h>
#include <string.h>

#include "problem.h"

enum { STATE_LIMIT = 16 };

/* One word as the driver or, from -Wl, and -Xlinker, the linker reads it. */
struct piece {
    const char *text;
    bool linker;
};

enum reader { DRIVER = 1, LINKER = 2, BOTH = DRIVER | LINKER };

enum argument {
    NONE,
    APART,  /* -o FILE */
    EITHER, /* -o FILE, -oFILE */
    EQUALS, /* --entry=SYMBOL, --entry SYMBOL */
};

enum action {
    IGNORE,
    OUTPUT,
    ENTRY,
    STATIC,
    STATIC_PIE,
    PIE,
    NO_PIE,
    SHARED,
    RELOCATABLE,
    NO_START_FILES,
    NO_STDLIB,
    NO_DEFAULT_LIBRARIES,
    SEARCH_PATH,
    LIBRARY,
    SCRIPT,
    WANTED,
    KEYWORD,
    SYSROOT,
    DEFINE,
    WRAP,
    ONLY_STATIC,
    ALSO_SHARED,
    WHOLE_ARCHIVE,
    NO_WHOLE_ARCHIVE,
    PUSH_STATE,
    POP_STATE,
    UNDEFINED_MODE,
    UNDEFINED_ALLOWED,
    UNDEFINED_REFUSED,
    LANGUAGE,
    NO_LINK,
};

struct option {
    const char *name; /* without dashes */
    unsigned char readers, argument, action;
};

/* Only what has an argument or a meaning here; any other word with a dash is passed over. */
static const struct option options[] = {
    {"o", BOTH, EITHER, OUTPUT},
    {"output", BOTH, EQUALS, OUTPUT},
    {"e", BOTH, EITHER, ENTRY},
    {"entry", BOTH, EQUALS, ENTRY},
    {"static", BOTH, NONE, STATIC},
    {"static-pie", BOTH, NONE, STATIC_PIE},
    {"pie", BOTH, NONE, PIE},
    {"pic-executable", BOTH, NONE, PIE},
    {"no-pie", BOTH, NONE, NO_PIE},
    {"nopie", BOTH, NONE, NO_PIE},
    {"shared", BOTH, NONE, SHARED},
    {"Bshareable", LINKER, NONE, SHARED},
    {"r", BOTH, NONE, RELOCATABLE},
    {"relocatable", LINKER, NONE, RELOCATABLE},
    {"nostartfiles", DRIVER, NONE, NO_START_FILES},
    {"nostdlib", DRIVER, NONE, NO_STDLIB},
    {"no-standard-libraries", DRIVER, NONE, NO_STDLIB},
    {"nodefaultlibs", DRIVER, NONE, NO_DEFAULT_LIBRARIES},
    {"nolibc", DRIVER, NONE, NO_DEFAULT_LIBRARIES},
    {"L", BOTH, EITHER, SEARCH_PATH},
    {"library-path", BOTH, EQUALS, SEARCH_PATH},
    {"l", BOTH, EITHER, LIBRARY},
    {"library", BOTH, EQUALS, LIBRARY},
    {"T", BOTH, EITHER, SCRIPT},
    {"script", BOTH, EQUALS, SCRIPT},
    {"u", BOTH, EITHER, WANTED},
    {"undefined", BOTH, EQUALS, WANTED},
    {"require-defined", LINKER, EQUALS, WANTED},
    {"z", BOTH, EITHER, KEYWORD},
    {"sysroot", BOTH, EQUALS, SYSROOT},
    {"defsym", BOTH, EQUALS, DEFINE},
    {"wrap", LINKER, EQUALS, WRAP},
    {"Bstatic", LINKER, NONE, ONLY_STATIC},
    {"dn", LINKER, NONE, ONLY_STATIC},
    {"non_shared", LINKER, NONE, ONLY_STATIC},
    {"Bdynamic", LINKER, NONE, ALSO_SHARED},
    {"dy", LINKER, NONE, ALSO_SHARED},
    {"call_shared", LINKER, NONE, ALSO_SHARED},
    {"whole-archive", LINKER, NONE, WHOLE_ARCHIVE},
    {"no-whole-archive", LINKER, NONE, NO_WHOLE_ARCHIVE},
    {"push-state", LINKER, NONE, PUSH_STATE},
    {"pop-state", LINKER, NONE, POP_STATE},
    {"unresolved-symbols", LINKER, EQUALS, UNDEFINED_MODE},
    {"warn-unresolved-symbols", LINKER, NONE, UNDEFINED_ALLOWED},
    {"noinhibit-exec", LINKER, NONE, UNDEFINED_ALLOWED},
    {"no-undefined", LINKER, NONE, UNDEFINED_REFUSED},
    {"x", DRIVER, EITHER, LANGUAGE},
    {"c", DRIVER, NONE, NO_LINK},
    {"S", DRIVER, NONE, NO_LINK},
    {"E", DRIVER, NONE, NO_LINK},
    {"fsyntax-only", DRIVER, NONE, NO_LINK},
    /* With an argument that is not a file of the link. */
    {"A", BOTH, APART, IGNORE},
    {"B", DRIVER, APART, IGNORE},
    {"D", DRIVER, APART, IGNORE},
    {"F", BOTH, APART, IGNORE},
    {"G", LINKER, APART, IGNORE},
    {"I", BOTH, APART, IGNORE},
    {"MF", DRIVER, APART, IGNORE},
    {"MQ", DRIVER, APART, IGNORE},
    {"MT", DRIVER, APART, IGNORE},
    {"Map", LINKER, EQUALS, IGNORE},
    {"P", LINKER, APART, IGNORE},
    {"R", BOTH, APART, IGNORE},
    {"U", DRIVER, APART, IGNORE},
    {"Xassembler", DRIVER, APART, IGNORE},
    {"Xclang", DRIVER, APART, IGNORE},
    {"Xpreprocessor", DRIVER, APART, IGNORE},
    {"Y", LINKER, APART, IGNORE},
    {"a", LINKER, APART, IGNORE},
    {"arch", DRIVER, APART, IGNORE},
    {"architecture", LINKER, EQUALS, IGNORE},
    {"assert", LINKER, APART, IGNORE},
    {"audit", LINKER, EQUALS, IGNORE},
    {"aux-info", DRIVER, APART, IGNORE},
    {"auxiliary", LINKER, EQUALS, IGNORE},
    {"b", BOTH, APART, IGNORE},
    {"c", LINKER, APART, IGNORE},
    {"dT", LINKER, APART, IGNORE},
    {"default-script", LINKER, EQUALS, IGNORE},
    {"depaudit", LINKER, EQUALS, IGNORE},
    {"dependency-file", LINKER, EQUALS, IGNORE},
    {"dumpbase", DRIVER, APART, IGNORE},
    {"dumpbase-ext", DRIVER, APART, IGNORE},
    {"dumpdir", DRIVER, APART, IGNORE},
    {"dynamic-linker", BOTH, EQUALS, IGNORE},
    {"dynamic-list", LINKER, EQUALS, IGNORE},
    {"exclude-libs", LINKER, EQUALS, IGNORE},
    {"f", LINKER, APART, IGNORE},
    {"filter", LINKER, EQUALS, IGNORE},
    {"fini", LINKER, EQUALS, IGNORE},
    {"format", LINKER, EQUALS, IGNORE},
    {"gcc-toolchain", DRIVER, EQUALS, IGNORE},
    {"h", LINKER, APART, IGNORE},
    {"idirafter", DRIVER, APART, IGNORE},
    {"imacros", DRIVER, APART, IGNORE},
    {"include", DRIVER, APART, IGNORE},
    {"init", LINKER, EQUALS, IGNORE},
    {"iprefix", DRIVER, APART, IGNORE},
    {"iquote", DRIVER, APART, IGNORE},
    {"isysroot", DRIVER, APART, IGNORE},
    {"isystem", DRIVER, APART, IGNORE},
    {"iwithprefix", DRIVER, APART, IGNORE},
    {"iwithprefixbefore", DRIVER, APART, IGNORE},
    {"just-symbols", LINKER, EQUALS, IGNORE},
    {"m", LINKER, APART, IGNORE},
    {"mllvm", BOTH, APART, IGNORE},
    {"mri-script", LINKER, EQUALS, IGNORE},
    {"oformat", BOTH, EQUALS, IGNORE},
    {"param", DRIVER, APART, IGNORE},
    {"plugin", LINKER, EQUALS, IGNORE},
    {"plugin-opt", LINKER, EQUALS, IGNORE},
    {"retain-symbols-file", LINKER, EQUALS, IGNORE},
    {"rpath", BOTH, EQUALS, IGNORE},
    {"rpath-link", BOTH, EQUALS, IGNORE},
    {"section-start", LINKER, EQUALS, IGNORE},
    {"soname", BOTH, EQUALS, IGNORE},
    {"target", DRIVER, EQUALS, IGNORE},
    {"trace-symbol", LINKER, EQUALS, IGNORE},
    {"version-script", LINKER, EQUALS, IGNORE},
    {"wrapper", DRIVER, APART, IGNORE},
    {"y", LINKER, APART, IGNORE},
    /* Whole words that would read as -e, -l, -o, -T, -u or -z with an argument joined to it. */
    {"Tbss", BOTH, EQUALS, IGNORE},
    {"Tdata", BOTH, EQUALS, IGNORE},
    {"Tldata-segment", BOTH, EQUALS, IGNORE},
    {"Trodata-segment", BOTH, EQUALS, IGNORE},
    {"Ttext", BOTH, EQUALS, IGNORE},
    {"Ttext-segment", BOTH, EQUALS, IGNORE},
    {"emit-llvm", DRIVER, NONE, IGNORE},
    {"emit-relocs", LINKER, NONE, IGNORE},
    {"enable-new-dtags", LINKER, NONE, IGNORE},
    {"end-group", LINKER, NONE, IGNORE},
    {"end-lib", LINKER, NONE, IGNORE},
    {"export-dynamic", BOTH, NONE, IGNORE},
    {"export-dynamic-symbol", LINKER, EQUALS, IGNORE},
    {"omagic", LINKER, NONE, IGNORE},
    {"undef", DRIVER, NONE, IGNORE},
    {"unique", LINKER, NONE, IGNORE},
};

/* What -whole-archive and -Bstatic switch, and -push-state keeps. */
struct state {
    bool whole_archive, only_static;
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

/* The option that the word is; *value: what is joined to it, or NULL. */
static const struct option *match(const struct piece *piece, const char **value)
{
    const char *name = piece->text + 1;
    bool two = *name == '-';
    name += two;
    size_t length = strcspn(name, "=");
    unsigned reader = piece->linker ? LINKER : DRIVER;
    *value = NULL;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const struct option *option = &options[i];
        if (!(option->readers & reader) || strlen(option->name) != length ||
            memcmp(option->name, name, length) != 0 || (two && length == 1))
            continue;
        if (name[length] && option->argument != EQUALS)
            continue;
        *value = name[length] ? name + length + 1 : NULL;
        return option;
    }
    for (size_t i = 0; !two && i < sizeof options / sizeof *options; i++) {
        const struct option *option = &options[i];
        if ((option->readers & reader) && option->argument == EITHER && name[0] == *option->name) {
            *value = name + 1;
            return option;
        }
    }
    return NULL;
}

static bool add_word(struct line *line, struct polyffi_words *words, const char *word)
{
    return polyffi_words_add(words, word) || problem_memory(line->problem);
}

static bool add_file(struct line *line, const char *path, bool library)
{
    struct polyffi_file file = {.path = path,
                                .library = library,
                                .only_static = line->state.only_static,
                                .whole_archive = line->state.whole_archive};
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

static void change_state(struct line *line, enum action action)
{
    if (action == PUSH_STATE && line->depth < STATE_LIMIT)
        line->saved[line->depth++] = line->state;
    else if (action == POP_STATE && line->depth)
        line->state = line->saved[--line->depth];
    else if (action == ONLY_STATIC || action == ALSO_SHARED)
        line->state.only_static = action == ONLY_STATIC;
    else if (action == WHOLE_ARCHIVE || action == NO_WHOLE_ARCHIVE)
        line->state.whole_archive = action == WHOLE_ARCHIVE;
}

static void change_kind(struct line *line, enum action action)
{
    if (action == STATIC || action == STATIC_PIE) {
        line->is_static = line->state.only_static = true;
        line->position_independent = action == STATIC_PIE;
    } else if (action == PIE || action == NO_PIE) {
        line->position_independent = action == PIE;
    } else if (action == SHARED) {
        line->shared = true;
    } else if (action == RELOCATABLE) {
        line->relocatable = true;
    } else if (action == NO_LINK) {
        line->links = false;
    }
}

static void change_libraries(struct line *line, enum action action, const char *value)
{
    struct polyffi_request *request = line->request;
    if (action == NO_START_FILES || action == NO_STDLIB)
        line->no_start_files = true;
    if (action == NO_STDLIB)
        line->no_stdlib = true;
    if (action == NO_STDLIB || action == NO_DEFAULT_LIBRARIES)
        request->no_default_libraries = true;
    if (action == UNDEFINED_ALLOWED ||
        (action == UNDEFINED_MODE && strncmp(value, "ignore", strlen("ignore")) == 0))
        request->undefined_allowed = true;
    if (action == UNDEFINED_REFUSED)
        request->undefined_refused = true;
}

static bool act(struct line *line, enum action action, const char *value)
{
    struct polyffi_request *request = line->request;
    switch (action) {
    case OUTPUT:
        request->result = value;
        return true;
    case ENTRY:
        if (!request->entry)
            request->entry = value;
        return true;
    case SYSROOT:
        request->sysroot = value;
        return true;
    case SEARCH_PATH:
        return add_word(line, &request->search_paths, value);
    case LIBRARY:
        return add_file(line, value, true);
    case SCRIPT:
        return add_word(line, &request->scripts, value);
    case WANTED:
        return add_word(line, &request->wanted, value);
    case DEFINE:
        return add_definition(line, value);
    case WRAP:
        return add_wrapped(line, value);
    case KEYWORD:
        read_keyword(request, value);
        return true;
    case LANGUAGE:
        line->language = strcmp(value, "none") != 0;
        return true;
    default:
        change_state(line, action);
        change_kind(line, action);
        change_libraries(line, action, value);
        return true;
    }
}

static bool is_source(const char *path)
{
    static const char *const endings[] = {"c", "cc",  "cp",  "cxx", "cpp", "CPP", "c++", "C",
                                          "i", "ii",  "s",   "S",   "sx",  "m",   "mm",  "M",
                                          "f", "for", "f90", "F90", "d",   "go",  "cu"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

static bool read_piece(struct line *line)
{
    const struct piece *piece = &line->pieces[line->at++];
    if (piece->text[0] != '-' || !piece->text[1]) {
        if (!piece->linker && (line->language || is_source(piece->text))) {
            line->request->sources = true;
            return true;
        }
        return add_file(line, piece->text, false);
    }
    const char *value;
    const struct option *option = match(piece, &value);
    if (!option)
        return true;
    if (!value && option->argument != NONE) {
        if (line->at == line->count)
            return problem_set(line->problem, NULL, 0,
                               "the link command ends after '%s': give it its argument",
                               piece->text);
        value = line->pieces[line->at++].text;
    }
    return act(line, (enum action)option->action, value);
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

static void read_driver(struct polyffi_request *request, const char *driver)
{
    const char *slash = strrchr(driver, '/');
    const char *name = slash ? slash + 1 : driver;
    request->cxx = strstr(name, "++") != NULL;
    request->unknown_libraries = !request->cxx && !strstr(name, "cc") && !strstr(name, "clang");
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
    read_driver(request, words->items[driver]);
    bool good = flatten(&line, words, driver + 1);
    while (good && line.at < line.count)
        good = read_piece(&line);
    if (good)
        decide(&line);
    *links = line.links;
    free(line.pieces);
    return good;
}
