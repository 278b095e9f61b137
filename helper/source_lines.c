/* SPDX-License-Identifier: MIT */
#include "source_lines.h"

#include <stdlib.h>

#ifdef POLYFFI_HAVE_LIBDW

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libdwfl applies the relocations of the debug sections to a copy of its own, and gives each
   section an address of its own.  It wants a file: the object is copied into an anonymous one. */
struct source_lines {
    const struct object *object;
    Dwfl *session;
    Dwfl_Module *module;
};

struct source_lines *source_lines_new(void)
{
    return calloc(1, sizeof(struct source_lines));
}

/* Never look for debug information elsewhere: not on disk, and not on the network. */
static int find_nothing(Dwfl_Module *module, void **user_data, const char *name, Dwarf_Addr base,
                        const char *file_name, const char *debug_link, GElf_Word crc,
                        char **debug_file_name)
{
    (void)module, (void)user_data, (void)name, (void)base;
    (void)file_name, (void)debug_link, (void)crc, (void)debug_file_name;
    return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_debuginfo = find_nothing,
    .section_address = dwfl_offline_section_address,
};

static bool write_all(int descriptor, const unsigned char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(descriptor, bytes, size);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0) {
            bytes += done;
            size -= (size_t)done;
        }
    }
    return true;
}

static void close_session(struct source_lines *lines)
{
    if (lines->session)
        dwfl_end(lines->session);
    lines->session = NULL;
    lines->module = NULL;
    lines->object = NULL;
}

static void open_session(struct source_lines *lines, const struct object *object)
{
    close_session(lines);
    lines->object = object;
    int descriptor = memfd_create("polyffi-object", MFD_CLOEXEC);
    if (descriptor < 0)
        return;
    if (!write_all(descriptor, object->bytes, object->size) ||
        !(lines->session = dwfl_begin(&callbacks))) {
        close(descriptor);
        return;
    }
    dwfl_report_begin(lines->session);
    lines->module = dwfl_report_offline(lines->session, "object", "object", descriptor);
    if (!lines->module) /* otherwise it owns the descriptor */
        close(descriptor);
    dwfl_report_end(lines->session, NULL, NULL);
}

/* The address that libdwfl gave to the place, or 0.  In a linked file the offset is an address. */
static Dwarf_Addr address_of(struct source_lines *lines, size_t section, uint64_t offset)
{
    GElf_Addr bias;
    GElf_Shdr header;
    Elf *elf = dwfl_module_getelf(lines->module, &bias);
    Elf_Scn *found = elf ? elf_getscn(elf, section) : NULL;
    if (lines->object->header.e_type != ET_REL)
        return elf ? offset + bias : 0;
    if (!found || !gelf_getshdr(found, &header) || !(header.sh_flags & SHF_ALLOC) ||
        offset > header.sh_size)
        return 0;
    return header.sh_addr + bias + offset;
}

/* The row of the line table that covers the address. */
static Dwarf_Line *find_row(Dwarf_Die *unit, Dwarf_Addr address)
{
    Dwarf_Lines *rows;
    size_t count;
    Dwarf_Line *best = NULL;
    Dwarf_Addr best_start = 0;
    if (dwarf_getsrclines(unit, &rows, &count) != 0)
        return NULL;
    for (size_t i = 0; i + 1 < count; i++) {
        Dwarf_Line *row = dwarf_onesrcline(rows, i), *next = dwarf_onesrcline(rows, i + 1);
        Dwarf_Addr start, end;
        bool sequence_end;
        if (dwarf_lineendsequence(row, &sequence_end) != 0 || sequence_end ||
            dwarf_lineaddr(row, &start) != 0 || dwarf_lineaddr(next, &end) != 0)
            continue;
        if (start <= address && address < end && (!best || start >= best_start)) {
            best = row;
            best_start = start;
        }
    }
    return best;
}

/* NASM's directory ends with a slash. */
static void single_slashes(char *path)
{
    char *out = path;
    for (const char *in = path; *in; in++)
        if (*in != '/' || in[1] != '/')
            *out++ = *in;
    *out = '\0';
}

