/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include "polyffi/rule.h"
#include "unit.h"

static struct polyffi_place at(const char *file, unsigned long line)
{
    return (struct polyffi_place){.file = file, .line = line};
}

/* "PF001 a.c:1;": what is there, in its order. */
static void are(const struct findings *findings, const char *expected)
{
    char out[512] = "";
    for (size_t i = 0; i < findings->count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s %s:%lu;",
                 findings->items[i]->rule->id, findings->items[i]->place.file,
                 findings->items[i]->place.line);
    assert_string_equal(out, expected);
}

TEST(sorted_by_place_then_rule)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    findings_add(&findings, "PF010", "x", NULL, at("b.c", 2), "m");
    findings_add(&findings, "PF011", "x", NULL, at("a.c", 10), "m");
    findings_add(&findings, "PF010", "x", NULL, at("a.c", 10), "m");
    findings_add(&findings, "PF010", "x", NULL, at("a.c", 9), "m");
    findings_sort(&findings);
    are(&findings, "PF010 a.c:9;PF010 a.c:10;PF011 a.c:10;PF010 b.c:2;");
    findings_free(&findings);
}

TEST(the_same_finding_is_kept_once)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    findings_add(&findings, "PF010", "x", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF010", "y", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF010", "x", NULL, at("a.c", 1), "m");
    findings_sort(&findings);
    assert_int_equal(findings.count, 2);
    findings_free(&findings);
}

TEST(text_is_copied)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    char file[] = "a.c", symbol[] = "hello";
    findings_add(&findings, "PF010", symbol, NULL, at(file, 1), "no '%s'", symbol);
    file[0] = symbol[0] = 'X';
    assert_string_equal(findings.items[0]->place.file, "a.c");
    assert_string_equal(findings.items[0]->symbol, "hello");
    assert_string_equal(findings.items[0]->message, "no 'hello'");
    findings_free(&findings);
}

TEST(place_of_the_defect_is_copied)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    char path[] = "lib.a", member[] = "a.o";
    struct polyffi_finding *finding =
        findings_add(&findings, "PF030", NULL, member, at("a.c", 1), "m");
    assert_null(finding->member);
    findings_locate(&findings, finding, path, member);
    path[0] = member[0] = 'X';
    assert_string_equal(finding->file, "lib.a");
    assert_string_equal(finding->member, "a.o");
    findings_locate(&findings, NULL, path, member);
    findings_free(&findings);
}

TEST(notes_keep_their_order)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    struct polyffi_finding *finding =
        findings_add(&findings, "PF010", "x", NULL, at("a.c", 1), "m");
    findings_note(&findings, finding, at("b.c", 2), "one");
    findings_note(&findings, finding, at(NULL, 0), "two");
    assert_int_equal(finding->note_count, 2);
    assert_string_equal(finding->notes[0].text, "one");
    assert_string_equal(finding->notes[1].text, "two");
    findings_free(&findings);
}

/* How many of three findings an allowance lets through. */
static size_t left_by(const char *rule, const char *glob)
{
    struct polyffi_request request = {0};
    struct polyffi_allowance allowance = {polyffi_rule_find(rule, strlen(rule)), glob};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_allowance(&request, allowance));
    findings_add(&findings, "PF010", "hello", "x/a.o", at("a.c", 1), "m");
    findings_add(&findings, "PF010", "other", "x/a.o", at("a.c", 2), "m");
    struct polyffi_finding *finding =
        findings_add(&findings, "PF030", NULL, "x/a.o", at("a.c", 2), "m");
    findings_note(&findings, finding, at("b.c", 2), "accepts what is allowed, too");
    size_t count = findings.count;
    findings_free(&findings);
    polyffi_request_free(&request);
    return count;
}

TEST(allowed_rule_is_dropped)
{
    (void)state;
    assert_int_equal(left_by("PF010", NULL), 1);
    assert_int_equal(left_by("undefined-mangled", NULL), 1);
    assert_int_equal(left_by("PF011", NULL), 3);
}

TEST(allowance_may_name_symbols)
{
    (void)state;
    assert_int_equal(left_by("PF010", "hel*"), 2);
    assert_int_equal(left_by("PF010", "hell"), 3);
}

TEST(allowance_names_files_where_there_is_no_symbol)
{
    (void)state;
    assert_int_equal(left_by("PF030", "a.o"), 2);
    assert_int_equal(left_by("PF030", "x"), 3);
}

static struct polyffi_severity_choice choice(const char *rule, enum polyffi_severity severity)
{
    return (struct polyffi_severity_choice){polyffi_rule_find(rule, strlen(rule)), severity};
}

TEST(severity_is_the_last_one_chosen)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_severity(&request, choice("PF010", POLYFFI_OFF)));
    assert_true(polyffi_request_add_severity(&request, choice("PF011", POLYFFI_WARNING)));
    assert_true(polyffi_request_add_severity(&request, choice("PF010", POLYFFI_NOTE)));
    findings_add(&findings, "PF010", "x", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF011", "x", NULL, at("a.c", 2), "m");
    findings_add(&findings, "PF012", "x", NULL, at("a.c", 3), "m");
    assert_int_equal(findings.items[0]->severity, POLYFFI_NOTE);
    assert_int_equal(findings.items[1]->severity, POLYFFI_WARNING);
    assert_int_equal(findings.items[2]->severity, findings.items[2]->rule->severity);
    findings_free(&findings);
    polyffi_request_free(&request);
}

