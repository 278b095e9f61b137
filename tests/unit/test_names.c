/* SPDX-License-Identifier: MIT */
#include "names.h"

#include "unit.h"

TEST(distance_counts_each_slip)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        {"hello", "hello", 0}, {"hello", "helo", 1},  {"hello", "helllo", 1},
        {"hello", "hallo", 1}, {"hello", "hlelo", 1}, {"hello", "ehllo", 1},
        {"hello", "hxlxo", 2}, {"", "ab", 2},         {"abcdef", "abcdef", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(names_distance(cases[i].a, cases[i].b, 2), cases[i].distance);
        assert_int_equal(names_distance(cases[i].b, cases[i].a, 2), cases[i].distance);
    }
}

TEST(distance_above_the_limit_is_far)
{
    (void)state;
    assert_int_equal(names_distance("hello", "world", 2), NAMES_FAR);
    assert_int_equal(names_distance("hello", "hello_all", 2), NAMES_FAR);
}

TEST(distance_of_very_long_names_is_far)
{
    (void)state;
    char long_name[300];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_int_equal(names_distance(long_name, long_name, 2), NAMES_FAR);
    assert_int_equal(names_nearness(long_name, long_name), NAMES_FAR);
    long_name[255] = '\0';
    assert_int_equal(names_distance(long_name, long_name, 2), 0);
}

TEST(case_and_underscores_are_nearest)
{
    (void)state;
    assert_int_equal(names_nearness("_hello", "hello"), 0);
    assert_int_equal(names_nearness("Hello", "hello"), 0);
    assert_int_equal(names_nearness("__HELLO", "_hello"), 0);
}

TEST(short_names_bear_fewer_slips)
{
    (void)state;
    assert_int_equal(names_nearness("f", "g"), NAMES_FAR);
    assert_int_equal(names_nearness("mian", "main"), 1);
    assert_int_equal(names_nearness("init", "exit"), NAMES_FAR);
    assert_int_equal(names_nearness("rust_ad", "rust_add"), 1);
    assert_int_equal(names_nearness("rusd_ad", "rust_add"), 2);
}

TEST(nothing_but_underscores_is_far)
{
    (void)state;
    assert_int_equal(names_nearness("__", "a"), NAMES_FAR);
}

static bool apart(const char *a, const char *b, int slips)
{
    return names_far_apart(names_outline(a), names_outline(b), slips);
}

static bool far_apart(const char *a, const char *b)
{
    return apart(a, b, NAMES_MOST_SLIPS);
}

TEST(outlines_of_near_names_are_near)
{
    (void)state;
    assert_false(far_apart("__HELLO", "_hello"));
    assert_false(far_apart("rusd_ad", "rust_add"));
    assert_false(far_apart("abcd", "wxcd"));
    assert_false(far_apart("abcd", "ab"));
}

TEST(outlines_tell_of_length_and_letters)
{
    (void)state;
    assert_true(far_apart("abcdef", "abc"));
    assert_true(far_apart("abcdef", "abcxyz"));
    assert_true(far_apart("__", "a"));
    assert_true(far_apart("a", ""));
}

TEST(outlines_tell_of_fewer_slips)
{
    (void)state;
    assert_false(apart("rust_ad", "rust_add", 1));
    assert_false(apart("rust_axd", "rust_add", 1));
    assert_true(apart("rusx_axy", "rust_add", 1));
    assert_true(apart("rust_a", "rust_add", 1));
    assert_false(apart("_HELLO", "hello", 0));
    assert_true(apart("hellp", "hello", 0));
    assert_true(apart("helo", "hello", 0));
}

RUN(cmocka_unit_test(distance_counts_each_slip), cmocka_unit_test(distance_above_the_limit_is_far),
    cmocka_unit_test(distance_of_very_long_names_is_far),
    cmocka_unit_test(case_and_underscores_are_nearest),
    cmocka_unit_test(short_names_bear_fewer_slips),
    cmocka_unit_test(nothing_but_underscores_is_far),
    cmocka_unit_test(outlines_of_near_names_are_near),
    cmocka_unit_test(outlines_tell_of_length_and_letters),
    cmocka_unit_test(outlines_tell_of_fewer_slips))