static bool copy_place(struct arena *arena, Dwarf_Die *unit, const char *file, int line, int column,
                       struct polyffi_place *place)
{
    if (!file || line <= 0)
        return false;
    Dwarf_Attribute attribute;
    const char *directory = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    char *path = file[0] == '/' || !directory || !directory[0]
                     ? arena_copy(arena, file, strlen(file))
                     : arena_format(arena, "%s/%s", directory, file);
    if (!path)
        return false;
    single_slashes(path);
    place->file = path;
    place->line = (unsigned long)line;
    place->column = column > 0 ? (unsigned long)column : 0;
    return true;
}

static bool copy_row(struct arena *arena, Dwarf_Die *unit, Dwarf_Line *row,
                     struct polyffi_place *place)
{
    int line = 0, column = 0;
    if (dwarf_lineno(row, &line) != 0)
        return false;
    if (dwarf_linecol(row, &column) != 0)
        column = 0;
    return copy_place(arena, unit, dwarf_linesrc(row, NULL, NULL), line, column, place);
}

/* A number that the entry, or the abstract one it is an instance of, has; 0: it has none. */
static Dwarf_Word number_of(Dwarf_Die *die, unsigned int name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value = 0;
    if (dwarf_formudata(dwarf_attr_integrate(die, name, &attribute), &value) != 0)
        return 0;
    return value;
}

/* Not dwarf_decl_file: it ends the program on some split units.  The table of files is that
   of the line table, whose numbers DW_AT_decl_file gives. */
static bool copy_declaration(struct arena *arena, Dwarf_Die *unit, Dwarf_Die *function,
                             struct polyffi_place *place)
{
    Dwarf_Files *files;
    size_t count;
    Dwarf_Word file = number_of(function, DW_AT_decl_file);
    Dwarf_Word line = number_of(function, DW_AT_decl_line);
    if (!line || line > INT_MAX || dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count)
        return false;
    return copy_place(arena, unit, dwarf_filesrc(files, file, NULL, NULL), (int)line, 0, place);
}

enum { DEPTH_LIMIT = 64 };

/* The entry lies behind those that were seen: a damaged DW_AT_sibling leads back. */
static bool is_new(Dwarf_Die *die, Dwarf_Off *last)
{
    Dwarf_Off offset = dwarf_dieoffset(die);
    if (offset == (Dwarf_Off)-1 || offset <= *last)
        return false;
    *last = offset;
    return true;
}

/* The function among the entry's children, or in a namespace or type there, that begins at the
   address; dwarf_getscopes would lead from inlined code into core.  False: there is none. */