TEST(what_is_off_is_dropped)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_severity(&request, choice("PF010", POLYFFI_OFF)));
    findings_note(&findings, findings_add(&findings, "PF010", "x", NULL, at("a.c", 1), "m"),
                  at("a.c", 1), "is dropped as well");
    findings_add(&findings, "PF011", "x", NULL, at("a.c", 2), "m");
    are(&findings, "PF011 a.c:2;");
    findings_free(&findings);
    polyffi_request_free(&request);
}

static struct polyffi_suppression suppression(const char *glob, unsigned until, unsigned long line)
{
    return (struct polyffi_suppression){
        polyffi_rule_find("PF010", 5), glob, "because", until, "known.txt", line};
}

TEST(what_is_suppressed_is_kept_apart)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_suppression(&request, suppression("h*", 0, 1)));
    findings_add(&findings, "PF010", "hello", NULL, at("b.c", 1), "m");
    findings_add(&findings, "PF010", "other", NULL, at("a.c", 2), "m");
    findings_add(&findings, "PF010", "hallo", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF010", "hallo", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF011", "hello", NULL, at("a.c", 3), "m");
    findings_sort(&findings);
    are(&findings, "PF010 a.c:2;PF011 a.c:3;");
    assert_int_equal(findings.suppressed_count, 2);
    assert_string_equal(findings.suppressed[0]->symbol, "hallo");
    assert_string_equal(findings.suppressed[1]->suppression, "because");
    assert_null(findings.items[0]->suppression);
    findings_free(&findings);
    polyffi_request_free(&request);
}

/* The lines of known.txt that are remarked on, as one number; digits in order. */
static unsigned long remarked(const struct findings *findings)
{
    unsigned long lines = 0;
    for (size_t i = 0; i < findings->remark_count; i++)
        lines = lines * 10 + findings->remarks[i].place.line;
    return lines;
}

TEST(suppressions_expire_behind_their_day)
{
    (void)state;
    struct polyffi_request request = {.today = 20240229};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_suppression(&request, suppression("old", 20240228, 1)));
    assert_true(polyffi_request_add_suppression(&request, suppression("new", 20240229, 2)));
    assert_true(polyffi_request_add_suppression(&request, suppression("none", 0, 3)));
    findings_add(&findings, "PF010", "old", NULL, at("a.c", 1), "m");
    findings_add(&findings, "PF010", "new", NULL, at("a.c", 2), "m");
    are(&findings, "PF010 a.c:1;");
    findings_remark_expired(&findings);
    assert_int_equal(remarked(&findings), 1);
    findings_remark_useless(&findings);
    assert_int_equal(remarked(&findings), 13);
    findings_free(&findings);
    polyffi_request_free(&request);
}

TEST(each_of_several_suppressions_has_its_use)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    assert_true(polyffi_request_add_suppression(&request, suppression("*", 20000101, 1)));
    assert_true(polyffi_request_add_suppression(&request, suppression("hello", 0, 2)));
    findings_add(&findings, "PF010", "hello", NULL, at("a.c", 1), "m");
    findings_remark_useless(&findings);
    assert_int_equal(remarked(&findings), 0);
    findings_free(&findings);
    polyffi_request_free(&request);
}

TEST(each_reason_is_told_once)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    char what[] = "this";
    findings_not_done(&findings, what, "of %s", "want");
    what[0] = 'T';
    findings_not_done(&findings, "this", "of want");
    findings_not_done(&findings, "this", "of rain");
    findings_not_done(&findings, "that", "of want");
    assert_int_equal(findings.not_done_count, 3);
    assert_string_equal(findings.not_done[0].what, "this");
    assert_string_equal(findings.not_done[0].why, "of want");
    assert_string_equal(findings.not_done[1].why, "of rain");
    findings_free(&findings);
}

TEST(long_names_are_cut)
{
    (void)state;
    struct polyffi_request request = {0};
    struct findings findings = {.request = &request};
    char name[3000];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_true(strlen(findings_shown(&findings, name)) < 250);
    assert_string_equal(findings_shown(&findings, "short"), "short");
    findings_free(&findings);
}

RUN(cmocka_unit_test(sorted_by_place_then_rule), cmocka_unit_test(the_same_finding_is_kept_once),
    cmocka_unit_test(text_is_copied), cmocka_unit_test(place_of_the_defect_is_copied),
    cmocka_unit_test(notes_keep_their_order), cmocka_unit_test(allowed_rule_is_dropped),
    cmocka_unit_test(allowance_may_name_symbols),
    cmocka_unit_test(allowance_names_files_where_there_is_no_symbol),
    cmocka_unit_test(severity_is_the_last_one_chosen), cmocka_unit_test(what_is_off_is_dropped),
    cmocka_unit_test(what_is_suppressed_is_kept_apart),
    cmocka_unit_test(suppressions_expire_behind_their_day),
    cmocka_unit_test(each_of_several_suppressions_has_its_use),
    cmocka_unit_test(each_reason_is_told_once), cmocka_unit_test(long_names_are_cut))
