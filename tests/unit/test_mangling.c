/* SPDX-License-Identifier: MIT */
#include "mangling.h"

#include "unit.h"

#define LEGACY(path) "_ZN" path "17h0123456789abcdefE"

static void names(const char *symbol, const char *name)
{
    assert_true(mangling_names(symbol, name, NULL, 0));
}

static void does_not_name(const char *symbol, const char *name)
{
    assert_false(mangling_names(symbol, name, NULL, 0));
}

TEST(legacy_function_is_named)
{
    (void)state;
    names(LEGACY("5greet5hello"), "hello");
}

TEST(legacy_function_in_modules_is_named)
{
    (void)state;
    names(LEGACY("5greet3api2v15hello"), "hello");
}

TEST(legacy_with_llvm_suffix_is_named)
{
    (void)state;
    names(LEGACY("5greet5hello") ".llvm.1234567890", "hello");
}

TEST(legacy_with_other_suffix_is_not_named)
{
    (void)state;
    does_not_name(LEGACY("5greet5hello") ".cold", "hello");
    does_not_name(LEGACY("5greet5hello") ".llvm.12x", "hello");
}

TEST(legacy_needs_a_hash)
{
    (void)state;
    does_not_name("_ZN5greet5helloE", "hello");
    does_not_name("_ZN5greet5hello17h0123456789abcdeXE", "hello");
    does_not_name("_ZN5greet5hello16h0123456789abcdeE", "hello");
}

TEST(legacy_crate_alone_is_no_function)
{
    (void)state;
    does_not_name(LEGACY("5hello"), "hello");
}

TEST(legacy_method_is_not_named)
{
    (void)state;
    does_not_name(LEGACY("5greet5Thing5hello"), "hello");
    does_not_name(LEGACY("52_$LT$greet..Thing$u20$as$u20$core..fmt..Display$GT$xx5hello"), "hello");
}

TEST(legacy_closure_is_not_named)
{
    (void)state;
    does_not_name(LEGACY("5greet5hello28_$u7b$$u7b$closure$u7d$$u7d$"), "hello");
}

TEST(legacy_of_the_runtime_is_not_named)
{
    (void)state;
    does_not_name(LEGACY("4core5hello"), "hello");
    does_not_name(LEGACY("3std2io5hello"), "hello");
}

/* hashbrown is a part of std, and a crate of its own. */
TEST(vendored_crate_is_named_in_its_own_object_only)
{
    (void)state;
    const char *symbol = LEGACY("9hashbrown5hello");
    assert_false(mangling_names(symbol, "hello", NULL, 0));
    assert_false(mangling_names(symbol, "hello", "greet-cgu", strlen("greet")));
    assert_true(mangling_names(symbol, "hello", "hashbrown.0", strlen("hashbrown")));
    assert_false(mangling_names(LEGACY("3std5hello"), "hello", "std", strlen("std")));
}

TEST(legacy_that_ends_early_is_not_read)
{
    (void)state;
    struct mangled_name parsed;
    const char *symbol = LEGACY("5greet5hello");
    for (size_t i = 0; i < strlen(symbol); i++) {
        char cut[128];
        snprintf(cut, sizeof cut, "%.*s", (int)i, symbol);
        assert_false(mangling_parse(cut, &parsed));
    }
}

TEST(v0_function_is_named)
{
    (void)state;
    names("_RNvCs5a42DAGlD6v_5greet5hello", "hello");
}

TEST(v0_function_in_modules_is_named)
{
    (void)state;
    names("_RNvNtNtCs5a42DAGlD6v_5greet3api2v15hello", "hello");
}

TEST(v0_name_with_separator_is_named)
{
    (void)state;
    names("_RNvCs5a42DAGlD6v_5greet5__init", "_init");
}

TEST(v0_with_instantiating_crate_is_named)
{
    (void)state;
    names("_RNvCs5a42DAGlD6v_5greet5helloCsaaa_5other", "hello");
}

TEST(v0_with_llvm_suffix_is_named)
{
    (void)state;
    names("_RNvCs5a42DAGlD6v_5greet5hello.llvm.77", "hello");
}

TEST(v0_digits_before_a_length_are_not_part_of_it)
{
    (void)state;
    names("_RNvNtCs5a42DAGlD6v_1a2v18rust_add", "rust_add");
    does_not_name("_RNvNtCs5a42DAGlD6v_1a2v18rust_add", "v18rust_add");
    does_not_name("_RNvCs5a42DAGlD6v_1a9xrust_add", "rust_add");
}

TEST(v0_method_is_not_named)
{
    (void)state;
    does_not_name("_RNvMCs5a42DAGlD6v_5greetNtB2_5Thing5hello", "hello");
    does_not_name("_RNvXCs5a42DAGlD6v_5greetNtB2_5ThingNtB2_5Trait5hello", "hello");
}

TEST(v0_closure_is_not_named)
{
    (void)state;
    does_not_name("_RNCNvCs5a42DAGlD6v_5greet5hello0", "hello");
}

TEST(v0_instance_of_generic_says_so)
{
    (void)state;
    struct mangled_name parsed;
    assert_true(mangling_parse("_RINvCs5a42DAGlD6v_5greet5helloiEB2_", &parsed));
    assert_true(parsed.generic);
    assert_memory_equal(parsed.name, "hello", 5);
}

TEST(v0_punycode_is_not_named)
{
    (void)state;
    does_not_name("_RNvCs5a42DAGlD6v_5greetu9hello_9fa", "hello_9fa");
}

TEST(v0_back_reference_is_followed)
{
    (void)state;
    struct mangled_name parsed;
    assert_true(mangling_parse("_RNvNtCs5a42DAGlD6v_5greet3api5hello", &parsed));
    assert_int_equal(parsed.crate_length, 5);
    assert_memory_equal(parsed.crate, "greet", 5);
}

