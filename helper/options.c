/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "names.h"
#include "polyffi/link.h"

struct parser {
    struct options *options;
    struct polyffi_problem *problem;
    const struct polyffi_words *words;
    size_t at;
    const char *listing; /* the option that asks for something else than a check, or NULL */
    const char *other;   /* another one, or NULL */
    bool linking;        /* the words are those of the link command */
};

/* The value of an option: reads what follows "--name=" or the next word. */
typedef bool option_reader(struct parser *parser, const char *value);

/* What an option goes together with. */
enum option_use {
    USE_CHECKS,
    USE_LISTS,  /* it asks for something else than a check */
    USE_ALWAYS, /* with either */
};

struct option {
    const char *name;
    bool has_value;
    option_reader *read;    /* or NULL */
    enum options_mode mode; /* that it asks for, or OPTIONS_CHECK */
    enum option_use use;
};

static bool memory_unless(struct parser *parser, bool good)
{
    return good || polyffi_problem_memory(parser->problem);
}

static bool read_export(struct parser *parser, const char *value)
{
    return polyffi_request_read_export(&parser->options->request, value, NULL, 0, parser->problem);
}

static bool read_exports_file(struct parser *parser, const char *value)
{
    return polyffi_request_read_exports(&parser->options->request, value, parser->problem);
}

static bool read_entry(struct parser *parser, const char *value)
{
    parser->options->request.entry = value;
    return *value ||
           polyffi_problem_set(parser->problem, NULL, 0, "--entry needs the name of a symbol");
}

/* The index of the value in the list of count names, or an error that lists them. */
static bool choose(struct parser *parser, const char *option, const char *value,
                   const char *const *names, size_t count, size_t *chosen)
{
    char list[256] = "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], value) == 0) {
            *chosen = i;
            return true;
        }
        strncat(list, i ? ", " : "", sizeof list - strlen(list) - 1);
        strncat(list, names[i], sizeof list - strlen(list) - 1);
    }
    return polyffi_problem_set(parser->problem, NULL, 0, "%s '%s' is unknown: use one of %s",
                               option, value, list);
}

static bool read_startup(struct parser *parser, const char *value)
{
    static const char *const names[] = {"crt", "libc", "raw", "freestanding"};
    size_t chosen;
    if (!choose(parser, "--startup", value, names, 4, &chosen))
        return false;
    parser->options->request.startup = (enum polyffi_startup)(POLYFFI_STARTUP_CRT + chosen);
    return true;
}

static bool read_kind(struct parser *parser, const char *value)
{
    static const char *const names[] = {"objects", "executable", "pie",
                                        "static",  "static-pie", "shared"};
    size_t chosen;
    if (!choose(parser, "--kind", value, names, 6, &chosen))
        return false;
    parser->options->request.kind = (enum polyffi_kind)(POLYFFI_KIND_OBJECTS + chosen);
    return true;
}

static const struct polyffi_rule *require_rule(struct parser *parser, const char *text,
                                               size_t length)
{
    return polyffi_rule_require(text, length, NULL, 0, parser->problem);
}

static bool read_allow(struct parser *parser, const char *value)
{
    size_t length = strcspn(value, ":");
    struct polyffi_allowance allowance = {.rule = require_rule(parser, value, length)};
    if (!allowance.rule)
        return false;
    if (value[length]) {
        allowance.glob = value + length + 1;
        if (!*allowance.glob)
            return polyffi_problem_set(parser->problem, NULL, 0,
                                       "--allow '%s': write a symbol or a pattern after the colon",
                                       value);
    }
    return memory_unless(parser,
                         polyffi_request_add_allowance(&parser->options->request, allowance));
}

static bool read_severity(struct parser *parser, const char *value)
{
    size_t length = strcspn(value, "=");
    struct polyffi_severity_choice choice = {0};
    if (!value[length])
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--severity '%s': write RULE=error, warning, note or off",
                                   value);
    choice.rule = require_rule(parser, value, length);
    if (!choice.rule)
        return false;
    if (!polyffi_severity_find(value + length + 1, &choice.severity))
        return polyffi_problem_set(
            parser->problem, NULL, 0,
            "--severity %.*s '%s' is unknown: use one of error, warning, note, off", (int)length,
            value, value + length + 1);
    return memory_unless(parser, polyffi_request_add_severity(&parser->options->request, choice));
}

