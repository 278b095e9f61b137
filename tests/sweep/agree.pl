#!/usr/bin/perl
# SPDX-License-Identifier: MIT
#
# agree.pl CHECK FILE...: holds what "CHECK --symbols" lists of each file against
# readelf and, where they can read the file, eu-readelf and eu-nm: the same
# symbols with the same value, size, type, binding, visibility, section and name,
# in the same order. "@FILE" names a file of paths, each ended by a NUL. Prints
# what differs, and fails then; ends with a count of what was compared.
use strict;
use warnings;

my ($check, @files) = @ARGV;
@files = map { /^\@(.*)/s ? names_in($1) : $_ } @files;
my %section = (UNDEF => 'UND', COMMON => 'COM');
my %type = ('GNU_IFUNC' => 'IFUNC', 'LOOS+0' => 'IFUNC');
my %binding = ('GNU_UNIQUE' => 'UNIQUE', 'LOOS+0' => 'UNIQUE');
my ($bad, $refused, %compared) = (0, 0);
$ENV{LC_ALL} = 'C';

sub names_in {
    local $/ = "\0";
    open my $list, '<', $_[0] or die "agree.pl: $_[0]: $!\n";
    return map { chomp; $_ } <$list>;
}

# What the command writes, by lines; nothing if it failed or complained.
sub output {
    my $child = open(my $pipe, '-|') // die "agree.pl: $!\n";
    if (!$child) {
        open STDERR, '>&', \*STDOUT;
        exec { $_[0] } @_ or exit 127;
    }
    chomp(my @lines = <$pipe>);
    my $good = close $pipe;
    my $name = (split m{/}, $_[0])[-1];
    return $good && !grep(/^\Q$name\E: |^\Q$_[0]\E: /, @lines) ? \@lines : undef;
}

# "MEMBER TABLE INDEX VALUE SIZE TYPE BINDING VISIBILITY SECTION NAME"
sub ours {
    my ($file) = @_;
    my $prefix = $file =~ s/ /\\x20/gr;
    my $lines = output($check, '--symbols', $file) or return;
    return [map { s/^\Q$prefix\E(?:\((.*?)\))? (?=\.)/($1 \/\/ '-') . ' '/er } @$lines];
}

# Of 32-bit files they write eight digits.
sub wide { return substr("00000000$_[0]", -16) }

# readelf and eu-readelf write the same table with different heads.
sub theirs {
    my ($file, @command) = @_;
    my $lines = output(@command, $file) or return;
    my ($member, $table, @rows) = ('-', '');
    for (@$lines) {
        # How each of them calls what its psABI or operating system may define.
        s/<OS specific>: (\d+)/LOOS+@{[$1 - 10]}/g;
        if (/^File: \Q$file\E[(\[](.*)[)\]]$/ || /^\Q$file\E\[(.*)\]:$/) { $member = $1 =~ s/ /\\x20/gr }
        elsif (/^Symbol table .*'(.*)' contains/) { $table = $1 }
        elsif (/^ *(\d+): ([0-9a-f]+) +(\S+) (\S+) +(\S+) +(\S+) +(?:\[(\S+?)\] +)?(\S+) ?(.*)$/) {
            my ($index, $value, $size, $type, $binding, $visibility, $section, $name) =
                ($1, $2, $3, $4, $5, $6, $8, $9);
            next if $index == 0;
            $size = hex $size if $size =~ /^0x/;
            $name =~ s/ \(\d+\)$// if $table eq '.dynsym';
            $name =~ s/ /\\x20/g;
            push @rows, join ' ', $member, $table, $index, wide($value), $size,
                $type{$type} // $type, $binding{$binding} // $binding, $visibility,
                $section{$section} // $section, $name;
        }
    }
    # Some tools move .dynsym behind .symtab.
    return [grep(/^- \.dynsym /, @rows), grep(!/^- \.dynsym /, @rows)];
}

# eu-nm knows no order, no sections and no source files: "MEMBER NAME VALUE SIZE".
sub nm_theirs {
    my ($file, @options) = @_;
    my $lines = output('eu-nm', '-f', 'posix', @options, $file) or return;
    my ($member, @rows) = ('-');
    for (@$lines) {
        if (/^\Q$file\E\[(.*)\]:$/) { $member = $1 =~ s/ /\\x20/gr }
        elsif (/^(.*) [Uvw] *$/) { push @rows, "$member $1 U" }
        elsif (/^(.*) (.) ([0-9a-f]+) ([0-9a-f]*)$/) { push @rows, "$member $1 " . wide($3) . ' ' . hex($4 || 0) }
    }
    return [sort @rows];
}

sub nm_ours {
    my ($table, $rows) = @_;
    my @kept;
    for (@$rows) {
        my ($member, $of, $index, $value, $size, $type, $binding, $visibility, $section, $name) =
            split / /, $_, 10;
        next if $of ne $table || $type eq 'SECTION' || $type eq 'FILE' || $name eq '';
        $name =~ s/@.*// if $table eq '.dynsym';
        $name =~ s/\\x20/ /g;
        push @kept, "$member $name " . ($section eq 'UND' ? 'U' : "$value $size");
    }
    return [sort @kept];
}

# Counts, and shows the first difference.
sub compare {
    my ($file, $peer, $own, $other) = @_;
    return unless $other;
    $compared{$peer}{files}++;
    $compared{$peer}{symbols} += @$other;
    for my $i (0 .. ($#$own > $#$other ? $#$own : $#$other)) {
        my ($mine, $its) = ($own->[$i] // 'nothing', $other->[$i] // 'nothing');
        # eu-readelf leaves out the version of data that is copied from a library.
        $mine =~ s/@[^@]+$// if $peer eq 'eu-readelf' && $mine =~ /^[^@]+@[^@]+$/ && $its !~ /@/;
        next if $mine eq $its;
        print "$file: symbol $i differs from $peer\n    ours:   $mine\n    theirs: $its\n";
        $bad++;
        return;
    }
}

for my $file (@files) {
    my $own = ours($file);
    if (!$own) {
        print "$file: ", join("\n    ", @{ output('sh', '-c', '"$@" 2>&1; :', '-', $check, '--symbols', $file) }), "\n";
        $refused++;
        next;
    }
    # readelf leaves out the version of a symbol that is called like it.
    compare($file, 'readelf', [map { s/ ABS (\S+)\K\@\@\1$//r } @$own], theirs($file, 'readelf', '-sW'));
    # eu-readelf names neither members nor the sections of section symbols.
    compare($file, 'eu-readelf', [map { s/^\S+/-/r =~ s/ SECTION (?:\S+ ){3}\K.*//r } @$own],
        theirs($file, 'eu-readelf', '-s'));
    my %tables = map { (split)[1] => 1 } @$own;
    compare($file, 'eu-nm', nm_ours('.symtab', $own), nm_theirs($file)) if $tables{'.symtab'};
    compare($file, 'eu-nm -D', nm_ours('.dynsym', $own), nm_theirs($file, '-D')) if $tables{'.dynsym'};
}
print "$_: $compared{$_}{files} files, $compared{$_}{symbols} symbols\n" for sort keys %compared;
print "$bad differences, $refused files that could not be listed\n";
exit($bad || $refused || !$compared{readelf} ? 1 : 0);