TEST(v0_back_reference_to_itself_ends)
{
    (void)state;
    struct mangled_name parsed;
    assert_false(mangling_parse("_RNvB_5hello", &parsed));
    assert_false(mangling_parse("_RNvB0_5hello", &parsed));
    assert_false(mangling_parse("_RNvBzzzzzzzzzzzzzzzzzzzzzzz_5hello", &parsed));
}

TEST(v0_deep_nesting_ends)
{
    (void)state;
    char symbol[4096] = "_R";
    struct mangled_name parsed;
    for (int i = 0; i < 1000; i++)
        strcat(symbol, "Nv");
    strcat(symbol, "C1a1b");
    assert_false(mangling_parse(symbol, &parsed));
}

TEST(v0_of_the_runtime_is_not_named)
{
    (void)state;
    does_not_name("_RNvCsfLfy6EI15iL_7___rustc12___rust_alloc", "__rust_alloc");
    does_not_name("_RNvNtCsgEmfK2I1SDS_4core9panicking5panic", "panic");
}

TEST(plain_names_are_not_mangled)
{
    (void)state;
    struct mangled_name parsed;
    static const char *const plain[] = {"", "_", "_R", "_Rust", "hello", "_ZN", "_Z5helloi"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(mangling_parse(plain[i], &parsed));
}

static void cxx_is(const char *symbol, const char *expected)
{
    const char *name;
    size_t length;
    assert_true(mangling_cxx_name(symbol, &name, &length));
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(name, expected, length);
}

TEST(cxx_function_has_its_name)
{
    (void)state;
    cxx_is("_Z5helloi", "hello");
    cxx_is("_Z8rust_addii", "rust_add");
}

TEST(cxx_function_in_namespace_has_its_name)
{
    (void)state;
    cxx_is("_ZN3foo5helloEv", "hello");
}

TEST(cxx_operator_has_no_name)
{
    (void)state;
    const char *name;
    size_t length;
    assert_false(mangling_cxx_name("_ZplRK1AS1_", &name, &length));
    assert_false(mangling_cxx_name("_ZN3FooC1Ev", &name, &length));
    assert_false(mangling_cxx_name("_Z99helloi", &name, &length));
}

TEST(shown_text_fits_the_buffer)
{
    (void)state;
    char buffer[8];
    mangling_show(LEGACY("5greet5hello"), buffer, sizeof buffer);
    assert_int_equal(strnlen(buffer, sizeof buffer), sizeof buffer - 1);
}

/* Appends a back reference to the position. */
static size_t append_reference(char *symbol, size_t length, size_t position)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t number = position - 1;
    return length + (size_t)sprintf(symbol + length, "B%c%c_", digits[number / 62 % 62],
                                    digits[number % 62]);
}

/* A tuple of two tuples of two tuples ...: sixty levels would be written as 10^18 names. */
TEST(endless_name_is_cut)
{
    (void)state;
    char symbol[1024] = "_RINvC1a4long", shown[64];
    size_t length = strlen(symbol), level = length;
    length += (size_t)sprintf(symbol + length, "TllE");
    for (int i = 0; i < 60; i++) {
        size_t next = length;
        symbol[length++] = 'T';
        length = append_reference(symbol, length, level - 2);
        length = append_reference(symbol, length, level - 2);
        symbol[length++] = 'E';
        level = next;
    }
    strcpy(symbol + length, "E");
    mangling_show(symbol, shown, sizeof shown);
    assert_int_equal(strlen(shown), sizeof shown - 1);
    assert_memory_equal(shown, "a::long::<(i32, i32), ((i32", 27);
}

RUN(cmocka_unit_test(legacy_function_is_named),
    cmocka_unit_test(legacy_function_in_modules_is_named),
    cmocka_unit_test(legacy_with_llvm_suffix_is_named),
    cmocka_unit_test(legacy_with_other_suffix_is_not_named), cmocka_unit_test(legacy_needs_a_hash),
    cmocka_unit_test(legacy_crate_alone_is_no_function),
    cmocka_unit_test(legacy_method_is_not_named), cmocka_unit_test(legacy_closure_is_not_named),
    cmocka_unit_test(legacy_of_the_runtime_is_not_named),
    cmocka_unit_test(vendored_crate_is_named_in_its_own_object_only),
    cmocka_unit_test(vendored_crate_is_named_in_its_own_object_only),
    cmocka_unit_test(legacy_that_ends_early_is_not_read), cmocka_unit_test(v0_function_is_named),
    cmocka_unit_test(v0_function_in_modules_is_named),
    cmocka_unit_test(v0_name_with_separator_is_named),
    cmocka_unit_test(v0_with_instantiating_crate_is_named),
    cmocka_unit_test(v0_with_llvm_suffix_is_named),
    cmocka_unit_test(v0_digits_before_a_length_are_not_part_of_it),
    cmocka_unit_test(v0_method_is_not_named), cmocka_unit_test(v0_closure_is_not_named),
    cmocka_unit_test(v0_instance_of_generic_says_so), cmocka_unit_test(v0_punycode_is_not_named),
    cmocka_unit_test(v0_back_reference_is_followed),
    cmocka_unit_test(v0_back_reference_to_itself_ends), cmocka_unit_test(v0_deep_nesting_ends),
    cmocka_unit_test(v0_of_the_runtime_is_not_named), cmocka_unit_test(plain_names_are_not_mangled),
    cmocka_unit_test(cxx_function_has_its_name),
    cmocka_unit_test(cxx_function_in_namespace_has_its_name),
    cmocka_unit_test(cxx_operator_has_no_name), cmocka_unit_test(shown_text_fits_the_buffer),
    cmocka_unit_test(endless_name_is_cut))
