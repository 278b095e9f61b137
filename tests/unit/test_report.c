/* SPDX-License-Identifier: MIT */
#include "polyffi/report.h"

#include "polyffi/rule.h"
#include "unit.h"

static void is_shown_as(const char *text, const char *expected)
{
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    assert_true(polyffi_report_escaped(stream, text));
    fclose(stream);
    assert_string_equal(out, expected);
    free(out);
}

TEST(plain_text_stays)
{
    (void)state;
    is_shown_as("hello 'x' %s %n \\", "hello 'x' %s %n \\");
    is_shown_as("caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\xa6\x80",
                "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\xa6\x80");
}

TEST(control_characters_are_escaped)
{
    (void)state;
    is_shown_as("a\nb\x1b[31m\x7f", "a\\x0ab\\x1b[31m\\x7f");
    is_shown_as("\xc2\x9b", "\\u{9b}");
}

TEST(invalid_utf8_is_escaped)
{
    (void)state;
    is_shown_as("\xff", "\\xff");
    is_shown_as("\x80x", "\\x80x");
    is_shown_as("\xc3(", "\\xc3(");
    is_shown_as("\xe2\x82", "\\xe2\\x82");
    is_shown_as("\xc0\xaf", "\\xc0\\xaf");
    is_shown_as("\xed\xa0\x80", "\\xed\\xa0\\x80");
    is_shown_as("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}

TEST(writing_direction_is_escaped)
{
    (void)state;
    is_shown_as("a\xe2\x80\xae"
                "b",
                "a\\u{202e}b");
    is_shown_as("\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf", "\\u{2066}\\u{200b}\\u{feff}");
}

TEST(what_is_no_character_is_escaped)
{
    (void)state;
    is_shown_as("\xef\xbf\xbe\xef\xb7\x90\xf4\x8f\xbf\xbf\xef\xbf\xbd",
                "\\u{fffe}\\u{fdd0}\\u{10ffff}\xef\xbf\xbd");
}

/* The report of the finding as one text. */
static void reports_as(const struct polyffi_finding *finding,
                       const struct polyffi_report_style *style, const char *expected)
{
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    assert_true(polyffi_report_finding(stream, finding, style));
    fclose(stream);
    assert_string_equal(out, expected);
    free(out);
}

static struct polyffi_finding example(void)
{
    return (struct polyffi_finding){.rule = polyffi_rule_find("PF001", 5),
                                    .severity = POLYFFI_ERROR,
                                    .place = {"a\nb.rs", 4, 7},
                                    .message = "it's 'x'"};
}

TEST(finding_is_one_line)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_report_style style = {0};
    reports_as(&finding, &style, "a\\x0ab.rs:4:7: error: it's 'x' [PF001 missing-export]\n");
}

TEST(file_without_lines_has_none)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_report_style style = {.warn = true};
    finding.place = (struct polyffi_place){"lib.a(x.o)", 0, 3};
    reports_as(&finding, &style, "lib.a(x.o): warning: it's 'x' [PF001 missing-export]\n");
}

TEST(notes_follow_with_their_places)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_note notes[] = {{{NULL, 0, 0}, "here"}, {{"b.c", 2, 0}, "there"}};
    struct polyffi_report_style style = {.target = "prog", .target_place = {"C.txt", 9, 0}};
    finding.place.file = "a.rs";
    finding.notes = notes;
    finding.note_count = 2;
    reports_as(&finding, &style,
               "a.rs:4:7: error: it's 'x' [PF001 missing-export]\n"
               "a.rs:4:7: note: here\n"
               "b.c:2: note: there\n"
               "C.txt:9: note: found in target 'prog'\n");
}

TEST(severity_is_the_findings_own)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_report_style style = {.warn = true};
    finding.severity = POLYFFI_NOTE;
    reports_as(&finding, &style, "a\\x0ab.rs:4:7: note: it's 'x' [PF001 missing-export]\n");
}

TEST(problem_without_a_file_is_the_programs)
{
    (void)state;
    struct polyffi_problem problem = {.message = "no\tfile"};
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    polyffi_report_problem(stream, &problem,
                           &(struct polyffi_report_style){.program = "polyffi-check"});
    fclose(stream);
    assert_string_equal(out, "polyffi-check: error: no\\x09file\n");
    free(out);
}

TEST(only_severities_are_coloured)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_note note = {{NULL, 0, 0}, "here"};
    struct polyffi_report_style style = {.color = true, .target = "prog"};
    finding.message = "\033[31m";
    finding.notes = &note;
    finding.note_count = 1;
    reports_as(&finding, &style,
               "a\\x0ab.rs:4:7: \033[1;31merror:\033[0m \\x1b[31m [PF001 missing-export]\n"
               "a\\x0ab.rs:4:7: \033[1;36mnote:\033[0m here\n"
               "a\\x0ab.rs:4:7: \033[1;36mnote:\033[0m found in target 'prog'\n");
}

TEST(failing_stream_is_told)
{
    (void)state;
    struct polyffi_finding finding = example();
    struct polyffi_report_style style = {0};
    FILE *stream = fopen("/dev/full", "w");
    if (!stream)
        skip();
    setvbuf(stream, NULL, _IONBF, 0);
    assert_false(polyffi_report_finding(stream, &finding, &style));
    fclose(stream);
}

TEST(rules_are_found_by_id_and_name)
{
    (void)state;
    for (size_t i = 0; polyffi_rule_at(i); i++) {
        const struct polyffi_rule *rule = polyffi_rule_at(i);
        assert_ptr_equal(polyffi_rule_find(rule->id, strlen(rule->id)), rule);
        assert_ptr_equal(polyffi_rule_find(rule->name, strlen(rule->name)), rule);
    }
    assert_null(polyffi_rule_find("PF0011", 6));
    assert_null(polyffi_rule_find("PF", 2));
    assert_null(polyffi_rule_find("", 0));
}

TEST(rules_are_in_order_and_complete)
{
    (void)state;
    for (size_t i = 0; polyffi_rule_at(i); i++) {
        const struct polyffi_rule *rule = polyffi_rule_at(i);
        assert_true(!i || strcmp(polyffi_rule_at(i - 1)->id, rule->id) < 0);
        assert_true(*rule->summary && *rule->see && *rule->happens && *rule->why && *rule->mend);
    }
}

RUN(cmocka_unit_test(plain_text_stays), cmocka_unit_test(control_characters_are_escaped),
    cmocka_unit_test(invalid_utf8_is_escaped), cmocka_unit_test(writing_direction_is_escaped),
    cmocka_unit_test(what_is_no_character_is_escaped), cmocka_unit_test(finding_is_one_line),
    cmocka_unit_test(file_without_lines_has_none), cmocka_unit_test(notes_follow_with_their_places),
    cmocka_unit_test(severity_is_the_findings_own),
    cmocka_unit_test(problem_without_a_file_is_the_programs),
    cmocka_unit_test(only_severities_are_coloured), cmocka_unit_test(failing_stream_is_told),
    cmocka_unit_test(rules_are_found_by_id_and_name),
    cmocka_unit_test(rules_are_in_order_and_complete))
