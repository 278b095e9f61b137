/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include "unit.h"

TEST(many_names_are_found_again)
{
    (void)state;
    struct arena arena = {0};
    struct symbols symbols = {0};
    char names[2000][8];
    for (int i = 0; i < 2000; i++) {
        snprintf(names[i], sizeof names[i], "s%d", i);
        assert_non_null(symbols_enter(&symbols, &arena, names[i]));
    }
    for (int i = 0; i < 2000; i++)
        assert_string_equal(symbols_find(&symbols, names[i])->name, names[i]);
    assert_null(symbols_find(&symbols, "none"));
    assert_int_equal(symbols.count, 2000);
    symbols_free(&symbols);
    arena_free(&arena);
}

TEST(name_is_entered_once)
{
    (void)state;
    struct arena arena = {0};
    struct symbols symbols = {0};
    struct symbol_entry *first = symbols_enter(&symbols, &arena, "hello");
    assert_ptr_equal(symbols_enter(&symbols, &arena, "hello"), first);
    symbols_free(&symbols);
    arena_free(&arena);
}

TEST(definitions_keep_their_order)
{
    (void)state;
    struct arena arena = {0};
    struct symbols symbols = {0};
    struct symbol symbol = {.name = "hello"};
    for (size_t i = 1; i <= 3; i++)
        symbols_define(&symbols, &arena, NULL, &symbol, i);
    const struct definition *definition = symbols_find(&symbols, "hello")->first;
    for (size_t i = 1; i <= 3; i++, definition = definition->next)
        assert_int_equal(definition->index, i);
    assert_null(definition);
    symbols_free(&symbols);
    arena_free(&arena);
}

TEST(empty_table_finds_nothing)
{
    (void)state;
    struct symbols symbols = {0};
    assert_null(symbols_find(&symbols, "hello"));
    symbols_free(&symbols);
}

RUN(cmocka_unit_test(many_names_are_found_again), cmocka_unit_test(name_is_entered_once),
    cmocka_unit_test(definitions_keep_their_order), cmocka_unit_test(empty_table_finds_nothing))