static bool read_require(struct parser *parser, const char *value)
{
    static const char *const names[] = {"relro", "now", "pie", "no-rpath", "ibt", "shstk"};
    size_t chosen;
    if (!choose(parser, "--require", value, names, sizeof names / sizeof *names, &chosen))
        return false;
    parser->options->request.required |= (unsigned)POLYFFI_REQUIRE_RELRO << chosen;
    return true;
}

/* "GLIBC=2.31" */
static bool read_max_version(struct parser *parser, const char *value)
{
    size_t length = strcspn(value, "=");
    const char *number = value[length] ? value + length + 1 : "";
    if (!length || !isdigit((unsigned char)*number) ||
        number[strspn(number, "0123456789._")] != '\0')
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--max-version '%s': write LIBRARY=VERSION, such as GLIBC=2.31",
                                   value);
    return memory_unless(parser,
                         polyffi_words_add(&parser->options->request.version_limits, value));
}

static bool read_dynamic(struct parser *parser, const char *value)
{
    if (!*value)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--dynamic needs the name of a symbol");
    return memory_unless(parser, polyffi_words_add(&parser->options->request.dynamic, value));
}

static bool read_suppressions(struct parser *parser, const char *value)
{
    return polyffi_request_read_suppressions(&parser->options->request, value, parser->problem);
}

static bool read_warn(struct parser *parser, const char *value)
{
    (void)value;
    parser->options->warn = true;
    return true;
}

static bool read_delete(struct parser *parser, const char *value)
{
    (void)value;
    parser->options->delete_on_error = true;
    return true;
}

static bool read_format(struct parser *parser, const char *value)
{
    const char *names[8];
    size_t count = 0, chosen = 0;
    while (polyffi_report_format_name((enum polyffi_report_format)count)) {
        names[count] = polyffi_report_format_name((enum polyffi_report_format)count);
        count++;
    }
    if (!choose(parser, "--format", value, names, count, &chosen))
        return false;
    parser->options->format = (enum polyffi_report_format)chosen;
    return true;
}

static bool read_color(struct parser *parser, const char *value)
{
    static const char *const names[] = {"auto", "always", "never"};
    size_t chosen;
    if (!choose(parser, "--color", value, names, 3, &chosen))
        return false;
    parser->options->color = (enum options_color)chosen;
    return true;
}

static bool read_output(struct parser *parser, const char *value)
{
    if (!*value)
        return polyffi_problem_set(parser->problem, NULL, 0, "--output needs the name of a file");
    parser->options->output = value;
    return true;
}

static bool read_root(struct parser *parser, const char *value)
{
    parser->options->root = value;
    return *value ||
           polyffi_problem_set(parser->problem, NULL, 0, "--root needs the name of a directory");
}

static bool read_library_path(struct parser *parser, const char *value)
{
    return memory_unless(parser, polyffi_words_add(&parser->options->request.library_paths, value));
}

static bool read_dep_info(struct parser *parser, const char *value)
{
    return memory_unless(parser, polyffi_words_add(&parser->options->request.dep_infos, value));
}

static bool read_place(struct parser *parser, const char *value)
{
    const char *colon = strrchr(value, ':');
    char *end = NULL;
    unsigned long line =
        colon && isdigit((unsigned char)colon[1]) ? strtoul(colon + 1, &end, 10) : 0;
    if (!line || *end || colon == value)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--place '%s': write FILE:LINE, such as CMakeLists.txt:12",
                                   value);
    struct polyffi_request *request = &parser->options->request;
    request->place_line = line;
    request->place_file = polyffi_request_keep(request, value, (size_t)(colon - value));
    return memory_unless(parser, request->place_file != NULL);
}

static bool read_target(struct parser *parser, const char *value)
{
    parser->options->request.target = value;
    return true;
}

static bool read_explain(struct parser *parser, const char *value)
{
    parser->options->explained = require_rule(parser, value, strlen(value));
    return parser->options->explained != NULL;
}

static bool read_option(struct parser *parser, const char *word);

/* Takes a word of the link command: "-Wpolyffi,OPTION" is an option for polyffi-check, and stays
   out of the command. */
static bool take_link_word(struct parser *parser, const char *word)
{
    static const char prefix[] = "-Wpolyffi,";
    if (strncmp(word, prefix, sizeof prefix - 1) != 0)
        return memory_unless(parser, polyffi_words_add(&parser->options->command, word));
    return read_option(parser, word + sizeof prefix - 1);
}

