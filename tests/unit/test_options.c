/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <unistd.h>

#include "unit.h"

struct parsed {
    struct options options;
    struct polyffi_problem problem;
    char text[512];
    bool good;
};

/* Parses the words, which are separated by blanks. */
static struct parsed *parse(const char *line)
{
    struct parsed *parsed = calloc(1, sizeof *parsed);
    const char *words[32];
    size_t count = 0;
    snprintf(parsed->text, sizeof parsed->text, "%s", line);
    for (char *word = strtok(parsed->text, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    parsed->good = options_parse(words, count, &parsed->options, &parsed->problem);
    return parsed;
}

static void drop(struct parsed *parsed)
{
    options_free(&parsed->options);
    free(parsed);
}

static void is_refused(const char *line, const char *message)
{
    struct parsed *parsed = parse(line);
    assert_false(parsed->good);
    assert_non_null(strstr(parsed->problem.message, message));
    drop(parsed);
}

TEST(files_are_kept_in_order)
{
    (void)state;
    struct parsed *parsed = parse("main.o --warn libgreet.a -- --odd");
    assert_true(parsed->good && parsed->options.warn);
    assert_int_equal(parsed->options.request.file_count, 3);
    assert_string_equal(parsed->options.request.files[2].path, "--odd");
    drop(parsed);
}

TEST(exports_have_kinds)
{
    (void)state;
    struct parsed *parsed = parse("--export a --export=b:data --export c:function x.a");
    const struct polyffi_export *exports = parsed->options.request.exports;
    assert_int_equal(parsed->options.request.export_count, 3);
    assert_true(!exports[0].data && exports[1].data && !exports[2].data);
    assert_string_equal(exports[1].name, "b");
    drop(parsed);
}

TEST(requirements_add_up)
{
    (void)state;
    struct parsed *parsed =
        parse("--require relro --require=shstk --max-version GLIBC=2.31 --max-version A=1 x");
    const struct polyffi_request *request = &parsed->options.request;
    assert_true(parsed->good);
    assert_int_equal(request->required, POLYFFI_REQUIRE_RELRO | POLYFFI_REQUIRE_SHSTK);
    assert_int_equal(request->version_limits.count, 2);
    assert_string_equal(request->version_limits.items[0], "GLIBC=2.31");
    drop(parsed);
    is_refused("--require fast x", "use one of relro, now");
    is_refused("--max-version GLIBC x", "GLIBC=2.31");
    is_refused("--max-version GLIBC=v2 x", "GLIBC=2.31");
}

TEST(dynamic_names_add_up)
{
    (void)state;
    struct parsed *parsed = parse("--dynamic one --dynamic=two x");
    const struct polyffi_request *request = &parsed->options.request;
    assert_true(parsed->good);
    assert_int_equal(request->dynamic.count, 2);
    assert_string_equal(request->dynamic.items[1], "two");
    drop(parsed);
    is_refused("--dynamic= x", "needs the name of a symbol");
}

TEST(severities_are_read)
{
    (void)state;
    struct parsed *parsed = parse("--severity PF010=off --severity=missing-export=note x.a");
    const struct polyffi_severity_choice *severities = parsed->options.request.severities;
    assert_int_equal(parsed->options.request.severity_count, 2);
    assert_string_equal(severities[0].rule->id, "PF010");
    assert_int_equal(severities[0].severity, POLYFFI_OFF);
    assert_string_equal(severities[1].rule->id, "PF001");
    assert_int_equal(severities[1].severity, POLYFFI_NOTE);
    drop(parsed);
    is_refused("--severity PF010 x.a", "RULE=error");
    is_refused("--severity PF010=loud x.a", "use one of error, warning, note, off");
    is_refused("--severity PF998=off x.a", "there is no rule 'PF998'");
}

TEST(wrong_exports_are_refused)
{
    (void)state;
    is_refused("--export a:table x.a", "'function' or 'data'");
    is_refused("--export :data x.a", "name is missing");
}

TEST(intent_is_read)
{
    (void)state;
    struct parsed *parsed = parse("--startup libc --kind static-pie --entry go --place a:b.txt:12 "
                                  "--target prog --delete-on-error x.o");
    const struct polyffi_request *request = &parsed->options.request;
    assert_true(parsed->good && parsed->options.delete_on_error);
    assert_int_equal(request->startup, POLYFFI_STARTUP_LIBC);
    assert_int_equal(request->kind, POLYFFI_KIND_STATIC_PIE);
    assert_string_equal(request->entry, "go");
    assert_string_equal(request->place_file, "a:b.txt");
    assert_int_equal(request->place_line, 12);
    assert_string_equal(request->target, "prog");
    drop(parsed);
}

TEST(wrong_values_are_refused_with_the_right_ones)
{
    (void)state;
    is_refused("--startup main x.o", "crt, libc, raw, freestanding");
    is_refused("--kind exe x.o", "static-pie");
    is_refused("--place CMakeLists.txt x.o", "FILE:LINE");
    is_refused("--place :3 x.o", "FILE:LINE");
    is_refused("--place a:3x x.o", "FILE:LINE");
}

TEST(unknown_words_are_refused)
{
    (void)state;
    is_refused("--exprot a x.o", "unknown option '--exprot': did you mean --export? Or see");
    is_refused("--lnk cc a.o", "did you mean --link?");
    is_refused("-x x.o", "unknown option '-x': see polyffi-check --help");
    is_refused("--warn=1 x.o", "takes no value");
    is_refused("x.o --entry", "needs a value");
    is_refused("", "no file to check");
}

TEST(allowances_are_read)
{
    (void)state;
    struct parsed *parsed = parse("--allow PF033 --allow undefined-mangled:he* x.o");
    const struct polyffi_allowance *allowances = parsed->options.request.allowances;
    assert_string_equal(allowances[0].rule->name, "absolute-relocation");
    assert_null(allowances[0].glob);
    assert_string_equal(allowances[1].rule->id, "PF010");
    assert_string_equal(allowances[1].glob, "he*");
    drop(parsed);
}

TEST(unknown_rules_are_refused)
{
    (void)state;
    is_refused("--allow PF999 x.o", "--list-rules");
    is_refused("--allow PF010: x.o", "after the colon");
    is_refused("--explain mising-export", "did you mean PF001 missing-export?");
}

TEST(modes_are_chosen)
{
    (void)state;
    static const struct {
        const char *line;
        enum options_mode mode;
    } cases[] = {{"x.o", OPTIONS_CHECK},
                 {"--list-rules", OPTIONS_LIST_RULES},
                 {"--help", OPTIONS_HELP},
                 {"--version", OPTIONS_VERSION},
                 {"--explain PF010", OPTIONS_EXPLAIN},
                 {"--exports x.o", OPTIONS_EXPORTS},
                 {"--symbols x.o", OPTIONS_SYMBOLS},
                 {"--compare a.so b.so", OPTIONS_COMPARE},
                 {"--merge-reports --output all.sarif a.sarif", OPTIONS_MERGE},
                 {"--link cc a.o", OPTIONS_LINK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed *parsed = parse(cases[i].line);
        assert_true(parsed->good);
        assert_int_equal(parsed->options.mode, cases[i].mode);
        drop(parsed);
    }
}

TEST(everything_behind_link_is_the_command)
{
    (void)state;
    struct parsed *parsed = parse("--kind pie --link cc a.o --warn -o prog");
    assert_true(parsed->good && parsed->options.links && !parsed->options.warn);
    assert_int_equal(parsed->options.command.count, 6);
    assert_string_equal(parsed->options.command.items[2], "--warn");
    assert_null(parsed->options.command.items[5]);
    assert_string_equal(parsed->options.request.result, "prog");
    drop(parsed);
    is_refused("--link", "needs the link command");
}

/* Parses --exports-file with a file of that text. */
static struct parsed *parse_exports(const char *text, char *path)
{
    strcpy(path, "/tmp/polyffi-unit-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    char line[128];
    snprintf(line, sizeof line, "--exports-file %s x.a", path);
    struct parsed *parsed = parse(line);
    unlink(path);
    return parsed;
}

TEST(exports_file_has_a_symbol_a_line)
{
    (void)state;
    char path[32];
    struct parsed *parsed = parse_exports("# all\n\n  hello \ntable:data # a table\nlast", path);
    const struct polyffi_export *exports = parsed->options.request.exports;
    assert_true(parsed->good);
    assert_int_equal(parsed->options.request.export_count, 3);
    assert_string_equal(exports[0].name, "hello");
    assert_int_equal(exports[0].line, 3);
    assert_true(exports[1].data);
    assert_int_equal(exports[2].line, 5);
    drop(parsed);
}

TEST(wrong_line_of_exports_file_is_told)
{
    (void)state;
    char path[32];
    struct parsed *parsed = parse_exports("hello\nvoid hello\n", path);
    assert_false(parsed->good);
    assert_string_equal(parsed->problem.file, path);
    assert_int_equal(parsed->problem.line, 2);
    drop(parsed);
}

TEST(missing_exports_file_is_refused)
{
    (void)state;
    is_refused("--exports-file /nonexistent/file x.a", "can't be opened");
}

RUN(cmocka_unit_test(requirements_add_up), cmocka_unit_test(dynamic_names_add_up),
    cmocka_unit_test(files_are_kept_in_order), cmocka_unit_test(exports_have_kinds),
    cmocka_unit_test(severities_are_read), cmocka_unit_test(wrong_exports_are_refused),
    cmocka_unit_test(intent_is_read),
    cmocka_unit_test(wrong_values_are_refused_with_the_right_ones),
    cmocka_unit_test(unknown_words_are_refused), cmocka_unit_test(allowances_are_read),
    cmocka_unit_test(unknown_rules_are_refused), cmocka_unit_test(modes_are_chosen),
    cmocka_unit_test(everything_behind_link_is_the_command),
    cmocka_unit_test(exports_file_has_a_symbol_a_line),
    cmocka_unit_test(wrong_line_of_exports_file_is_told),
    cmocka_unit_test(missing_exports_file_is_refused))
