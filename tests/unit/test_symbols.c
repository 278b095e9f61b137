/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include "symbol_hashes.h"

#include "unit.h"

TEST(many_names_are_found_again)
{
    (void)state;
    struct arena arena = {0};
    struct symbols symbols = {0};
    char names[2000][8];
    for (int i = 0; i < 2000; i++) {
        snprintf(names[i], sizeof names[i], "s%d", i);
        assert_non_null(symbols_ask(&symbols, &arena, names[i]));
    }
    for (int i = 0; i < 2000; i++)
        assert_string_equal(symbols_find(&symbols, names[i])->name, names[i]);
    assert_null(symbols_find(&symbols, "none"));
    assert_int_equal(symbols.asked.count, 2000);
    symbols_free(&symbols);
    arena_free(&arena);
}

TEST(name_is_entered_once)
{
    (void)state;
    struct arena arena = {0};
    struct symbols symbols = {0};
    struct symbol_entry *first = symbols_ask(&symbols, &arena, "hello");
    assert_ptr_equal(symbols_ask(&symbols, &arena, "hello"), first);
    symbols_free(&symbols);
    arena_free(&arena);
}

TEST(empty_table_finds_nothing)
{
    (void)state;
    struct symbols symbols = {0};
    assert_null(symbols_asked(&symbols, "hello"));
    assert_null(symbols_find(&symbols, "hello"));
    symbols_free(&symbols);
}

/* Two objects: a, b, a mangled Rust name and an undefined c; then b, c and the local a. */
struct fixture {
    Elf64_Sym tables[2][5];
    struct object objects[2], *list[2];
    struct arena arena;
    struct symbols symbols;
};

static const char strings[] = "\0a\0b\0c\0_RNvC1x1y";
enum { A = 1, B = 3, C = 5, MANGLED = 7 };

static Elf64_Sym entry(unsigned name, unsigned char binding, unsigned short section)
{
    return (Elf64_Sym){.st_name = name,
                       .st_info = ELF64_ST_INFO(binding, STT_FUNC),
                       .st_shndx = section,
                       .st_value = name};
}

static struct object object(const Elf64_Sym *table, size_t first_global, bool rust)
{
    static const unsigned char ident[EI_NIDENT] = {
        0x7f,       'E',
        'L',        'F',
        ELFCLASS64, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB,
        EV_CURRENT,
    };
    struct object made = {.among_rust = rust};
    made.header.e_type = ET_REL;
    assert_true(elf_form_of(ident, &made.form));
    made.symtab = (struct symbol_table){.symbols = (const unsigned char *)table,
                                        .strings = strings,
                                        .strings_size = sizeof strings,
                                        .count = 5,
                                        .first_global = first_global,
                                        .form = made.form};
    return made;
}

static void make(struct fixture *fixture)
{
    *fixture = (struct fixture){.tables = {{{0},
                                            entry(A, STB_GLOBAL, 1),
                                            entry(B, STB_WEAK, 1),
                                            entry(MANGLED, STB_GLOBAL, 1),
                                            entry(C, STB_GLOBAL, SHN_UNDEF)},
                                           {{0},
                                            entry(A, STB_LOCAL, 1),
                                            entry(B, STB_GLOBAL, 1),
                                            entry(C, STB_GLOBAL, 1),
                                            entry(0, STB_GLOBAL, 1)}}};
    fixture->objects[0] = object(fixture->tables[0], 1, true);
    fixture->objects[1] = object(fixture->tables[1], 2, false);
    fixture->list[0] = &fixture->objects[0];
    fixture->list[1] = &fixture->objects[1];
}

static void read_both(struct fixture *fixture)
{
    for (size_t i = 0; i < 2; i++)
        assert_true(symbol_hashes_read(fixture->list[i], &fixture->arena, NULL));
    assert_true(symbols_read(&fixture->symbols, &fixture->arena, fixture->list, 2));
}

static void discard(struct fixture *fixture)
{
    assert_false(symbols_failed(&fixture->symbols));
    symbols_free(&fixture->symbols);
    arena_free(&fixture->arena);
}

static void assert_definitions_of_b(const struct symbol_entry *b, const struct fixture *fixture)
{
    assert_non_null(b);
    assert_ptr_equal(b->first->object, &fixture->objects[0]);
    assert_int_equal(b->first->symbol.binding, STB_WEAK);
    assert_int_equal(b->first->index, 2);
    assert_ptr_equal(b->first->next->object, &fixture->objects[1]);
    assert_int_equal(b->first->next->index, 2);
    assert_null(b->first->next->next);
}

TEST(definitions_of_asked_names_are_in_link_order)
{
    (void)state;
    struct fixture fixture;
    make(&fixture);
    symbols_ask(&fixture.symbols, &fixture.arena, "b");
    symbols_ask(&fixture.symbols, &fixture.arena, "nowhere");
    read_both(&fixture);
    assert_definitions_of_b(symbols_asked(&fixture.symbols, "b"), &fixture);
    assert_null(symbols_asked(&fixture.symbols, "nowhere")->first);
    assert_null(symbols_asked(&fixture.symbols, "c"));
    discard(&fixture);
}

TEST(names_not_asked_about_are_found_as_well)
{
    (void)state;
    struct fixture fixture;
    make(&fixture);
    read_both(&fixture);
    const struct symbol_entry *b = symbols_find(&fixture.symbols, "b");
    assert_definitions_of_b(b, &fixture);
    assert_ptr_equal(symbols_find(&fixture.symbols, "b"), b);
    assert_ptr_equal(symbols_find(&fixture.symbols, "c")->first->object, &fixture.objects[1]);
    assert_null(symbols_find(&fixture.symbols, "c")->first->next);
    assert_null(symbols_find(&fixture.symbols, "nowhere"));
    discard(&fixture);
}

TEST(mangled_rust_names_are_only_in_the_index)
{
    (void)state;
    struct fixture fixture;
    struct indexed found;
    make(&fixture);
    read_both(&fixture);
    assert_null(symbols_find(&fixture.symbols, "_RNvC1x1y"));
    const struct symbol_index *index = symbols_index(&fixture.symbols);
    assert_int_equal(symbol_index_count(index), 5);
    assert_true(symbol_index_find(index, "_RNvC1x1y", &found));
    assert_ptr_equal(found.object, &fixture.objects[0]);
    assert_int_equal(found.symbol, 3);
    assert_false(symbol_index_next(index, &found));
    discard(&fixture);
}

TEST(walk_gives_each_definition_once)
{
    (void)state;
    struct fixture fixture;
    make(&fixture);
    read_both(&fixture);
    struct definitions walk = definitions_begin(&fixture.symbols);
    struct definition each;
    char names[8] = "";
    while (definitions_next(&walk, &each))
        strcat(names, each.symbol.name);
    assert_string_equal(names, "abbc");
    discard(&fixture);
}

RUN(cmocka_unit_test(many_names_are_found_again), cmocka_unit_test(name_is_entered_once),
    cmocka_unit_test(empty_table_finds_nothing),
    cmocka_unit_test(definitions_of_asked_names_are_in_link_order),
    cmocka_unit_test(names_not_asked_about_are_found_as_well),
    cmocka_unit_test(mangled_rust_names_are_only_in_the_index),
    cmocka_unit_test(walk_gives_each_definition_once))
