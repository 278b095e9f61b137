/* SPDX-License-Identifier: MIT */
#include "model_symbols.h"

#include <string.h>

#include "libraries.h"
#include "linker_script.h"
#include "mangling.h"
#include "problem.h"
#include "symbol_hashes.h"

/* What linkers define by themselves, and the start files for their own use. */
static bool is_linker_made(const char *name)
{
    static const char *const names[] = {
        "_GLOBAL_OFFSET_TABLE_",
        "_DYNAMIC",
        "_PROCEDURE_LINKAGE_TABLE_",
        "__ehdr_start",
        "__executable_start",
        "__dso_handle",
        "_end",
        "end",
        "__bss_start",
        "_edata",
        "edata",
        "__bss_start__",
        "_etext",
        "etext",
        "__etext",
        "_init",
        "_fini",
        "__TMC_END__",
        "__data_start",
        "data_start",
        "_IO_stdin_used",
        "__preinit_array_start",
        "__init_array_start",
        "__fini_array_start",
        "__preinit_array_end",
        "__init_array_end",
        "__fini_array_end",
        "__rela_iplt_start",
        "__rela_iplt_end",
        "__tls_get_addr",
        "_TLS_MODULE_BASE_",
        "__gmon_start__",
        "__GNU_EH_FRAME_HDR",
        "__eh_frame_start",
        "__eh_frame_end",
        "__global_pointer$",
        "_start",
    };
    if (strncmp(name, "__start_", strlen("__start_")) == 0 ||
        strncmp(name, "__stop_", strlen("__stop_")) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool add_reference(struct model *model, struct symbol_entry *entry,
                          const struct object *object, size_t index)
{
    struct reference *references = vector_grow(model->references, model->reference_count,
                                               &model->reference_capacity, sizeof *references);
    if (!references)
        return false;
    model->references = references;
    entry->wanted = true;
    references[model->reference_count++] = (struct reference){entry, object, index};
    return true;
}

/* A reference that does not ask libraries for a definition. */
static bool note_reference(struct reference_list *list, struct symbol_entry *entry,
                           const struct object *object, size_t index)
{
    struct reference *items = vector_grow(list->items, list->count, &list->capacity, sizeof *items);
    if (!items)
        return false;
    list->items = items;
    items[list->count++] = (struct reference){entry, object, index};
    return true;
}

/* What Rust needs is asked of libraries when a link is checked: only then all of it must be
   there. */
static bool add_rust_reference(struct model *model, struct symbol_entry *entry,
                               const struct object *object, size_t index)
{
    entry->wanted = entry->wanted || model->request->link;
    return note_reference(&model->rust_references, entry, object, index);
}

/* What an object needs from elsewhere. */
static bool ask_for_references(struct model *model, const struct object *object)
{
    const struct symbol_table *table = &object->symtab;
    bool rust = model_is_rust(model, object);
    for (size_t i = table->first_global; i < table->count; i++) {
        if (table->hashes[i - table->first_global])
            continue;
        GElf_Sym symbol = symbol_read(table, i);
        const char *name = symbol_name(table, &symbol);
        if (!i || symbol.st_shndx != SHN_UNDEF || !*name)
            continue;
        bool weak = GELF_ST_BIND(symbol.st_info) == STB_WEAK;
        if (rust && (weak || mangling_maybe_rust(name) || is_linker_made(name)))
            continue;
        struct symbol_entry *entry = symbols_ask(&model->symbols, model->arena, name);
        bool good =
            entry && (rust   ? add_rust_reference(model, entry, object, i)
                      : weak ? note_reference(&model->weak_references, entry, object, i)
                             : is_linker_made(name) || add_reference(model, entry, object, i));
        if (!good)
            return false;
    }
    return true;
}

static bool ask(struct model *model, const char *name)
{
    return symbols_ask(&model->symbols, model->arena, name) != NULL;
}

/* main and the entry are wanted: a library may have them. */
static bool want(struct model *model, const char *name)
{
    struct symbol_entry *entry = symbols_ask(&model->symbols, model->arena, name);
    if (entry)
        entry->wanted = true;
    return entry != NULL;
}

/* All that the rules look up while nothing looks wrong. */
static bool ask_for_all(struct model *model)
{
    const struct polyffi_request *request = model->request;
    if ((model->program && model->startup == POLYFFI_STARTUP_CRT && !want(model, "main")) ||
        (model->entry && !want(model, model->entry)) || !ask(model, "main") ||
        !ask(model, "_start") || !ask(model, "rust_eh_personality"))
        return false;
    for (size_t i = 0; i < request->export_count; i++)
        if (!ask(model, request->exports[i].name))
            return false;
    for (size_t i = 0; i < request->wanted.count; i++)
        if (!ask(model, request->wanted.items[i]))
            return false;
    for (size_t i = 0; i < model->objects.count; i++)
        if ((model->inputs.count > 1 || !model_is_rust(model, model->objects.items[i])) &&
            !ask_for_references(model, model->objects.items[i]))
            return false;
    return true;
}

/* The definitions are those of the objects, or of a linked file that is checked alone. */
static bool read_definitions(struct model *model)
{
    if (model->objects.count || !model->result)
        return symbols_read(&model->symbols, model->arena, model->objects.items,
                            model->objects.count);
    return symbol_hashes_read(model->result, model->arena, NULL) &&
           symbols_read(&model->symbols, model->arena, &model->result, 1);
}

static void provide(struct model *model, const char *name)
{
    struct symbol_entry *entry = symbols_asked(&model->symbols, name);
    if (entry)
        entry->provided = true;
}

static void provide_shared(struct model *model, const struct symbol *symbol)
{
    struct symbol_entry *entry = symbols_asked(&model->symbols, symbol->name);
    if (entry && !entry->provided) {
        entry->provided = true;
        symbols_share(entry, symbol);
    }
}

static void provide_from_linked(struct model *model, const struct object *object)
{
    struct symbol symbol;
    for (size_t i = object->dynsym.first_global; i < object->dynsym.count; i++)
        if (object_symbol(&object->dynsym, i, &symbol) && !symbol.undefined)
            provide_shared(model, &symbol);
}

/* The context is the model. */
static bool provide_word(const char *word, size_t length, void *context)
{
    struct model *model = context;
    struct arena scratch = {0};
    const char *name = arena_copy(&scratch, word, length);
    struct symbol_entry *entry = name ? symbols_asked(&model->symbols, name) : NULL;
    if (entry && entry->wanted && !entry->first)
        entry->provided = true;
    arena_free(&scratch);
    return name != NULL;
}

/* A script that gives symbols a value mentions their names. */
static bool provide_from_scripts(struct model *model)
{
    for (size_t i = 0; i < model->inputs.count; i++) {
        const struct input *input = &model->inputs.items[i];
        if (input->kind == INPUT_SCRIPT &&
            !linker_script_each_word((const char *)input->bytes, input->size, provide_word, model))
            return false;
    }
    return true;
}

static bool provide_from_libraries(struct model *model, struct polyffi_problem *problem)
{
    if (!model->native)
        return true;
    struct libraries libraries = model_libraries(model);
    return libraries_provide(&libraries, &model->symbols, &model->complete, &model->missing_library,
                             problem);
}

bool model_read_symbols(struct model *model, struct polyffi_problem *problem)
{
    if (!ask_for_all(model) || !read_definitions(model))
        return problem_memory(problem);
    for (size_t i = 0; i < model->linked.count; i++)
        if (model->linked.items[i] != model->result)
            provide_from_linked(model, model->linked.items[i]);
    for (size_t i = 0; i < model->request->defined.count; i++)
        provide(model, model->request->defined.items[i]);
    if (!provide_from_scripts(model))
        return problem_memory(problem);
    return provide_from_libraries(model, problem);
}
