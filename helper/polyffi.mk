# SPDX-License-Identifier: MIT
#
# polyffi.mk: Rust and NASM in projects of GNU Make, checked at the boundary.
#
#     include $(or $(shell pkg-config --variable=makefile polyffi),\
#       $(error PolyFFI is not found: install it, or set PKG_CONFIG_PATH))
#
# Functions to call, each on a line of its own, behind the variables that they
# use. They make rules and may stand before or behind rules of the makefile's
# own; the first of these stays the default goal. Names of files count from
# where make runs. Wrong use stops make with the name of the function and the
# value. Wants GNU Make 4.3 or newer; no path may hold a blank.
#
#
#   $(call polyffi_rust_staticlib,<name>,<lib.rs>[,<option>...])
#
# Adds $(POLYFFI_BUILD)/lib<name>.a, a static library written in Rust, for C, C++
# and assembler to call. rustc compiles it directly; modules, files that the
# crate includes, the command line and rustc itself are watched, and nothing runs
# when nothing changed. After every build the archive is checked. Options:
#
#   CRATE_NAME=<name>    by default <name>, with other characters as _
#   EDITION=<year>       2015, 2018, 2021 (the default) or 2024
#   CFG=<cfg>            name or name="value", for #[cfg(...)]
#   FEATURES=<feature>   the same as CFG=feature="<feature>"
#   RUSTFLAGS=<flag>     a further flag, behind those of PolyFFI
#   ENV=<NAME>=<value>   environment of rustc, for env!("NAME")
#   PANIC=unwind|abort   by default rustc's, and abort with NO_STD
#   NO_STD               the crate is #![no_std] and needs no C library
#   EXPORTS=<symbol>[:data]  what the library promises to C
#   EXPORTS_FILE=<file>  the same, one a line
#   ALLOW=<rule>[:<glob>]    findings to leave out
#   SEVERITY=<rule>=<level>  error, warning, note or off
#   SUPPRESSIONS=<file>      findings that may stay, and why
#
# Options are divided by blanks; those that name one of many may be repeated.
#
#
#   $(call polyffi_executable,<name>,<source>...[,<option>...])
#
# Adds $(POLYFFI_BUILD)/<name>, an executable of C, C++, NASM (.asm, .nasm) and GNU
# assembler (.s, .S) sources, linked by $(CC), or $(CXX) where there is C++, and
# checked: what the linker is given before it runs, so that a mistake at the
# boundary between the languages is named as such, and the result. A finding
# fails the build, removes the result, and does so again when the build is
# repeated. Objects (.o) among the sources are linked as they are. Options:
#
#   LIBRARIES=<library>  a name given to a function here, a file, or -l<name>; in
#                        any order: the linker goes through them until nothing is
#                        missing
#   ENTRY=<symbol>       where the program begins: by default the start files'
#                        _start, or the program's own where these are left out
#   STARTUP=crt          the start files call main; the default without ENTRY. With
#                        ENTRY that symbol runs first and must jump to _start
#   STARTUP=raw          no start files, the C library linked dynamically; the
#                        default with ENTRY
#   STARTUP=libc         the same, and the entry calls __libc_start_main
#   STARTUP=freestanding no C library: a static executable. Rust in it must be
#                        NO_STD; memcpy and its like are supplied
#   INCLUDES=<directory>, DEFINES=<name>[=<value>], NASMFLAGS=<option>
#                        for the NASM sources
#   LDFLAGS=<flag>       for this link
#   REQUIRE=<what>       relro, now, pie, no-rpath, ibt or shstk: what the linked
#                        file must be, though it works without
#   MAX_VERSION=<library>=<version>  the newest versions that it may need
#   DYNAMIC=<symbol>     symbols of it that dlsym must find
#   EXPORTS, EXPORTS_FILE, ALLOW, SEVERITY, SUPPRESSIONS as above
#
#
#   $(call polyffi_static_library,<name>,<source>...[,<option>...])
#
# Adds $(POLYFFI_BUILD)/lib<name>.a, an archive of the objects of such sources,
# which is checked. Options: LIBRARIES, which those who use it are linked with;
# INCLUDES, DEFINES, NASMFLAGS, EXPORTS, EXPORTS_FILE, ALLOW, SEVERITY and
# SUPPRESSIONS as above.
#
#
#   $(call polyffi_nasm_objects,<source>...[,<option>...])
#
# Gives the elf64 objects of NASM sources, for rules of the makefile's own: with
# exact dependencies, debug information, a non-executable stack, and PIC, __PIC__
# and __PIE__ defined as a C compiler would. A label alone on a line without its
# colon, and a number that does not fit, are errors. Options: INCLUDES, DEFINES,
# NASMFLAGS. A file %.o that has a %.asm beside it is made in the same way.
#
#
#   $(call polyffi_link,<name>[,<option>...])
#
# Gives what to write before a link command of a recipe's own, so that it is
# checked as that of polyffi_executable is. Options: ENTRY, STARTUP, EXPORTS,
# EXPORTS_FILE, ALLOW, SEVERITY, SUPPRESSIONS, REQUIRE, MAX_VERSION, DYNAMIC.
#
#   $(call polyffi_libraries,<name>...)
#
# Gives the files to link for libraries that functions here made: for the link
# command, and as prerequisites.
#
#
# Variables that the makefile or the command line may set:
#
#   POLYFFI_BUILD        the directory for everything that is made ("build")
#   POLYFFI_BUILD_TYPE   Debug (the default), Release, RelWithDebInfo, MinSizeRel:
#                        as cargo's profiles, and whether NASM writes debug
#                        information
#   POLYFFI_CHECK        ERROR (the default), WARN or OFF
#   POLYFFI_CHECK_REPORT_DIR
#                        a directory for a report of every check, <name>.sarif;
#                        "make polyffi-report" merges them into polyffi.sarif there
#   POLYFFI_RUSTC, POLYFFI_NASM, POLYFFI_TOOL
#                        another rustc, nasm, polyffi-check
#   V                    1 shows the commands in full
#   CC, CXX, AR, CPPFLAGS, CFLAGS, CXXFLAGS, ASFLAGS, LDFLAGS, LDLIBS, NASMFLAGS
#
# and that it may use: POLYFFI_PRODUCTS, all libraries and executables made here,
# and POLYFFI_CLEAN, all that "make clean" should remove.
#
# Example:
#
#     $(call polyffi_rust_staticlib,greet,greet.rs,EXPORTS=hello)
#     $(call polyffi_executable,c_main,main.c,LIBRARIES=greet)
#     $(call polyffi_executable,asm_main,main.asm,ENTRY=_start LIBRARIES=greet)
#
#     all: $(POLYFFI_PRODUCTS)
#     clean: ; rm -rf $(POLYFFI_CLEAN)