/* Everything that follows is the link command. */
static bool read_link(struct parser *parser, const char *value)
{
    (void)value;
    struct options *options = parser->options;
    size_t first = parser->at;
    parser->linking = true;
    parser->at = parser->words->count; /* an option's value is a part of its word */
    for (size_t i = first; i < parser->at; i++)
        if (!take_link_word(parser, parser->words->items[i]))
            return false;
    if (!options->command.count)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--link needs the link command: --link cc main.o -o program");
    return polyffi_link_read(&options->request, options->command.items, options->command.count,
                             &options->links, parser->problem) &&
           memory_unless(parser, polyffi_words_add(&options->command, NULL));
}

static const struct option table[] = {
    {"--allow", true, .read = read_allow},
    {"--color", true, .read = read_color},
    {"--compare", false, .mode = OPTIONS_COMPARE, .use = USE_LISTS},
    {"--delete-on-error", false, .read = read_delete},
    {"--dep-info", true, .read = read_dep_info},
    {"--dynamic", true, .read = read_dynamic},
    {"--entry", true, .read = read_entry},
    {"--explain", true, .read = read_explain, .mode = OPTIONS_EXPLAIN},
    {"--export", true, .read = read_export},
    {"--exports", false, .mode = OPTIONS_EXPORTS, .use = USE_LISTS},
    {"--exports-file", true, .read = read_exports_file},
    {"--format", true, .read = read_format, .use = USE_ALWAYS},
    {"--help", false, .mode = OPTIONS_HELP},
    {"--kind", true, .read = read_kind},
    {"--library-path", true, .read = read_library_path},
    {"--link", false, .read = read_link, .mode = OPTIONS_LINK},
    {"--list-rules", false, .mode = OPTIONS_LIST_RULES},
    {"--max-version", true, .read = read_max_version},
    {"--merge-reports", false, .mode = OPTIONS_MERGE, .use = USE_LISTS},
    {"--output", true, .read = read_output, .use = USE_ALWAYS},
    {"--place", true, .read = read_place},
    {"--require", true, .read = read_require},
    {"--root", true, .read = read_root},
    {"--severity", true, .read = read_severity},
    {"--startup", true, .read = read_startup},
    {"--suppressions", true, .read = read_suppressions},
    {"--symbols", false, .mode = OPTIONS_SYMBOLS, .use = USE_LISTS},
    {"--target", true, .read = read_target},
    {"--version", false, .mode = OPTIONS_VERSION},
    {"--warn", false, .read = read_warn},
};

/* A listing takes nothing but files; a merged report may have a file of its own. */
static void note_option(struct parser *parser, const struct option *option)
{
    if (option->use == USE_LISTS && !parser->listing)
        parser->listing = option->name;
    else if (option->use == USE_CHECKS ||
             (option->use == USE_LISTS && strcmp(parser->listing, option->name) != 0))
        parser->other = option->name;
}

/* Does what the option is there for. */
static bool apply(struct parser *parser, const struct option *option, const char *value)
{
    note_option(parser, option);
    if (option->mode != OPTIONS_CHECK && parser->linking)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "'-Wpolyffi,%s' does not go together with --link", option->name);
    if (option->mode != OPTIONS_CHECK)
        parser->options->mode = option->mode;
    return !option->read || option->read(parser, value);
}

/* The option whose name is nearest, or NULL. */
static const char *nearest(const char *word, size_t length)
{
    char name[32];
    const char *best = NULL;
    size_t least = NAMES_MOST_SLIPS + 1;
    if (length >= sizeof name)
        return NULL;
    memcpy(name, word, length);
    name[length] = '\0';
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t slips = names_nearness(name, table[i].name);
        if (slips < least) {
            least = slips;
            best = table[i].name;
        }
    }
    return best;
}

