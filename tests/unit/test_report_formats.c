/* SPDX-License-Identifier: MIT */
#include "polyffi/report.h"

#include "polyffi/rule.h"
#include "unit.h"

/* A newline, an escape sequence, a change of direction, what is not UTF-8, and what stands for
   something in one of the formats. */
static const char hostile[] = "a\nb\x1b[31m\xe2\x80\xae\xff\"'<&>%0A,::]]>](x)\\";

static const struct polyffi_rule *rule(void)
{
    return polyffi_rule_find("PF001", 5);
}

static char *write(enum polyffi_report_format format, const struct polyffi_report *report)
{
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    assert_true(polyffi_report_write(stream, format, report));
    fclose(stream);
    assert_int_equal(strlen(out), size);
    return out;
}

static void contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        print_error("no '%s' in:\n%s\n", part, text);
    assert_non_null(strstr(text, part));
}

static void is_harmless(const char *text)
{
    for (; *text; text++)
        assert_true((unsigned char)*text >= 0x20 || *text == '\n');
}

/* Fills a report in which every string is hostile. */
static void fill(struct polyffi_request *request, struct polyffi_finding *finding,
                 struct polyffi_note *note, struct polyffi_not_done *not_done,
                 struct polyffi_problem *problem)
{
    *note = (struct polyffi_note){{hostile, 3, 4}, hostile};
    *finding = (struct polyffi_finding){.rule = rule(),
                                        .severity = POLYFFI_ERROR,
                                        .place = {hostile, 1, 2},
                                        .file = hostile,
                                        .symbol = hostile,
                                        .message = hostile,
                                        .notes = note,
                                        .note_count = 1};
    *not_done = (struct polyffi_not_done){hostile, hostile};
    memcpy(problem->file, hostile, sizeof hostile);
    memcpy(problem->message, hostile, sizeof hostile);
    request->target = request->place_file = request->result = hostile;
    assert_true(polyffi_request_add_file(request, (struct polyffi_file){.path = hostile}));
    assert_true(polyffi_request_add_export(request, (struct polyffi_export){.name = hostile}));
    assert_true(polyffi_request_add_export(request, (struct polyffi_export){.name = "good"}));
}

TEST(hostile_strings_stay_in_their_place)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_finding finding;
    struct polyffi_note note;
    struct polyffi_not_done not_done;
    struct polyffi_problem problem = {0};
    fill(&request, &finding, &note, &not_done, &problem);
    const struct polyffi_finding *findings[] = {&finding};
    struct polyffi_report report = {.request = &request,
                                    .findings = findings,
                                    .finding_count = 1,
                                    .not_done = &not_done,
                                    .not_done_count = 1,
                                    .problem = &problem,
                                    .directory = "/src",
                                    .root = hostile};
    static const char *const shown[] = {
        [POLYFFI_REPORT_TEXT] = "a\\x0ab\\x1b[31m\\u{202e}\\xff\"'<&>%0A,::]]>](x)\\",
        [POLYFFI_REPORT_JSON] = "a\\u000ab\\u001b[31m\\u202e\\\\xff\\\"'<&>%0A,::]]>](x)\\\\",
        [POLYFFI_REPORT_SARIF] = "a\\u000ab\\u001b[31m\\u202e\\\\xff\\\"'<&>%0A,::]]>\\\\](x)\\\\",
        [POLYFFI_REPORT_JUNIT] =
            "a\\x0ab\\x1b[31m\\u{202e}\\xff&quot;&apos;&lt;&amp;&gt;%0A,::]]&gt;](x)\\",
        [POLYFFI_REPORT_GITHUB] = "::a\\x0ab\\x1b[31m\\u{202e}\\xff\"'<&>%250A,::]]>](x)\\%0A",
    };
    for (enum polyffi_report_format i = 0; polyffi_report_format_name(i); i++) {
        char *out = write(i, &report);
        contains(out, shown[i]);
        is_harmless(out);
        free(out);
    }
    polyffi_request_free(&request);
}

