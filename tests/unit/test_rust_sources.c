/* SPDX-License-Identifier: MIT */
#include "rust_sources.h"

#include "unit.h"

struct result {
    struct arena arena;
    struct rust_item item;
    bool found;
};

/* Looks for `hello` in a copy of the exact size. */
static struct result *look(const char *text)
{
    struct result *result = calloc(1, sizeof *result);
    size_t size = strlen(text);
    char *exact = malloc(size + 1);
    memcpy(exact, text, size);
    result->found = rust_source_find(exact, size, "hello", &result->arena, &result->item);
    free(exact);
    return result;
}

static void drop(struct result *result)
{
    arena_free(&result->arena);
    free(result);
}

static void is_not_found(const char *text)
{
    struct result *result = look(text);
    assert_false(result->found);
    drop(result);
}

static void is_found_at(const char *text, unsigned long line, const char *signature)
{
    struct result *result = look(text);
    assert_true(result->found);
    assert_int_equal(result->item.line, line);
    assert_string_equal(result->item.signature, signature);
    drop(result);
}

static void is_exported(const char *text, bool exported)
{
    struct result *result = look(text);
    assert_true(result->found);
    assert_int_equal(result->item.exported, exported);
    drop(result);
}

TEST(function_is_found_with_its_line)
{
    (void)state;
    is_found_at("fn other() {}\n\npub extern \"C\" fn hello() {}\n", 3,
                "pub extern \"C\" fn hello");
}

TEST(column_is_that_of_the_name)
{
    (void)state;
    struct result *result = look("\n  fn hello() {}");
    assert_int_equal(result->item.column, 6);
    drop(result);
}

TEST(signature_is_put_into_one_line)
{
    (void)state;
    is_found_at("pub\n    unsafe  extern \"C\"\tfn hello() {}", 2,
                "pub unsafe extern \"C\" fn hello");
}

TEST(static_is_found)
{
    (void)state;
    struct result *result = look("pub static mut hello: i32 = 0;");
    assert_true(result->found && result->item.data);
    assert_string_equal(result->item.signature, "pub static mut hello");
    drop(result);
}

TEST(comments_are_skipped)
{
    (void)state;
    is_not_found("// fn hello() {}\n");
    is_not_found("/* fn hello() {} */");
    is_not_found("/* /* */ fn hello() {} */");
    is_not_found("/// fn hello()\nfn other() {}");
    is_found_at("/* /* */ */ fn hello() {}", 1, "fn hello");
}

TEST(strings_are_skipped)
{
    (void)state;
    is_not_found("const A: &str = \"fn hello() {}\";");
    is_not_found("const A: &str = \"\\\" fn hello() {}\";");
    is_not_found("const A: &str = r#\"\" fn hello() {}\"#;");
    is_not_found("const A: &[u8] = b\"fn hello()\";");
    is_not_found("const A: &[u8] = br##\"\"# fn hello()\"##;");
    is_found_at("const A: &str = r\"\\\"; fn hello() {}", 1, "fn hello");
}

TEST(characters_and_lifetimes_are_told_apart)
{
    (void)state;
    is_found_at("const Q: char = '\"'; fn hello() {}", 1, "fn hello");
    is_found_at("const Q: char = '\\''; fn hello() {}", 1, "fn hello");
    is_found_at("const Q: char = '\xc3\xa9'; fn hello() {}", 1, "fn hello");
    is_found_at("fn f<'a>(x: &'a str) {} fn hello() {}", 1, "fn hello");
    is_found_at("const Q: u8 = b'\"'; fn hello() {}", 1, "fn hello");
}

TEST(other_names_are_not_found)
{
    (void)state;
    is_not_found("fn hello2() {} fn ahello() {} fn hello_() {}");
    is_not_found("let hello = 1; hello();");
}

TEST(foreign_declarations_are_not_found)
{
    (void)state;
    is_not_found("extern \"C\" { fn hello(); static hello: i32; }");
    is_not_found("unsafe extern { pub safe fn hello(); }");
}

TEST(no_mangle_is_seen)
{
    (void)state;
    is_exported("#[no_mangle]\npub extern \"C\" fn hello() {}", true);
    is_exported("#[unsafe(no_mangle)]\npub extern \"C\" fn hello() {}", true);
    is_exported("#[ no_mangle ] #[inline(never)] pub extern \"C\" fn hello() {}", true);
    is_exported("#[cfg_attr(not(test), no_mangle)] extern \"C\" fn hello() {}", true);
    is_exported("#[unsafe(\n    no_mangle\n)]\n/// text\npub extern \"C\" fn hello() {}", true);
}

TEST(no_mangle_of_another_item_does_not_count)
{
    (void)state;
    is_exported("#[no_mangle]\nfn other() {}\nfn hello() {}", false);
    is_exported("#[no_mangle] static A: i32 = 1;\nfn hello() {}", false);
    is_exported("#[doc = \"no_mangle\"] fn hello() {}", false);
    is_exported("// #[no_mangle]\nfn hello() {}", false);
}

TEST(inner_attribute_does_not_count)
{
    (void)state;
    is_exported("#![no_mangle]\nfn hello() {}", false);
}

TEST(export_name_is_seen)
{
    (void)state;
    is_exported("#[export_name = \"hello\"] pub extern \"C\" fn other() {}", true);
    is_not_found("#[export_name = \"hello2\"] pub extern \"C\" fn other() {}");
}

TEST(condition_is_seen)
{
    (void)state;
    struct result *result = look("#[cfg(feature = \"x\")]\n#[no_mangle]\nfn hello() {}");
    assert_true(result->item.conditional);
    drop(result);
}

