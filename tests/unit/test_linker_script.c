/* SPDX-License-Identifier: MIT */
#include "linker_script.h"

#include "unit.h"

/* "files|entry|dep-info" of the text; "-" for what is not there, "?" if it is no script. */
static void reads_as(const char *text, const char *expected)
{
    struct arena arena = {0};
    struct linker_script script;
    bool recognised;
    char out[512] = "";
    size_t size = strlen(text);
    char *exact = malloc(size + 1);
    memcpy(exact, text, size);
    exact[size] = 'x'; /* not a NUL: the text's end is told by its size */
    assert_true(linker_script_parse(exact, size, &arena, &script, &recognised));
    for (size_t i = 0; i < script.files.count; i++) {
        strcat(out, i ? " " : "");
        strcat(out, script.files.items[i]);
    }
    snprintf(out + strlen(out), sizeof out - strlen(out), "|%s|%s",
             script.entry ? script.entry : "-", script.dep_info ? script.dep_info : "-");
    assert_string_equal(recognised ? out : "?", expected);
    polyffi_words_free(&script.files);
    arena_free(&arena);
    free(exact);
}

TEST(group_gives_its_files)
{
    (void)state;
    reads_as("/* GNU ld script */\nOUTPUT_FORMAT(elf64-x86-64)\nGROUP ( /lib/libc.so.6 "
             "/usr/lib/libc_nonshared.a AS_NEEDED ( /lib64/ld.so.2 ) )",
             "/lib/libc.so.6 /usr/lib/libc_nonshared.a /lib64/ld.so.2|-|-");
}

TEST(input_gives_libraries_and_files)
{
    (void)state;
    reads_as("INPUT(-lm, libx.a AS_NEEDED(-lgcc_s));", "-lm libx.a -lgcc_s|-|-");
}

TEST(several_commands_add_up)
{
    (void)state;
    reads_as("INPUT(a.o) GROUP(b.a)", "a.o b.a|-|-");
}

TEST(quoted_name_may_have_blanks)
{
    (void)state;
    reads_as("INPUT(\"a b.o\")", "a b.o|-|-");
}

TEST(comments_are_skipped)
{
    (void)state;
    reads_as("/* INPUT(no.o) */ INPUT(/* b.o */ a.o)", "a.o|-|-");
}

TEST(entry_is_read)
{
    (void)state;
    reads_as("ENTRY(_start)\nSECTIONS { . = 0x1000; .text : { *(.text) } }", "|_start|-");
}

TEST(dep_info_is_read_from_the_first_line)
{
    (void)state;
    reads_as("/* PolyFFI: dep-info dir x/greet.d */\n", "|-|dir x/greet.d");
    reads_as("/* PolyFFI: dep-info greet.d */\nINPUT(-lm)\n", "-lm|-|greet.d");
}

TEST(dep_info_elsewhere_is_not_read)
{
    (void)state;
    reads_as("\n/* PolyFFI: dep-info greet.d */\n", "|-|-");
    reads_as("/* PolyFFI: dep-info greet.d", "|-|-");
    reads_as("/* PolyFFI: dep-info \n greet.d */", "|-|-");
}

TEST(empty_text_is_a_script)
{
    (void)state;
    reads_as("", "|-|-");
    reads_as("/* nothing */", "|-|-");
}

TEST(other_text_is_no_script)
{
    (void)state;
    reads_as("int main(void) { return 0; }", "?");
    reads_as("hello world", "?");
}

TEST(assignment_is_a_script)
{
    (void)state;
    reads_as("hello = 0x1000;", "|-|-");
}

TEST(unended_text_ends)
{
    (void)state;
    reads_as("INPUT(a.o", "a.o|-|-");
    reads_as("INPUT(\"a.o", "a.o|-|-");
    reads_as("INPUT(", "|-|-");
    reads_as("GROUP", "|-|-");
    reads_as("ENTRY", "|-|-");
    reads_as("/* never ends", "|-|-");
}

/* The context is a text with room for the words, a blank behind each. */
static bool append(const char *word, size_t length, void *context)
{
    strncat(context, word, length);
    strcat(context, " ");
    return strncmp(word, "stop", length) != 0;
}

TEST(words_stand_outside_of_comments)
{
    (void)state;
    char words[64] = "";
    const char *text = "/* no */ hello = .; PROVIDE(\"a b\" = 1);";
    assert_true(linker_script_each_word(text, strlen(text), append, words));
    assert_string_equal(words, "hello = . ; PROVIDE ( a b = 1 ) ; ");
    words[0] = '\0';
    assert_false(linker_script_each_word("go stop on", 10, append, words));
    assert_string_equal(words, "go stop ");
}

static void has_fault(const char *text, const char *fault, unsigned long line)
{
    struct arena arena = {0};
    struct linker_script script;
    bool recognised;
    assert_true(linker_script_parse(text, strlen(text), &arena, &script, &recognised));
    assert_true(recognised);
    if (fault)
        assert_string_equal(script.fault, fault);
    else
        assert_null(script.fault);
    assert_int_equal(script.fault_line, line);
    polyffi_words_free(&script.files);
    arena_free(&arena);
}

TEST(what_linkers_cannot_read_is_told)
{
    (void)state;
    has_fault("INPUT(a.o)\n/* half", "a comment has no end", 2);
    has_fault("INPUT(\"a.o)", "a quoted name has no end", 1);
    has_fault("\n\nGROUP(a.o AS_NEEDED(b.o)", "a list of files has no end", 3);
    has_fault("ENTRY()", "ENTRY needs the name of a symbol in parentheses", 1);
    has_fault("ENTRY(main", "ENTRY needs the name of a symbol in parentheses", 1);
    has_fault("INPUT(a.o) ENTRY(main) SECTIONS { }", NULL, 0);
}

RUN(cmocka_unit_test(group_gives_its_files), cmocka_unit_test(input_gives_libraries_and_files),
    cmocka_unit_test(several_commands_add_up), cmocka_unit_test(quoted_name_may_have_blanks),
    cmocka_unit_test(comments_are_skipped), cmocka_unit_test(entry_is_read),
    cmocka_unit_test(dep_info_is_read_from_the_first_line),
    cmocka_unit_test(dep_info_elsewhere_is_not_read), cmocka_unit_test(empty_text_is_a_script),
    cmocka_unit_test(other_text_is_no_script), cmocka_unit_test(assignment_is_a_script),
    cmocka_unit_test(unended_text_ends), cmocka_unit_test(words_stand_outside_of_comments),
    cmocka_unit_test(what_linkers_cannot_read_is_told))