TEST(github_escapes_values_more_than_messages)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_finding finding = {.rule = rule(),
                                      .severity = POLYFFI_NOTE,
                                      .place = {"a,b:c%\n.rs", 4, 7},
                                      .message = "a,b:c%\n"};
    const struct polyffi_finding *findings[] = {&finding};
    struct polyffi_report report = {.request = &request, .findings = findings, .finding_count = 1};
    char *out = write(POLYFFI_REPORT_GITHUB, &report);
    assert_string_equal(out, "::notice file=a%2Cb%3Ac%25\\x0a.rs,line=4,col=7,"
                             "title=PF001 missing-export::a,b:c%25\\x0a\n");
    free(out);
}

/* The value behind the key in the report in SARIF. */
static void fingerprint(const struct polyffi_finding *finding, char value[17])
{
    struct polyffi_request request = {0};
    struct polyffi_report report = {
        .request = &request, .findings = &finding, .finding_count = 1, .directory = "/x"};
    char *out = write(POLYFFI_REPORT_SARIF, &report);
    const char *at = strstr(out, "\"polyffi/v1\": \"");
    assert_non_null(at);
    memcpy(value, at + strlen("\"polyffi/v1\": \""), 16);
    value[16] = '\0';
    free(out);
}

TEST(fingerprint_survives_edits)
{
    (void)state;
    struct polyffi_finding finding = {.rule = rule(),
                                      .severity = POLYFFI_ERROR,
                                      .place = {"a.rs", 4, 7},
                                      .file = "build/liba.a",
                                      .symbol = "f",
                                      .message = "m"};
    struct polyffi_finding other = finding;
    char first[17], second[17];
    fingerprint(&finding, first);
    other.place = (struct polyffi_place){"b.rs", 5, 1};
    other.message = "n";
    other.file = "elsewhere/liba.a";
    fingerprint(&other, second);
    assert_string_equal(first, second);
    other.symbol = "g";
    fingerprint(&other, second);
    assert_string_not_equal(first, second);
    other = finding;
    other.rule = polyffi_rule_find("PF002", 5);
    fingerprint(&other, second);
    assert_string_not_equal(first, second);
    other = finding;
    other.file = "build/libb.a";
    fingerprint(&other, second);
    assert_string_not_equal(first, second);
}

TEST(no_finding_is_told_as_such)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_report report = {.request = &request};
    static const char *const shown[] = {
        [POLYFFI_REPORT_JSON] = "\"complete\": true",
        [POLYFFI_REPORT_SARIF] = "\"executionSuccessful\": true",
        [POLYFFI_REPORT_JUNIT] = "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"",
    };
    for (enum polyffi_report_format i = 0; polyffi_report_format_name(i); i++) {
        char *out = write(i, &report);
        if (i == POLYFFI_REPORT_TEXT || i == POLYFFI_REPORT_GITHUB)
            assert_string_equal(out, "");
        else
            contains(out, shown[i]);
        free(out);
    }
}

TEST(a_problem_is_never_all_clear)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_problem problem = {.file = "x.o", .line = 3, .message = "can't be read"};
    struct polyffi_report report = {.request = &request, .problem = &problem};
    assert_true(polyffi_request_add_export(&request, (struct polyffi_export){.name = "f"}));
    static const char *const shown[] = {
        [POLYFFI_REPORT_TEXT] = "x.o:3: error: can't be read\n",
        [POLYFFI_REPORT_JSON] = "\"complete\": false",
        [POLYFFI_REPORT_SARIF] = "\"executionSuccessful\": false",
        [POLYFFI_REPORT_JUNIT] = "tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\"",
        [POLYFFI_REPORT_GITHUB] = "::error file=x.o,line=3,title=polyffi-check::can't be read\n",
    };
    for (enum polyffi_report_format i = 0; polyffi_report_format_name(i); i++) {
        char *out = write(i, &report);
        contains(out, shown[i]);
        contains(out, i == POLYFFI_REPORT_JUNIT ? "can&apos;t be read" : "can't be read");
        free(out);
    }
    polyffi_request_free(&request);
}

