# SPDX-License-Identifier: MIT
#[=[.rst:
PolyFFIRustLauncher
-------------------

How a cache of compilations, such as sccache, gets to see those of Rust.

.. variable:: POLYFFI_RUST_LAUNCHER

  A program, with arguments, to put before rustc: ``sccache``. It is the default
  of the property below. Where it is not set, ``CMAKE_Rust_COMPILER_LAUNCHER``
  is taken, of the project or of the environment. The launchers of C and C++
  are not: those for C alone could do nothing with rustc. NASM gets none.

.. prop_tgt:: POLYFFI_RUST_LAUNCHER

  The launcher of one target, which may be set, and emptied, after the target
  was added. Generator expressions are allowed.

The command line is one that sccache caches: of a package (``MANIFEST``) every
crate but the last step, which makes the archive, and crates whose build scripts
make a static library that only ``#[link]`` asks for: sccache would give back an
old file when that native code has changed. For the same reason ``RUSTC_WRAPPER`` of
the environment is not used for these, and a crate (``ROOT``) has no launcher if its
``RUSTFLAGS`` say where native libraries are, by ``-L``, but not which of them are
static, by ``-lstatic=<name>``. cargo compiles without incremental files then.

The launcher of a target also serves :command:`polyffi_add_rust_test`: the crate
that integration tests link, all that only the tests of a package need, and the
tests themselves, which sccache passes on to rustc. Clippy and rustdoc run without
it, for sccache does not know them; what they let rustc compile, the dependencies of
a package, goes through it.

A build that wants hits from other directories and machines needs the same path
of the sources there. ``sccache --show-stats`` tells where it keeps what it has;
Debian's knows only the local disk. Where the server may be out of reach
(CI), set ``SCCACHE_IGNORE_SERVER_IO_ERROR=1`` in the environment.

.. command:: polyffi_rust_launcher

  ::

    polyffi_rust_launcher(<target>)

  Private to PolyFFI: sets the default of the property.

.. command:: polyffi_rust_launcher_of

  ::

    polyffi_rust_launcher_of(<variable> <target>)

  Private to PolyFFI: sets ``<variable>`` to the generator expression of its words.

.. command:: polyffi_rust_limit_launcher

  ::

    polyffi_rust_limit_launcher(<flags>)

  Private to PolyFFI: empties ``launcher`` of the caller if what rustc makes with
  ``<flags>`` must not come from a cache.
#]=]
include_guard(GLOBAL)

function(polyffi_rust_launcher target)
  set(launcher "${POLYFFI_RUST_LAUNCHER}")
  if(launcher STREQUAL "")
    set(launcher "${CMAKE_Rust_COMPILER_LAUNCHER}")
  endif()
  if(launcher STREQUAL "")
    set(launcher "$ENV{CMAKE_Rust_COMPILER_LAUNCHER}")
  endif()
  set_target_properties(${target} PROPERTIES POLYFFI_RUST_LAUNCHER "${launcher}")
endfunction()

function(polyffi_rust_launcher_of variable target)
  set(property "$<TARGET_PROPERTY:${target},POLYFFI_RUST_LAUNCHER>")
  set(${variable} "$<TARGET_GENEX_EVAL:${target},${property}>" PARENT_SCOPE)
endfunction()

function(polyffi_rust_limit_launcher flags)
  string(REGEX REPLACE "-L[; ]?(dependency|crate|framework)=" "" flags "${flags}")
  if("${flags}" MATCHES "(^|[;:])-L" AND NOT "${flags}" MATCHES "(^|[;:])-l[; ]?static=")
    set(launcher "" PARENT_SCOPE)
  endif()
endfunction()