static bool read_option(struct parser *parser, const char *word)
{
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strlen(table[i].name) != length || memcmp(table[i].name, word, length) != 0)
            continue;
        const char *value = word[length] ? word + length + 1 : NULL;
        if (value && !table[i].has_value)
            return polyffi_problem_set(parser->problem, NULL, 0, "%s takes no value",
                                       table[i].name);
        if (!value && table[i].has_value) {
            if (parser->at == parser->words->count)
                return polyffi_problem_set(parser->problem, NULL, 0,
                                           "%s needs a value: see polyffi-check --help", word);
            value = parser->words->items[parser->at++];
        }
        return apply(parser, &table[i], value);
    }
    const char *near = nearest(word, length);
    return polyffi_problem_set(parser->problem, NULL, 0,
                               "unknown option '%s': %s%s%ssee polyffi-check --help", word,
                               near ? "did you mean " : "", near ? near : "", near ? "? Or " : "");
}

static bool parse_words(struct parser *parser)
{
    bool only_files = false;
    while (parser->at < parser->words->count) {
        const char *word = parser->words->items[parser->at++];
        if (!only_files && strcmp(word, "--") == 0) {
            only_files = true;
        } else if (!only_files && word[0] == '-' && word[1]) {
            if (!read_option(parser, word))
                return false;
        } else if (!polyffi_request_add_file(&parser->options->request,
                                             (struct polyffi_file){.path = word})) {
            return polyffi_problem_memory(parser->problem);
        }
    }
    return true;
}

/* The day on which suppressions are judged: SOURCE_DATE_EPOCH's, so that a build can be repeated,
   else today's.  Both in UTC. */
static bool set_today(struct options *options, struct polyffi_problem *problem)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    time_t seconds = time(NULL);
    struct tm day;
    if (!options->request.suppression_count)
        return true;
    if (text) {
        char *end;
        errno = 0;
        seconds = (time_t)strtoll(text, &end, 10);
        if (!isdigit((unsigned char)*text) || *end || errno)
            return polyffi_problem_set(
                problem, NULL, 0, "SOURCE_DATE_EPOCH is '%s': set it to seconds since 1970", text);
    }
    if (!gmtime_r(&seconds, &day) || day.tm_year > 9999 - 1900)
        return polyffi_problem_set(problem, NULL, 0,
                                   "the date is beyond the year 9999: set the clock, or "
                                   "SOURCE_DATE_EPOCH");
    options->request.today =
        (unsigned)((day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
    return true;
}

/* Exports and comparisons are lists of lines or JSON. */
static bool suits_format(const struct options *options)
{
    bool both = options->mode == OPTIONS_EXPORTS || options->mode == OPTIONS_COMPARE;
    return options->format == POLYFFI_REPORT_TEXT ||
           (both && options->format == POLYFFI_REPORT_JSON);
}

static bool check_use(const struct parser *parser)
{
    const struct options *options = parser->options;
    size_t files = options->request.file_count;
    if (options->mode == OPTIONS_CHECK && !files)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "no file to check: name objects, archives or an executable "
                                   "(see polyffi-check --help)");
    if (!parser->listing)
        return true;
    const char *other = !parser->other && options->output && options->mode != OPTIONS_MERGE
                            ? "--output"
                            : parser->other;
    if (other)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "%s and %s don't go together: run them apart", parser->listing,
                                   other);
    if (!suits_format(options))
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "%s and --format %s don't go together: leave out --format",
                                   parser->listing, polyffi_report_format_name(options->format));
    if (options->mode == OPTIONS_COMPARE && files != 2)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--compare needs two files, the old library and the new one");
    if (options->mode == OPTIONS_MERGE && !files)
        return polyffi_problem_set(parser->problem, NULL, 0,
                                   "--merge-reports needs files that 'polyffi-check --format sarif "
                                   "--output FILE' wrote");
    return files ||
           polyffi_problem_set(parser->problem, NULL, 0,
                               "%s needs the name of an object, archive, shared library or "
                               "executable",
                               parser->listing);
}

bool options_parse(const char *const *words, size_t count, struct options *options,
                   struct polyffi_problem *problem)
{
    *options = (struct options){.mode = OPTIONS_CHECK};
    struct polyffi_words expanded = {0};
    struct parser parser = {.options = options, .problem = problem, .words = &expanded};
    bool good =
        polyffi_request_expand(&options->request, words, count, "--link", &expanded, problem) &&
        parse_words(&parser) && check_use(&parser) && set_today(options, problem);
    polyffi_words_free(&expanded);
    return good;
}

void options_free(struct options *options)
{
    polyffi_request_free(&options->request);
    polyffi_words_free(&options->command);
    *options = (struct options){0};
}