TEST(errors_may_be_lowered)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_finding finding = {
        .rule = rule(), .severity = POLYFFI_ERROR, .place = {"a.c", 1, 0}, .message = "m"};
    const struct polyffi_finding *findings[] = {&finding};
    struct polyffi_report report = {
        .request = &request, .findings = findings, .finding_count = 1, .warn = true};
    static const char *const shown[] = {
        [POLYFFI_REPORT_TEXT] = "a.c:1: warning: m [PF001",
        [POLYFFI_REPORT_JSON] = "\"severity\": \"warning\"",
        [POLYFFI_REPORT_SARIF] = "\"level\": \"warning\",\n          \"message\"",
        [POLYFFI_REPORT_JUNIT] = "<system-out>a.c:1: warning: m [PF001",
        [POLYFFI_REPORT_GITHUB] = "::warning file=a.c,line=1,",
    };
    for (enum polyffi_report_format i = 0; polyffi_report_format_name(i); i++) {
        char *out = write(i, &report);
        contains(out, shown[i]);
        free(out);
    }
}

TEST(what_is_suppressed_is_told_as_such)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_finding finding = {.rule = rule(),
                                      .severity = POLYFFI_ERROR,
                                      .place = {"a.c", 1, 0},
                                      .symbol = "f",
                                      .message = "m",
                                      .suppression = "known"};
    const struct polyffi_finding *findings[] = {&finding};
    struct polyffi_note remark = {{"sup", 2, 0}, "remark"};
    struct polyffi_report report = {.request = &request,
                                    .findings = findings,
                                    .finding_count = 1,
                                    .remarks = &remark,
                                    .remark_count = 1};
    static const char *const shown[] = {
        [POLYFFI_REPORT_JSON] = "\"suppressed\": true,\n      \"reason\": \"known\"",
        [POLYFFI_REPORT_SARIF] = "\"justification\": \"known\"",
        [POLYFFI_REPORT_JUNIT] = "tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"0\"",
    };
    for (enum polyffi_report_format i = 0; polyffi_report_format_name(i); i++) {
        char *out = write(i, &report);
        if (i == POLYFFI_REPORT_TEXT)
            assert_string_equal(out, "sup:2: note: remark\n");
        else if (i == POLYFFI_REPORT_GITHUB)
            assert_string_equal(out, "::notice file=sup,line=2,title=polyffi-check::remark\n");
        else
            contains(out, shown[i]);
        contains(out, "remark");
        free(out);
    }
}

TEST(mangled_names_are_shown_demangled_too)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_finding finding = {.rule = rule(),
                                      .severity = POLYFFI_ERROR,
                                      .place = {"a.c", 1, 0},
                                      .symbol = "_Z5helloi",
                                      .message = "m"};
    const struct polyffi_finding *findings[] = {&finding};
    struct polyffi_report report = {.request = &request, .findings = findings, .finding_count = 1};
    for (int i = 0; i < 2; i++) {
        char *out = write(i ? POLYFFI_REPORT_SARIF : POLYFFI_REPORT_JSON, &report);
        contains(out, "\"symbol\": \"_Z5helloi\"");
        if (strstr(out, "\"demangled\": \"")) /* null without libiberty */
            contains(out, "\"demangled\": \"hello(int)\"");
        free(out);
    }
}

TEST(failing_stream_is_told)
{
    (void)state;
    struct polyffi_request request = {0};
    struct polyffi_report report = {.request = &request};
    FILE *stream = fopen("/dev/full", "w");
    if (!stream)
        skip();
    setvbuf(stream, NULL, _IONBF, 0);
    assert_false(polyffi_report_write(stream, POLYFFI_REPORT_SARIF, &report));
    fclose(stream);
}

RUN(cmocka_unit_test(hostile_strings_stay_in_their_place),
    cmocka_unit_test(github_escapes_values_more_than_messages),
    cmocka_unit_test(fingerprint_survives_edits), cmocka_unit_test(no_finding_is_told_as_such),
    cmocka_unit_test(a_problem_is_never_all_clear), cmocka_unit_test(errors_may_be_lowered),
    cmocka_unit_test(what_is_suppressed_is_told_as_such),
    cmocka_unit_test(mangled_names_are_shown_demangled_too),
    cmocka_unit_test(failing_stream_is_told))