ifndef _polyffi_included
_polyffi_included := yes

ifeq ($(filter grouped-target,$(.FEATURES)),)
  $(error polyffi.mk: this is GNU Make $(MAKE_VERSION); 4.3 or newer is wanted)
endif

_polyffi_directory := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
_polyffi_modules := $(firstword $(wildcard \
  $(_polyffi_directory)/../cmake/PolyFFI $(_polyffi_directory)/../cmake))
_polyffi_ask = $(shell sh '$(_polyffi_directory)/polyffi-make.sh' $1)

POLYFFI_BUILD ?= build
POLYFFI_BUILD_TYPE ?= Debug
POLYFFI_CHECK ?= ERROR
POLYFFI_PRODUCTS :=
POLYFFI_CLEAN = $(POLYFFI_PRODUCTS) $(_polyffi_work)
_polyffi_work = $(POLYFFI_BUILD)/polyffi

#----------------------------------------------------------------------
# Words and files

_polyffi_empty :=
_polyffi_space := $(_polyffi_empty) $(_polyffi_empty)
_polyffi_comma := ,
define _polyffi_newline


endef

# For the shell: each word as it is.
_polyffi_quote = $(foreach word,$1,'$(subst ','\'',$(word))')

# Not empty if the texts differ.
_polyffi_differ = $(subst x$1,,x$2)$(subst x$2,,x$1)

# Not empty if the file $1 does not hold the text $2. GNU Make 4.3 drops the last
# newline of a file only if it is short, or by luck: so it is read once, and held
# against both.
_polyffi_stale = $(call _polyffi_neither,$(file <$1),$2)
_polyffi_neither = $(and $(call _polyffi_differ,$1,$2),$(call \
  _polyffi_differ,$1,$2$(_polyffi_newline)))

# $(call _polyffi_rule,TEXT): rules, none of which becomes the default goal.
define _polyffi_rule
$(eval _polyffi_goal := $(.DEFAULT_GOAL))$(eval $1)$(eval .DEFAULT_GOAL := $(_polyffi_goal))
endef

# A directory, for order-only prerequisites.
define _polyffi_make_directory
$(if $(filter $1,$(_polyffi_directories)),,$(eval _polyffi_directories += $1)$(call \
  _polyffi_rule,$1: ; @mkdir -p $$@))
endef

# $(call _polyffi_keep,FILE,TEXT): a rule for a file of this text, written when
# the text is another. What depends on it notices a changed command line.
define _polyffi_keep
$(eval _polyffi_text_$1 := $$2)$(call _polyffi_make_directory,$(patsubst \
  %/,%,$(dir $1)))$(call _polyffi_rule,$1: $(if $(call \
  _polyffi_stale,$1,$2),_polyffi_always) | $(patsubst \
  %/,%,$(dir $1)); $$(file >$$@,$$(_polyffi_text_$$@))@:)
endef

# $(call _polyffi_depend,DEPFILE): takes up what an earlier build wrote. What was
# made by one whose depfile is gone is made again.
define _polyffi_depend
$(if $(wildcard $1),$(call _polyffi_rule,include $1)$(call _polyffi_rule,$1: ;),_polyffi_always)
endef

# $(call _polyffi_show,TOOL,WHAT): in front of a command, shows it in short.
_polyffi_show = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo '$1 $2';))

.PHONY: _polyffi_always

#----------------------------------------------------------------------
# Arguments

_polyffi_single := CRATE_NAME EDITION PANIC EXPORTS_FILE ENTRY STARTUP
_polyffi_flags := NO_STD
_polyffi_check_options := EXPORTS EXPORTS_FILE ALLOW SEVERITY SUPPRESSIONS
_polyffi_linked_options := $(_polyffi_check_options) REQUIRE MAX_VERSION DYNAMIC
_polyffi_nasm_options := INCLUDES DEFINES NASMFLAGS

# The values of option $1 among the options $2.
_polyffi_values = $(patsubst $1=%,%,$(filter $1=%,$2))

# $(call _polyffi_fail,FUNCTION,TEXT)
_polyffi_fail = $(error $1: $2)