static bool find_function(Dwarf_Die *parent, Dwarf_Addr address, int depth, Dwarf_Off *last,
                          Dwarf_Die *function)
{
    Dwarf_Die child;
    Dwarf_Addr start;
    if (depth == DEPTH_LIMIT || dwarf_child(parent, &child) != 0)
        return false;
    do {
        if (!is_new(&child, last))
            return false;
        switch (dwarf_tag(&child)) {
        case DW_TAG_subprogram:
            if (dwarf_lowpc(&child, &start) == 0 && start == address) {
                *function = child;
                return true;
            }
            break;
        case DW_TAG_namespace:
        case DW_TAG_structure_type:
        case DW_TAG_enumeration_type:
        case DW_TAG_union_type:
            if (find_function(&child, address, depth + 1, last, function))
                return true;
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool source_lines_find(struct source_lines *lines, struct arena *arena, const struct object *object,
                       size_t section, uint64_t offset, struct polyffi_place *place)
{
    if (lines->object != object)
        open_session(lines, object);
    if (!lines->module)
        return false;
    Dwarf_Addr address = address_of(lines, section, offset), bias;
    Dwarf_Die *unit = NULL;
    while (address && (unit = dwfl_module_nextcu(lines->module, unit, &bias))) {
        Dwarf_Line *row = find_row(unit, address - bias);
        if (row)
            return copy_row(arena, unit, row, place);
    }
    return false;
}

bool source_lines_function(struct source_lines *lines, struct arena *arena,
                           const struct object *object, size_t section, uint64_t offset,
                           struct polyffi_place *place)
{
    if (lines->object != object)
        open_session(lines, object);
    if (!lines->module)
        return false;
    Dwarf_Addr address = address_of(lines, section, offset), bias;
    Dwarf_Die *unit = NULL, function;
    while (address && (unit = dwfl_module_nextcu(lines->module, unit, &bias))) {
        Dwarf_Off last = dwarf_dieoffset(unit);
        if (dwarf_haspc(unit, address - bias) > 0 &&
            find_function(unit, address - bias, 0, &last, &function))
            return copy_declaration(arena, unit, &function, place);
    }
    return false;
}

/* As the linker knows it: C++ and asm("...") give a variable another name. */
static const char *linkage_name(Dwarf_Die *die)
{
    static const unsigned int names[] = {DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name};
    Dwarf_Attribute attribute;
    const char *name = NULL;
    for (size_t i = 0; !name && i < sizeof names / sizeof *names; i++)
        name = dwarf_formstring(dwarf_attr_integrate(die, names[i], &attribute));
    return name;
}

/* What a walk over the variables of a unit collects. */
struct declarations {
    struct arena *arena;
    Dwarf_Die *unit;
    Dwarf_Off last;
    struct declared_variable *newest;
};

/* One without a name, or whose type is not complete, is left out. */
static void add_variable(struct declarations *list, Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    Dwarf_Word size;
    const char *name = linkage_name(die);
    if (!name || !dwarf_hasattr(die, DW_AT_external) || !dwarf_hasattr(die, DW_AT_declaration) ||
        !dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), &type) ||
        dwarf_aggregate_size(&type, &size) != 0)
        return;
    struct declared_variable *variable = arena_alloc(list->arena, sizeof *variable);
    if (!variable)
        return;
    variable->name = arena_copy(list->arena, name, strlen(name));
    variable->size = size;
    if (!copy_declaration(list->arena, list->unit, die, &variable->place))
        variable->place = (struct polyffi_place){0};
    variable->next = list->newest;
    if (variable->name)
        list->newest = variable;
}

/* C declares variables of other files outside of functions, and in their blocks. */
static void collect_variables(struct declarations *list, Dwarf_Die *parent, int depth)
{
    Dwarf_Die child;
    if (depth == DEPTH_LIMIT || dwarf_child(parent, &child) != 0)
        return;
    do {
        if (!is_new(&child, &list->last))
            return;
        switch (dwarf_tag(&child)) {
        case DW_TAG_variable:
            add_variable(list, &child);
            break;
        case DW_TAG_namespace:
        case DW_TAG_subprogram:
        case DW_TAG_lexical_block:
            collect_variables(list, &child, depth + 1);
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
}

bool source_lines_variables(struct source_lines *lines, struct arena *arena,
                            const struct object *object, const struct declared_variable **first)
{
    struct declarations list = {.arena = arena};
    Dwarf_Addr bias;
    if (lines->object != object)
        open_session(lines, object);
    while (lines->module && (list.unit = dwfl_module_nextcu(lines->module, list.unit, &bias))) {
        list.last = dwarf_dieoffset(list.unit);
        collect_variables(&list, list.unit, 0);
    }
    *first = list.newest;
    return true;
}

void source_lines_free(struct source_lines *lines)
{
    if (lines)
        close_session(lines);
    free(lines);
}

bool source_lines_missed(const struct source_lines *lines)
{
    (void)lines;
    return false;
}

#else

#include <string.h>

struct source_lines {
    bool missed;
};

struct source_lines *source_lines_new(void)
{
    return calloc(1, sizeof(struct source_lines));
}

static bool has_section(const struct object *object, const char *name)
{
    struct section section;
    for (size_t i = 1; object_section(object, i, &section); i++)
        if (strcmp(section.name, name) == 0)
            return true;
    return false;
}

bool source_lines_find(struct source_lines *lines, struct arena *arena, const struct object *object,
                       size_t section, uint64_t offset, struct polyffi_place *place)
{
    (void)arena, (void)section, (void)offset, (void)place;
    lines->missed = lines->missed || has_section(object, ".debug_line");
    return false;
}

bool source_lines_function(struct source_lines *lines, struct arena *arena,
                           const struct object *object, size_t section, uint64_t offset,
                           struct polyffi_place *place)
{
    return source_lines_find(lines, arena, object, section, offset, place);
}

bool source_lines_variables(struct source_lines *lines, struct arena *arena,
                            const struct object *object, const struct declared_variable **first)
{
    (void)lines, (void)arena;
    *first = NULL;
    return !has_section(object, ".debug_info");
}

void source_lines_free(struct source_lines *lines)
{
    free(lines);
}

bool source_lines_missed(const struct source_lines *lines)
{
    return lines->missed;
}

#endif
