/* SPDX-License-Identifier: MIT */
#include "model_symbols.h"

#include <string.h>

#include "libraries.h"
#include "linker_script.h"
#include "mangling.h"
#include "problem.h"

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

static bool add_reference(struct model *model, const struct object *object,
                          const struct symbol *symbol, size_t index)
{
    struct reference *references = vector_grow(model->references, model->reference_count,
                                               &model->reference_capacity, sizeof *references);
    if (!references)
        return false;
    model->references = references;
    struct symbol_entry *entry = symbols_enter(&model->symbols, model->arena, symbol->name);
    if (!entry)
        return false;
    entry->wanted = true;
    references[model->reference_count++] = (struct reference){entry, object, index};
    return true;
}

static bool read_object(struct model *model, const struct object *object)
{
    bool rust = model_is_rust(model, object);
    const struct symbol_table *table = &object->symtab;
    struct symbol symbol;
    for (size_t i = table->first_global; i < table->count; i++) {
        if (!object_symbol(table, i, &symbol) || !symbol.name[0] || symbol.binding == STB_LOCAL ||
            (rust && mangling_maybe_rust(symbol.name)))
            continue;
        if (symbol.undefined) {
            if (!rust && symbol.binding != STB_WEAK && !is_linker_made(symbol.name) &&
                !add_reference(model, object, &symbol, i))
                return false;
        } else if (!symbols_define(&model->symbols, model->arena, object, &symbol, i)) {
            return false;
        }
    }
    return true;
}

/* main and the entry are wanted too: a library may have them. */
static bool want(struct model *model, const char *name)
{
    struct symbol_entry *entry = symbols_enter(&model->symbols, model->arena, name);
    if (entry)
        entry->wanted = true;
    return entry != NULL;
}

static void provide(struct model *model, const char *name)
{
    struct symbol_entry *entry = symbols_find(&model->symbols, name);
    if (entry)
        entry->provided = true;
}

static void provide_shared(struct model *model, const struct symbol *symbol)
{
    struct symbol_entry *entry = symbols_find(&model->symbols, symbol->name);
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

/* A script that gives symbols a value mentions their names. */
static void provide_from_scripts(struct model *model)
{
    for (size_t i = 0; i < model->inputs.count; i++) {
        const struct input *input = &model->inputs.items[i];
        for (size_t j = 0; input->kind == INPUT_SCRIPT && j < model->symbols.count; j++) {
            struct symbol_entry *entry = model->symbols.entries[j];
            if (entry->wanted && !entry->first &&
                linker_script_mentions((const char *)input->bytes, input->size, entry->name))
                entry->provided = true;
        }
    }
}

static bool provide_from_libraries(struct model *model, struct polyffi_problem *problem)
{
    if (!model->native)
        return true;
    struct libraries libraries = {.request = model->request,
                                  .arena = model->arena,
                                  .scripted = &model->inputs.libraries,
                                  .class = model->native->class,
                                  .machine = model->native->header.e_machine};
    return libraries_provide(&libraries, &model->symbols, &model->complete, &model->missing_library,
                             problem);
}

/* A linked file that is checked alone. */
static bool define_from_result(struct model *model)
{
    const struct object *result = model->result;
    struct symbol symbol;
    for (size_t i = result->dynsym.first_global; i < result->dynsym.count; i++)
        if (object_symbol(&result->dynsym, i, &symbol) && !symbol.undefined && symbol.name[0] &&
            !symbols_define(&model->symbols, model->arena, result, &symbol, i))
            return false;
    return true;
}

bool model_read_symbols(struct model *model, struct polyffi_problem *problem)
{
    for (size_t i = 0; i < model->objects.count; i++)
        if (!read_object(model, model->objects.items[i]))
            return problem_memory(problem);
    if (model->result && !model->objects.count && !define_from_result(model))
        return problem_memory(problem);
    if ((model->program && model->startup == POLYFFI_STARTUP_CRT && !want(model, "main")) ||
        (model->entry && !want(model, model->entry)))
        return problem_memory(problem);
    for (size_t i = 0; i < model->linked.count; i++)
        if (model->linked.items[i] != model->result)
            provide_from_linked(model, model->linked.items[i]);
    for (size_t i = 0; i < model->request->defined.count; i++)
        provide(model, model->request->defined.items[i]);
    provide_from_scripts(model);
    return provide_from_libraries(model, problem);
}