# Mistakes in variables, which hold from the first call on.
define _polyffi_settings
$(foreach path,CURDIR POLYFFI_BUILD,$(if $(filter 1,$(words $($(path)))),,$(call \
  _polyffi_fail,$1,make can't handle the blank in '$($(path))': give the directory another name)))
$(if $(filter Debug Release RelWithDebInfo MinSizeRel,$(POLYFFI_BUILD_TYPE)),,$(call \
  _polyffi_fail,$1,POLYFFI_BUILD_TYPE is '$(POLYFFI_BUILD_TYPE)': set it to \
  Debug$(_polyffi_comma) Release$(_polyffi_comma) RelWithDebInfo or MinSizeRel))
$(if $(filter ERROR WARN OFF,$(POLYFFI_CHECK)),,$(call _polyffi_fail,$1,POLYFFI_CHECK is \
  '$(POLYFFI_CHECK)': set it to ERROR$(_polyffi_comma) WARN or OFF))
$(if $(POLYFFI_CHECK_REPORT_DIR),$(if $(wildcard $(POLYFFI_CHECK_REPORT_DIR)),,$(shell mkdir -p \
  '$(POLYFFI_CHECK_REPORT_DIR)')))
endef

# $(call _polyffi_arguments,FUNCTION,KNOWN OPTIONS,OPTIONS,WHAT FOLLOWS A COMMA)
define _polyffi_arguments
$(call _polyffi_settings,$1)
$(if $(strip $4),$(call _polyffi_fail,$1,options are divided by blanks$(_polyffi_comma) \
  not by a comma as before '$(strip $4)'))
$(foreach option,$3,$(call _polyffi_argument,$1,$2,$(option),$(firstword $(subst \
  =,$(_polyffi_space),$(option)))))
$(foreach option,$(filter $2,$(_polyffi_single)),$(if $(word 2,$(call \
  _polyffi_values,$(option),$3)),$(call _polyffi_fail,$1,$(option) is given twice: \
  '$(call _polyffi_values,$(option),$3)')))
endef

define _polyffi_argument
$(if $(filter $4,$2),,$(call _polyffi_fail,$1,unknown option '$3'. The options are: $2. \
  Each is written with its value$(_polyffi_comma) as in $(firstword $2)=...))
$(if $(filter $4,$(_polyffi_flags)),$(if $(filter-out $4,$3),$(call \
  _polyffi_fail,$1,'$3': $4 takes no value)),$(if $(patsubst $4=%,%,$(filter \
  $4=%,$3)),,$(call _polyffi_fail,$1,$4 needs a value: write $4=...)))
endef

# $(call _polyffi_new,FUNCTION,NAME): NAME is one word, and not taken.
define _polyffi_new
$(if $(filter 1,$(words $2)),,$(call _polyffi_fail,$1,'$2' can't be a name: give one word))
$(if $(findstring /,$2),$(call _polyffi_fail,$1,'$2' can't be a name: it holds a '/'))
$(if $(filter $2,$(_polyffi_names)),$(call _polyffi_fail,$1,there is a '$2' already. \
  Choose another name))
$(eval _polyffi_names += $2)
endef

#----------------------------------------------------------------------
# Tools

# $(call _polyffi_answer,FUNCTION,TEXT): the answer of polyffi-make.sh, without its
# "ok"; else what is wrong.
_polyffi_answer = $(if $(filter ok,$(firstword $2)),$(wordlist 2,$(words $2),$2),$(call \
  _polyffi_fail,$1,$(or $2,polyffi-make.sh fails)))

_polyffi_file_name = $(subst /,_,$(subst .,_,$1))

# $(call _polyffi_rust,FUNCTION,DIRECTORY): sets _polyffi_rust_DIRECTORY once to
# "RUSTC VERSION | FEATURES | LIBRARIES".
define _polyffi_rust
$(if $(_polyffi_rust_$2),,$(eval _polyffi_rust_$2 := $(call _polyffi_answer,$1,$(call \
  _polyffi_ask,rust '$(_polyffi_work)/rust.$(call _polyffi_file_name,$2)' '$2' \
  '$(or $(POLYFFI_RUSTC),$(RUSTC),rustc)'))))
endef

# The part $2 of such an answer $1, of those divided by "|".
_polyffi_part = $(subst @,$(_polyffi_space),$(word $2,$(subst |,$(_polyffi_space),$(subst \
  $(_polyffi_space),@,$(strip $1))|@)))

define _polyffi_nasm
$(if $(_polyffi_nasm_answer),,$(eval _polyffi_nasm_answer := $(call _polyffi_answer,$1,$(call \
  _polyffi_ask,nasm '$(_polyffi_work)/nasm.tool' '$(or $(POLYFFI_NASM),nasm)'))))
endef

# "pie|executable DIRECTORY..." of the C driver with the flags that choose.
define _polyffi_cc
$(if $(_polyffi_cc_answer),,$(eval _polyffi_cc_answer := $(call _polyffi_answer,$1,$(call \
  _polyffi_ask,cc '$(_polyffi_work)/cc.tool' $(CC) $(filter -f% -m% --target=% \
  --sysroot=%,$(CFLAGS))))))
endef

define _polyffi_tool
$(if $(POLYFFI_TOOL)$(filter OFF,$(POLYFFI_CHECK)),,$(eval POLYFFI_TOOL := $(call _polyffi_answer,$1,$(call \
  _polyffi_ask,tool '$(_polyffi_directory)/../../bin/polyffi-check'))))
endef

#----------------------------------------------------------------------
# Checking

# The options of polyffi-check for the options $1 of the library or executable $2.
_polyffi_check_words = $(if $(filter WARN,$(POLYFFI_CHECK)),--warn) $(call _polyffi_quote,\
  $(addprefix --export=,$(call _polyffi_values,EXPORTS,$1)) \
  $(addprefix --exports-file=,$(call _polyffi_values,EXPORTS_FILE,$1)) \
  $(addprefix --allow=,$(call _polyffi_values,ALLOW,$1)) \
  $(addprefix --severity=,$(call _polyffi_values,SEVERITY,$1)) \
  $(addprefix --suppressions=,$(call _polyffi_values,SUPPRESSIONS,$1)) \
  $(addprefix --require=,$(call _polyffi_values,REQUIRE,$1)) \
  $(addprefix --max-version=,$(call _polyffi_values,MAX_VERSION,$1)) \
  $(addprefix --dynamic=,$(call _polyffi_values,DYNAMIC,$1)) \
  $(if $(POLYFFI_CHECK_REPORT_DIR),--output=$(POLYFFI_CHECK_REPORT_DIR)/$2.sarif --format=sarif))

# The files that these options name.
_polyffi_check_files = $(call _polyffi_values,EXPORTS_FILE,$1) $(call _polyffi_values,SUPPRESSIONS,$1)

# The makefiles in which the call of function $1 for name $2 may stand.
_polyffi_place = --place="$$(sh '$(_polyffi_directory)/polyffi-make.sh' place '$1' '$2' \
  $(filter-out %.d %.dep %/polyffi.mk,$(MAKEFILE_LIST)))"

# $(call _polyffi_archive_check,FUNCTION,NAME,ARCHIVE,OPTIONS,MORE): a recipe line.
define _polyffi_archive_check
$(if $(filter OFF,$(POLYFFI_CHECK)),,@$(POLYFFI_TOOL) $(call _polyffi_check_words,$4,$2) \
  --target='$2' $(call _polyffi_place,$1,$2) $5 $3 || { status=$$?; rm -f $3; exit $$status; })
endef

# What the reports are merged from; a check that never ran has none.
_polyffi_reports = $(wildcard $(patsubst %,$(POLYFFI_CHECK_REPORT_DIR)/%.sarif,$(_polyffi_names)))
define _polyffi_report_rule
.PHONY: polyffi-report
polyffi-report:
	$$(if $$(POLYFFI_CHECK_REPORT_DIR),,$$(call \
	  _polyffi_fail,polyffi-report,set POLYFFI_CHECK_REPORT_DIR to a directory for reports))
	$$(POLYFFI_TOOL) --merge-reports --output=$$(POLYFFI_CHECK_REPORT_DIR)/polyffi.sarif $$(_polyffi_reports)
endef
$(call _polyffi_rule,$(_polyffi_report_rule))

_polyffi_entry_words = $(addprefix --entry=,$1) $(addprefix --startup=,$2)

# $(call _polyffi_link_check,FUNCTION,NAME,OPTIONS,ENTRY,STARTUP): in front of a
# link command.
define _polyffi_link_check
$(if $(filter OFF,$(POLYFFI_CHECK)),,$(POLYFFI_TOOL) $(call _polyffi_check_words,$3,$2) \
  --target='$2' $(call _polyffi_place,$1,$2) $(call _polyffi_entry_words,$4,$5) \
  --kind=$(firstword $(_polyffi_cc_answer)) $(addprefix --library-path=,$(wordlist \
  2,$(words $(_polyffi_cc_answer)),$(_polyffi_cc_answer))) --link)
endef

#----------------------------------------------------------------------
# Rust

_polyffi_rust_options := CRATE_NAME EDITION CFG FEATURES RUSTFLAGS ENV PANIC NO_STD \
  $(_polyffi_check_options)

_polyffi_letters := a b c d e f g h i j k l m n o p q r s t u v w x y z \
  A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 _

# What is left of $1 without the characters $2.
_polyffi_without = $(if $2,$(call _polyffi_without,$(subst $(firstword $2),,$1),$(wordlist \
  2,$(words $2),$2)),$1)

# $1 with - . + as _, as far as make can tell characters.
_polyffi_crate_name = $(subst +,_,$(subst .,_,$(subst -,_,$1)))

# $(call _polyffi_rust_check,NAME,ROOT,OPTIONS,CRATE,EDITION,RUST): mistakes.
define _polyffi_rust_check
$(if $(filter 1,$(words $2)),,$(call _polyffi_fail,polyffi_rust_staticlib,'$2': name one \
  file$(_polyffi_comma) the root module of '$1'))
$(if $(or $(call _polyffi_without,$4,$(_polyffi_letters)),$(filter 0% 1% 2% 3% 4% 5% 6% 7% 8% 9%,$4)),$(call \
  _polyffi_fail,polyffi_rust_staticlib,'$4' can't be the name of a crate. Give CRATE_NAME a \
  name of letters$(_polyffi_comma) digits and '_'))
$(if $(filter alloc core proc_macro std test,$4),$(call \
  _polyffi_fail,polyffi_rust_staticlib,a crate named '$4' hides Rust's own. Give another \
  CRATE_NAME))
$(if $(filter-out 2015 2018 2021 2024,$5),$(call _polyffi_fail,polyffi_rust_staticlib,EDITION \
  '$5' is none of 2015$(_polyffi_comma) 2018$(_polyffi_comma) 2021$(_polyffi_comma) 2024))
$(if $(filter 2024,$5),$(if $(filter edition-2024,$6),,$(call \
  _polyffi_fail,polyffi_rust_staticlib,EDITION 2024 wants rustc 1.85; $(word 1,$6) is \
  $(word 2,$6). Update rustc$(_polyffi_comma) or write EDITION=2021)))
$(foreach value,$(call _polyffi_values,PANIC,$3),$(if $(filter-out unwind abort,$(value)),$(call \
  _polyffi_fail,polyffi_rust_staticlib,PANIC '$(value)' is neither unwind nor abort)))
$(foreach value,$(call _polyffi_values,ENV,$3),$(if $(findstring =,$(value)),,$(call \
  _polyffi_fail,polyffi_rust_staticlib,ENV '$(value)' is not of the form NAME=value)))
endef

# rustc's words by build type, as cargo's profiles.
_polyffi_profile_Debug := -Cdebug-assertions=on -Coverflow-checks=on -Cdebuginfo=2
_polyffi_profile_Release := -Copt-level=3
_polyffi_profile_RelWithDebInfo := -Copt-level=3 -Cdebuginfo=2
_polyffi_profile_MinSizeRel := -Copt-level=z

_polyffi_cfgs = $(call _polyffi_values,CFG,$1) $(patsubst %,feature="%",$(call _polyffi_values,FEATURES,$1))

# rustc knows the names of these; a blank would divide the word, so it has none.
_polyffi_check_cfg = $(patsubst %,--check-cfg=cfg(%),$(sort feature$(_polyffi_comma)values(any()) \
  $(foreach cfg,$1,$(if $(findstring =,$(cfg)),$(firstword $(subst =, ,$(cfg)))$(_polyffi_comma)values(any()),$(cfg)))))

# $(call _polyffi_rust_words,ROOT,OPTIONS,CRATE,EDITION,RUST,WORK): the command.
_polyffi_rust_words = $(if $(call _polyffi_values,ENV,$2),env $(call _polyffi_values,ENV,$2)) \
  $(word 1,$5) --crate-name=$3 --edition=$4 \
  --crate-type=staticlib --emit=dep-info,link --out-dir=$6 \
  $(if $(findstring lto,$(call _polyffi_values,RUSTFLAGS,$2)),,-Cembed-bitcode=no) \
  $(_polyffi_profile_$(POLYFFI_BUILD_TYPE)) \
  $(addprefix -Cpanic=,$(or $(call _polyffi_values,PANIC,$2),$(if $(filter NO_STD,$2),abort))) \
  $(addprefix --cfg=,$(call _polyffi_cfgs,$2)) \
  $(if $(filter check-cfg,$5),$(call _polyffi_check_cfg,$(call _polyffi_cfgs,$2))) \
  $(call _polyffi_values,RUSTFLAGS,$2) \
  $(if $(filter NO_STD,$2),-Lnative=$6 -lstatic=polyffi_no_std) $1

# $(call _polyffi_rust_settings,NAME,ROOT,OPTIONS,CRATE,RUST,WORK), for
# PolyFFIRustDepInfo.sh.
define _polyffi_rust_settings
dep_info='$6/$4.d'
archive='$6/lib$4.a'
depfile='$6/$4.dep'
linker_script='$6/$4.ld'
record='$6/libraries'
words='$6/words'
std_libraries='$(if $(filter NO_STD,$3),,$(call _polyffi_part,$5,3))'
declared='$(foreach value,$(call _polyffi_values,ENV,$3),$(firstword $(subst =, ,$(value))))'
root='$2'
forget=
phony=yes
option='ENV='
function=polyffi_rust_staticlib
endef

# rustc must not look for make's jobserver, which make gives to "+" recipes alone.
_polyffi_alone := MAKEFLAGS= MFLAGS=

# $(call _polyffi_no_std_rule,RUSTC,WORK): what core takes for granted.
define _polyffi_no_std_rule
$2/libpolyffi_no_std.a: $(_polyffi_modules)/PolyFFINoStd.rs $1 | $2
	$$(call _polyffi_show,RUSTC,PolyFFINoStd.rs)$(_polyffi_alone) $1 --crate-name=polyffi_no_std --crate-type=rlib --edition=2021 --emit=obj \
	  -Cpanic=abort -Cembed-bitcode=no -o $2/polyffi_no_std.o $$<
	@rm -f $$@
	@$(AR) qcs $$@ $2/polyffi_no_std.o
endef

# $(call _polyffi_rust_rules,NAME,ROOT,OPTIONS,CRATE,RUST,WORK). The library has
# another name than what rustc writes: a check that fails leaves that in place.
define _polyffi_rust_rules
$6/lib$4.a $6/$4.ld &: $2 $(word 1,$5) $6/words $(call _polyffi_depend,$6/$4.dep) \
  $(if $(filter NO_STD,$3),$6/libpolyffi_no_std.a) | $6/settings
	@rm -f $6/lib$4.a
	$$(call _polyffi_show,RUSTC,$2)$(_polyffi_alone) $$(_polyffi_command_$1)
	@: >>$6/libraries
	@sh '$(_polyffi_modules)/PolyFFIRustDepInfo.sh' $6/settings
$(_polyffi_file_$1): $6/lib$4.a $6/check $(call _polyffi_check_files,$3) $(_polyffi_tool_file)
	@sh '$(_polyffi_modules)/PolyFFIPublish.sh' $6/lib$4.a $$@
	$$(call _polyffi_archive_check,polyffi_rust_staticlib,$1,$$@,$3,--dep-info=$6/$4.d)
endef

_polyffi_tool_file = $(if $(filter OFF,$(POLYFFI_CHECK)),,$(POLYFFI_TOOL))

# $(call _polyffi_rust_library,NAME,ROOT,OPTIONS,CRATE,EDITION,RUST,WORK)
define _polyffi_rust_library
$(call _polyffi_rust_check,$1,$2,$3,$4,$5,$6)
$(eval _polyffi_file_$1 := $(POLYFFI_BUILD)/lib$1.a)
$(eval _polyffi_link_$1 := $(_polyffi_file_$1) $7/$4.ld)
$(eval _polyffi_std_$1 := $(if $(filter NO_STD,$3),,yes))
$(eval POLYFFI_PRODUCTS += $(_polyffi_file_$1))
$(eval _polyffi_words := $(call _polyffi_rust_words,$2,$3,$4,$5,$6,$7))
$(eval _polyffi_command_$1 := $(call _polyffi_quote,$(_polyffi_words)))
$(call _polyffi_keep,$7/words,$(subst $(_polyffi_space),$(_polyffi_newline),$(strip $(_polyffi_words))))
$(call _polyffi_keep,$7/settings,$(call _polyffi_rust_settings,$1,$2,$3,$4,$6,$7))
$(call _polyffi_keep,$7/check,$(POLYFFI_CHECK) $(call _polyffi_check_words,$3,$1))
$(if $(filter NO_STD,$3),$(call _polyffi_rule,$(call _polyffi_no_std_rule,$(word 1,$6),$7)))
$(call _polyffi_rule,$(call _polyffi_rust_rules,$1,$2,$3,$4,$6,$7))
endef

define _polyffi_rust_staticlib
$(call _polyffi_new,polyffi_rust_staticlib,$1)
$(call _polyffi_arguments,polyffi_rust_staticlib,$(_polyffi_rust_options),$3,$4)
$(call _polyffi_tool,polyffi_rust_staticlib)
$(call _polyffi_rust,polyffi_rust_staticlib,$(patsubst %/,%,$(dir $2)))
$(call _polyffi_rust_library,$1,$2,$3,$(or $(call _polyffi_values,CRATE_NAME,$3),$(call \
  _polyffi_crate_name,$1)),$(or $(call _polyffi_values,EDITION,$3),2021),$(_polyffi_rust_$(patsubst \
  %/,%,$(dir $2))),$(_polyffi_work)/$1)
endef

polyffi_rust_staticlib = $(if $(call _polyffi_rust_staticlib,$(strip $1),$(strip $2),$(strip $3),$4),)

#----------------------------------------------------------------------
# Objects

# The object of source $1 in the directory $2.
_polyffi_object = $(if $(filter %.o,$1),$1,$2/$(subst ../,__/,$(patsubst /%,%,$1)).o)

_polyffi_debug = $(if $(filter Debug RelWithDebInfo,$(POLYFFI_BUILD_TYPE)),-g -Fdwarf)
_polyffi_pie = $(filter pie,$(firstword $(_polyffi_cc_answer)))

# GNU ld makes the stack executable without this section; each of the errors is a
# mistake that NASM lets pass with a warning.
_polyffi_nasm_words = -f elf64 \
  --before 'section .note.GNU-stack noalloc noexec nowrite progbits' --before 'section .text' \
  -w+error=label-orphan -w+error=number-overflow -w+error=zeroing $(_polyffi_debug) \
  $(if $(_polyffi_pie),$(if $(filter freestanding,$2),,-DPIC -D__PIC__=2 -D__PIE__=2)) \
  $(call _polyffi_quote,$(patsubst %,-I%/,$(call _polyffi_values,INCLUDES,$1)) \
  $(addprefix -D,$(call _polyffi_values,DEFINES,$1))) $(NASMFLAGS) $(call _polyffi_values,NASMFLAGS,$1)

# NASM 2.16.00 and .01 forget %include files under -MD (NASM bug 3392832), so they
# are asked a second time, by -M.
_polyffi_nasm_forgets = $(filter 2.16 2.16.00 2.16.01,$(word 2,$(_polyffi_nasm_answer)))

# $(call _polyffi_nasm_recipe,WORDS), for $< and $@.
define _polyffi_nasm_recipe
$(word 1,$(_polyffi_nasm_answer)) -I$(dir $<) $1 -o $@ $< $(if $(_polyffi_nasm_forgets),&& \
  { $(word 1,$(_polyffi_nasm_answer)) -I$(dir $<) $1 -M -MP -MF $@.d -MQ $@ $< || { rm -f $@; exit 1; }; },-MD $@.d -MQ $@ -MP)
endef

_polyffi_compile_cc = $(CC) $(CPPFLAGS) $(CFLAGS) $(_polyffi_more)
_polyffi_compile_cxx = $(CXX) $(CPPFLAGS) $(CXXFLAGS) $(_polyffi_more)
_polyffi_compile_as = $(CC) $(CPPFLAGS) $(ASFLAGS)

_polyffi_language_.c := cc
_polyffi_language_.cc := cxx
_polyffi_language_.cpp := cxx
_polyffi_language_.cxx := cxx
_polyffi_language_.C := cxx
_polyffi_language_.s := as
_polyffi_language_.S := as
_polyffi_language_.asm := nasm
_polyffi_language_.nasm := nasm
_polyffi_language = $(_polyffi_language_$(suffix $1))

# $(call _polyffi_compile_rule,SOURCE,OBJECT,WORK,LANGUAGE)
define _polyffi_compile_rule
$2: $1 $3/$4.command $(call _polyffi_depend,$2.d) | $(patsubst %/,%,$(dir $2))
	$$(call _polyffi_show,CC,$1)$$(_polyffi_text_$3/$4.command) -MMD -MP -MF $$@.d -MT $$@ -c -o $$@ $$<
endef

define _polyffi_assemble_rule
$2: $1 $3/nasm.command $(word 1,$(_polyffi_nasm_answer)) $(call _polyffi_depend,$2.d) | $(patsubst %/,%,$(dir $2))
	$$(call _polyffi_show,NASM,$1)$$(call _polyffi_nasm_recipe,$$(_polyffi_text_$3/nasm.command))
endef

# $(call _polyffi_source,FUNCTION,SOURCE,WORK)
define _polyffi_source
$(if $(filter %.rs,$2),$(call _polyffi_fail,$1,'$2' is Rust. Make a library of it$(_polyffi_comma) \
  $$(call polyffi_rust_staticlib$(_polyffi_comma)<name>$(_polyffi_comma)$2)$(_polyffi_comma) \
  and name that in LIBRARIES))
$(if $(or $(filter %.o,$2),$(call _polyffi_language,$2)),,$(call _polyffi_fail,$1,'$2' is no \
  source that can be compiled: C is .c$(_polyffi_comma) C++ .cpp$(_polyffi_comma) NASM \
  .asm$(_polyffi_comma) GNU assembler .s or .S$(_polyffi_comma) an object .o))
$(if $(filter %.o,$2),,$(call _polyffi_make_directory,$(patsubst %/,%,$(dir $(call _polyffi_object,$2,$3))))$(call \
  _polyffi_rule,$(call $(if $(filter nasm,$(call _polyffi_language,$2)),_polyffi_assemble_rule,_polyffi_compile_rule),$2,$(call \
  _polyffi_object,$2,$3),$3,$(call _polyffi_language,$2))))
endef

# $(call _polyffi_sources,FUNCTION,SOURCES,WORK,OPTIONS,STARTUP): rules for the
# objects of the sources.
define _polyffi_sources
$(if $(strip $2),,$(call _polyffi_fail,$1,name the sources))
$(eval _polyffi_more := $(if $(filter freestanding,$5),-ffreestanding -fno-stack-protector))
$(call _polyffi_cc,$1)
$(if $(filter %.asm %.nasm,$2),$(call _polyffi_nasm,$1)$(call _polyffi_keep,$3/nasm.command,$(strip $(call \
  _polyffi_nasm_words,$4,$5))))
$(foreach language,$(filter-out nasm,$(sort $(foreach source,$2,$(call _polyffi_language,$(source))))),$(call \
  _polyffi_keep,$3/$(language).command,$(strip $(_polyffi_compile_$(language)))))
$(foreach source,$2,$(call _polyffi_source,$1,$(source),$3))
endef

_polyffi_objects = $(foreach source,$1,$(call _polyffi_object,$(source),$2))

define _polyffi_nasm_objects
$(call _polyffi_arguments,polyffi_nasm_objects,$(_polyffi_nasm_options),$2,$3)
$(foreach source,$(filter-out %.asm %.nasm,$1),$(call _polyffi_fail,polyffi_nasm_objects,'$(source)' \
  is no NASM source: .asm or .nasm))
$(eval _polyffi_nasm_work := $(_polyffi_work)/nasm.$(words $(_polyffi_nasm_works)))
$(eval _polyffi_nasm_works += x)
$(call _polyffi_sources,polyffi_nasm_objects,$1,$(_polyffi_nasm_work),$2)
endef

polyffi_nasm_objects = $(if $(call _polyffi_nasm_objects,$(strip $1),$(strip $2),$3),)$(call \
  _polyffi_objects,$1,$(_polyffi_nasm_work))

#----------------------------------------------------------------------
# Libraries

# $(call _polyffi_resolve,FUNCTION,LIBRARIES): what to link for them.
_polyffi_resolve = $(foreach library,$2,$(or $(_polyffi_link_$(library)),$(if $(or $(findstring \
  /,$(library)),$(filter %.a %.so %.o -l%,$(library))),$(library)),$(call \
  _polyffi_fail,$1,LIBRARIES names '$(library)'$(_polyffi_comma) which no function made \
  before$(_polyffi_comma) and which is neither a file nor -l<name>)))

polyffi_libraries = $(call _polyffi_resolve,polyffi_libraries,$1)

_polyffi_static_options := LIBRARIES $(_polyffi_nasm_options) $(_polyffi_check_options)

# $(call _polyffi_static_rules,NAME,OBJECTS,OPTIONS,WORK)
define _polyffi_static_rules
$(_polyffi_file_$1): $2 $4/check $(call _polyffi_check_files,$3) $(_polyffi_tool_file)
	@rm -f $$@
	$$(call _polyffi_show,AR,$$@)$(AR) rcs $$@ $2
	$$(call _polyffi_archive_check,polyffi_static_library,$1,$$@,$3)
endef

define _polyffi_static_library
$(call _polyffi_new,polyffi_static_library,$1)
$(call _polyffi_arguments,polyffi_static_library,$(_polyffi_static_options),$3,$4)
$(call _polyffi_tool,polyffi_static_library)
$(call _polyffi_sources,polyffi_static_library,$2,$(_polyffi_work)/$1,$3)
$(eval _polyffi_file_$1 := $(POLYFFI_BUILD)/lib$1.a)
$(eval _polyffi_link_$1 := $(_polyffi_file_$1) $(call _polyffi_resolve,polyffi_static_library,$(call \
  _polyffi_values,LIBRARIES,$3)))
$(eval _polyffi_std_$1 := $(foreach library,$(call _polyffi_values,LIBRARIES,$3),$(_polyffi_std_$(library))))
$(eval POLYFFI_PRODUCTS += $(_polyffi_file_$1))
$(call _polyffi_keep,$(_polyffi_work)/$1/check,$(POLYFFI_CHECK) $(AR) $(call _polyffi_objects,$2,$(_polyffi_work)/$1) $(call \
  _polyffi_check_words,$3,$1))
$(call _polyffi_rule,$(call _polyffi_static_rules,$1,$(call _polyffi_objects,$2,$(_polyffi_work)/$1),$3,$(_polyffi_work)/$1))
endef

polyffi_static_library = $(if $(call _polyffi_static_library,$(strip $1),$(strip $2),$(strip $3),$4),)

#----------------------------------------------------------------------
# Executables

_polyffi_entry_options := ENTRY STARTUP
_polyffi_executable_options := LIBRARIES $(_polyffi_entry_options) LDFLAGS \
  $(_polyffi_nasm_options) $(_polyffi_linked_options)

_polyffi_startup = $(or $(call _polyffi_values,STARTUP,$1),$(if $(call \
  _polyffi_values,ENTRY,$1),raw,crt))
_polyffi_entry = $(or $(call _polyffi_values,ENTRY,$1),$(if $(filter crt,$(call \
  _polyffi_startup,$1)),,_start))

# $(call _polyffi_entry_check,FUNCTION,NAME,STARTUP,ENTRY,LIBRARIES,FLAGS): mistakes.
define _polyffi_entry_check
$(if $(filter crt libc raw freestanding,$3),,$(call _polyffi_fail,$1,STARTUP '$3' is none of \
  crt$(_polyffi_comma) libc$(_polyffi_comma) raw$(_polyffi_comma) freestanding))
$(if $(filter main,$4),$(call _polyffi_fail,$1,ENTRY main can't work: nothing has called main \
  there$(_polyffi_comma) so it can't return. Leave ENTRY out$(_polyffi_comma) and the start \
  files call main))
$(if $(filter crt-_start,$3-$4),$(call _polyffi_fail,$1,with STARTUP crt the start files \
  define _start. Leave STARTUP out to use your own _start$(_polyffi_comma) or name the label \
  otherwise and end it with 'jmp _start'))
$(if $(filter raw libc,$3),$(if $(filter -static -static-pie,$6),$(call _polyffi_fail,$1,'$2' \
  has STARTUP $3 and is linked with $(firstword $(filter -static -static-pie,$6)). Only the \
  start files can initialise a static C library; without them it crashes at its first use of \
  thread-local storage. Drop it$(_polyffi_comma) or ENTRY (STARTUP crt$(_polyffi_comma) with a \
  main)$(_polyffi_comma) or the C library (STARTUP freestanding$(_polyffi_comma) with NO_STD Rust))))
$(if $(filter freestanding,$3),$(foreach library,$5,$(if $(_polyffi_std_$(library)),$(call \
  _polyffi_fail,$1,'$2' is STARTUP freestanding$(_polyffi_comma) but the Rust library \
  '$(library)' uses std$(_polyffi_comma) which needs the C library. Make the crate \
  #![no_std] and say NO_STD$(_polyffi_comma) or choose STARTUP=raw))))
endef

_polyffi_driver = $(if $(filter cxx,$(foreach source,$1,$(call _polyffi_language,$(source)))),$(CXX),$(CC))
_polyffi_start_words_raw := -nostartfiles
_polyffi_start_words_libc := -nostartfiles
_polyffi_start_words_freestanding := -nostdlib -static -no-pie -Wl,--gc-sections

# Several libraries are gone through until nothing is missing.
_polyffi_grouped = $(if $(word 2,$1),-Wl$(_polyffi_comma)--start-group $1 -Wl$(_polyffi_comma)--end-group,$1)

# $(call _polyffi_link_words,SOURCES,OBJECTS,LIBRARIES,OPTIONS,ENTRY,STARTUP): the
# link command without its output.
_polyffi_link_words = $(call _polyffi_driver,$1) $(LDFLAGS) $(call _polyffi_values,LDFLAGS,$4) \
  -Wl,-z,noexecstack -Wl,-z,text $(addprefix -Wl$(_polyffi_comma)-e$(_polyffi_comma),$5) \
  $(_polyffi_start_words_$6) $2 $(call _polyffi_grouped,$3) $(LDLIBS)

# $(call _polyffi_executable_rules,NAME,OBJECTS,LIBRARIES,OPTIONS,ENTRY,STARTUP,WORK)
define _polyffi_executable_rules
$(POLYFFI_BUILD)/$1: $2 $(filter-out -l%,$3) $7/link.command $(call _polyffi_check_files,$4) $(_polyffi_tool_file)
	$$(call _polyffi_show,LINK,$$@)$$(call _polyffi_link_check,polyffi_executable,$1,$4,$5,$6) $$(_polyffi_command_$1) -o $$@
endef

# $(call _polyffi_program,NAME,SOURCES,OPTIONS,ENTRY,STARTUP,WORK)
define _polyffi_program
$(call _polyffi_entry_check,polyffi_executable,$1,$5,$4,$(call _polyffi_values,LIBRARIES,$3),$(LDFLAGS) \
  $(call _polyffi_values,LDFLAGS,$3))
$(call _polyffi_sources,polyffi_executable,$2,$6,$3,$5)
$(eval _polyffi_libraries_$1 := $(call _polyffi_resolve,polyffi_executable,$(call _polyffi_values,LIBRARIES,$3)))
$(eval _polyffi_command_$1 := $(call _polyffi_link_words,$2,$(call _polyffi_objects,$2,$6),$(_polyffi_libraries_$1),$3,$4,$5))
$(eval POLYFFI_PRODUCTS += $(POLYFFI_BUILD)/$1)
$(call _polyffi_keep,$6/link.command,$(POLYFFI_CHECK) $(call _polyffi_check_words,$3,$1) $(_polyffi_command_$1))
$(call _polyffi_rule,$(call _polyffi_executable_rules,$1,$(call _polyffi_objects,$2,$6),$(_polyffi_libraries_$1),$3,$4,$5,$6))
endef

define _polyffi_executable
$(call _polyffi_new,polyffi_executable,$1)
$(call _polyffi_arguments,polyffi_executable,$(_polyffi_executable_options),$3,$4)
$(call _polyffi_tool,polyffi_executable)
$(call _polyffi_program,$1,$2 $(if $(filter freestanding,$(call \
  _polyffi_startup,$3)),$(_polyffi_modules)/PolyFFIFreestanding.asm),$3,$(call \
  _polyffi_entry,$3),$(call _polyffi_startup,$3),$(_polyffi_work)/$1)
endef

polyffi_executable = $(if $(call _polyffi_executable,$(strip $1),$(strip $2),$(strip $3),$4),)

define _polyffi_link
$(call _polyffi_arguments,polyffi_link,$(_polyffi_entry_options) $(_polyffi_linked_options),$2,$3)
$(call _polyffi_tool,polyffi_link)
$(call _polyffi_cc,polyffi_link)
endef

polyffi_link = $(if $(call _polyffi_link,$1,$2,$3),)$(call _polyffi_link_check,polyffi_link,$(strip \
  $1),$2,$(call _polyffi_values,ENTRY,$2),$(call _polyffi_values,STARTUP,$2))

#----------------------------------------------------------------------
# %.o beside %.asm

define _polyffi_pattern_recipe
$(if $(call _polyffi_nasm,polyffi.mk)$(call _polyffi_cc,polyffi.mk),)$(call _polyffi_nasm_recipe,$(call _polyffi_nasm_words))
endef

%.o: %.asm
	$(call _polyffi_show,NASM,$<)$(_polyffi_pattern_recipe)
$(call _polyffi_rule,-include $(wildcard *.o.d */*.o.d))

endif
