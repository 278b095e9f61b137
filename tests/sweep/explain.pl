#!/usr/bin/perl
# SPDX-License-Identifier: MIT
#
# explain.pl EXPECTED FOUND: holds each line of FOUND (status, tab, file, tab,
# what polyffi-check said) against EXPECTED, lines of
#
#     SEVERITY RULE FILE-PATTERN REASON
#
# where the pattern is a Perl regular expression for the whole path and RULE is an
# id. Prints what nothing explains, and fails then.
use strict;
use warnings;

my ($expected, $found) = @ARGV;
my (@expectations, $bad);
open my $input, '<', $expected or die "explain.pl: $expected: $!\n";
while (<$input>) {
    next if /^\s*(#|$)/;
    my ($severity, $rule, $pattern, $reason) = split ' ', $_, 4;
    die "$expected:$.: not 'SEVERITY RULE FILE-PATTERN REASON'\n" unless $reason;
    push @expectations, { key => "$severity $rule", pattern => qr/^$pattern$/, line => $. };
}

sub explained {
    my ($severity, $rule, $file) = @_;
    for (@expectations) {
        return 1 if $_->{key} eq "$severity $rule" && $file =~ $_->{pattern};
    }
    return 0;
}

open $input, '<', $found or die "explain.pl: $found: $!\n";
while (<$input>) {
    chomp;
    my ($status, $file, $text) = split /\t/, $_, 3;
    my @unexplained;
    for my $line (split m{ // }, $text) {
        my ($severity) = $line =~ /\b(error|warning|note): /;
        $severity //= 'error';
        my ($rule) = $line =~ /\[(PF\d+) [a-z-]+\]$/;
        next if $severity eq 'note' && !$rule; # belongs to a finding, or says what was not checked
        push @unexplained, $line unless $rule && explained($severity, $rule, $file);
    }
    next if !@unexplained && $status < 2;
    $bad++;
    print "$file: status $status\n", map { "    $_\n" } @unexplained;
}
print defined $bad ? "$bad files with a finding that nothing explains\n" : "all is explained\n";
exit(defined $bad);