TEST(generic_functions_say_so)
{
    (void)state;
    static const struct {
        const char *text;
        bool generic;
    } cases[] = {{"fn hello<T>() {}", true},
                 {"fn hello<'a, T>() {}", true},
                 {"fn hello<const N: usize>() {}", true},
                 {"fn hello<'a>(x: &'a str) {}", false},
                 {"fn hello() -> Vec<u8> {}", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct result *result = look(cases[i].text);
        assert_int_equal(result->item.generic, cases[i].generic);
        drop(result);
    }
}

TEST(methods_say_so)
{
    (void)state;
    struct result *result = look("impl Thing { pub fn hello(&self) {} }");
    assert_true(result->found && result->item.method);
    drop(result);
    result = look("fn f(x: impl Fn()) { fn hello() {} }");
    assert_true(result->found && !result->item.method);
    drop(result);
}

TEST(function_is_preferred_to_method)
{
    (void)state;
    struct result *result = look("trait T { fn hello(); }\nfn hello() {}");
    assert_false(result->item.method);
    assert_int_equal(result->item.line, 2);
    drop(result);
}

TEST(function_in_a_module_is_found)
{
    (void)state;
    is_found_at("mod a { pub mod b {\n pub fn hello() {} } }", 2, "pub fn hello");
}

TEST(abi_is_seen)
{
    (void)state;
    struct result *result = look("pub extern \"C\" fn hello() {}");
    assert_true(result->item.extern_abi);
    drop(result);
    result = look("extern crate x; pub fn hello() {}");
    assert_false(result->item.extern_abi);
    drop(result);
}

TEST(raw_identifier_is_read)
{
    (void)state;
    is_found_at("fn r#match() {} fn r#hello() {}", 1, "fn r#hello");
}

TEST(unended_text_ends)
{
    (void)state;
    static const char *const texts[] = {"hello /*", "hello \"",  "hello r#\"", "hello '",
                                        "hello #[", "hello '\\", "hello \"\\", "fn hello<",
                                        "static",   "fn",        "hello b'",   "hello r#"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        drop(look(texts[i]));
}

TEST(raw_prefix_without_a_name_is_no_word)
{
    (void)state;
    is_not_found("r#");
    is_not_found("fn r# hello");
    is_found_at("r#+ fn hello() {}", 1, "fn hello");
    char *deep = calloc(1, 2 * 1000000 + 6);
    for (size_t i = 0; i < 1000000; i++)
        memcpy(deep + 2 * i, "r#", 2);
    strcat(deep, "hello");
    is_not_found(deep);
    free(deep);
}

static void sources_are(const char *text, const char *expected)
{
    struct arena arena = {0};
    struct polyffi_words sources = {0};
    char out[512] = "";
    assert_true(rust_sources_list(text, strlen(text), &arena, &sources));
    for (size_t i = 0; i < sources.count; i++) {
        strcat(out, i ? "|" : "");
        strcat(out, sources.items[i]);
    }
    assert_string_equal(out, expected);
    polyffi_words_free(&sources);
    arena_free(&arena);
}

TEST(dep_info_lists_rust_sources)
{
    (void)state;
    sources_are("libx.a: src/lib.rs src/a.rs data.txt\n", "src/lib.rs|src/a.rs");
}

TEST(dep_info_lists_each_source_once)
{
    (void)state;
    sources_are("x.d: a.rs\n\nlibx.a: a.rs b.rs\n\na.rs:\nb.rs:\n", "a.rs|b.rs");
}

TEST(dep_info_may_escape_blanks_and_lines)
{
    (void)state;
    sources_are("x: a\\ b.rs \\\n  c.rs\n", "a b.rs|c.rs");
    sources_are("x: a$$b.rs\n", "a$b.rs");
}

TEST(dep_info_comments_name_no_sources)
{
    (void)state;
    sources_are("x: a.rs\n# env-dep:CARGO=x.rs\n", "a.rs");
}

RUN(cmocka_unit_test(function_is_found_with_its_line), cmocka_unit_test(column_is_that_of_the_name),
    cmocka_unit_test(signature_is_put_into_one_line), cmocka_unit_test(static_is_found),
    cmocka_unit_test(comments_are_skipped), cmocka_unit_test(strings_are_skipped),
    cmocka_unit_test(characters_and_lifetimes_are_told_apart),
    cmocka_unit_test(other_names_are_not_found),
    cmocka_unit_test(foreign_declarations_are_not_found), cmocka_unit_test(no_mangle_is_seen),
    cmocka_unit_test(no_mangle_of_another_item_does_not_count),
    cmocka_unit_test(inner_attribute_does_not_count), cmocka_unit_test(export_name_is_seen),
    cmocka_unit_test(condition_is_seen), cmocka_unit_test(generic_functions_say_so),
    cmocka_unit_test(methods_say_so), cmocka_unit_test(function_is_preferred_to_method),
    cmocka_unit_test(function_in_a_module_is_found), cmocka_unit_test(abi_is_seen),
    cmocka_unit_test(raw_identifier_is_read),
    cmocka_unit_test(raw_prefix_without_a_name_is_no_word), cmocka_unit_test(unended_text_ends),
    cmocka_unit_test(dep_info_lists_rust_sources),
    cmocka_unit_test(dep_info_lists_each_source_once),
    cmocka_unit_test(dep_info_may_escape_blanks_and_lines),
    cmocka_unit_test(dep_info_comments_name_no_sources))
