#!/bin/sh
# SPDX-License-Identifier: MIT
#
# debian_files.sh: the paths of all executables, libraries, objects and archives
# that Debian's packages put on this machine, each ended by a NUL.
set -eu
# Every regular file of every package, once, that begins as ELF files or archives do.
dpkg-query -W -f '${binary:Package}\n' | xargs dpkg -L 2>/dev/null | LC_ALL=C sort -u |
  perl -ne 'chomp; next if -l || !-f || !open my $file, "<:raw", $_;
    read $file, my $magic, 8;
    print "$_\0" if $magic =~ /^\x7fELF/ || $magic eq "!<arch>\n" || $magic eq "!<thin>\n"'
