# SPDX-License-Identifier: MIT
# PolyFFIPublish.sh FROM TO: private to PolyFFI. Makes TO the same file as FROM, and
# newer than its own makefile, which make wants.
ln -f "$1" "$2" 2>/dev/null || cp "$1" "$2" || exit
touch "$2"
