# SPDX-License-Identifier: MIT
# PolyFFIPublish.sh GENERATOR FROM TO: makes TO the same file as FROM. A Rust
# archive holds tens of megabytes of standard library: a second name takes no
# time, a copy takes as long as compiling a small crate. Make wants TO to be
# newer than its own makefile; Ninja must not find FROM newer than it left it.
ln -f "$2" "$3" 2>/dev/null || cp "$2" "$3" || exit
case $1 in
*Makefiles) touch "$3" ;;
esac
