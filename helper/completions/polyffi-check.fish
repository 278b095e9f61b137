# SPDX-License-Identifier: MIT
# Completion of polyffi-check for fish.

function __polyffi_check_rules
    polyffi-check --list-rules 2>/dev/null | while read -l id name level summary
        set summary (string trim -- $summary)
        printf '%s\t%s\n' $id $summary $name $summary
    end
end

function __polyffi_check_severities
    for rule in (polyffi-check --list-rules 2>/dev/null | string match -rg '^(\S+) +(\S+)')
        printf '%s\n' $rule={error,warning,note,off}
    end
end

# A link command follows: it is completed as one.
function __polyffi_check_links
    contains -- --link (commandline -opc)
end

function __polyffi_check_command
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- --link $words)
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..-2]) $words[-1])
end

set -l own 'not __polyffi_check_links'
complete -c polyffi-check -n __polyffi_check_links -f -a '(__polyffi_check_command)'
complete -c polyffi-check -n $own -x -l allow -d 'Drop findings of a rule' -a '(__polyffi_check_rules)'
complete -c polyffi-check -n $own -x -l color -d 'Colour the words error, warning and note' -a 'auto always never'
complete -c polyffi-check -n $own -l compare -d 'Compare what two versions of a library export'
complete -c polyffi-check -n $own -l delete-on-error -d 'Remove the linked result if it is wrong'
complete -c polyffi-check -n $own -r -F -l dep-info -d 'Name the Rust sources'
complete -c polyffi-check -n $own -x -l dynamic -d 'dlsym must find this symbol in the result'
complete -c polyffi-check -n $own -x -l entry -d 'Where the program starts'
complete -c polyffi-check -n $own -x -l explain -d 'Tell the whole story of a rule' -a '(__polyffi_check_rules)'
complete -c polyffi-check -n $own -x -l export -d 'The library must export this symbol'
complete -c polyffi-check -n $own -l exports -d 'List what C can call'
complete -c polyffi-check -n $own -r -F -l exports-file -d 'The library must export the symbols in a file'
complete -c polyffi-check -n $own -x -l format -d 'Write a report in this format' -a 'text json sarif junit github'
complete -c polyffi-check -n $own -l help -d 'Show what there is'
complete -c polyffi-check -n $own -x -l kind -d 'What is made' -a 'executable pie static static-pie shared objects'
complete -c polyffi-check -n $own -x -l library-path -d 'Where the driver looks for libraries' -a '(__fish_complete_directories)'
complete -c polyffi-check -n $own -l link -d 'Check around a link command'
complete -c polyffi-check -n $own -l list-rules -d 'List the rules'
complete -c polyffi-check -n $own -x -l max-version -d 'No newer version of a library, such as GLIBC=2.31'
complete -c polyffi-check -n $own -l merge-reports -d 'Merge reports in SARIF into one'
complete -c polyffi-check -n $own -r -F -l output -d 'Write the report into a file'
complete -c polyffi-check -n $own -r -F -l place -d 'The line to blame when nothing better is known'
complete -c polyffi-check -n $own -x -l require -d 'Hardening that the result must have' -a 'relro now pie no-rpath ibt shstk'
complete -c polyffi-check -n $own -x -l root -d 'The top of the sources' -a '(__fish_complete_directories)'
complete -c polyffi-check -n $own -x -l severity -d 'Make what a rule finds error, warning, note or off' -a '(__polyffi_check_severities)'
complete -c polyffi-check -n $own -x -l startup -d 'How the program starts' -a 'crt libc raw freestanding'
complete -c polyffi-check -n $own -r -F -l suppressions -d 'Findings that may stay'
complete -c polyffi-check -n $own -l symbols -d 'List all entries of all symbol tables'
complete -c polyffi-check -n $own -x -l target -d 'The build target to name in messages'
complete -c polyffi-check -n $own -l version -d 'Show the version'
complete -c polyffi-check -n $own -l warn -d 'Report errors as warnings'
