# SPDX-License-Identifier: MIT
# Completion of polyffi-check for bash. Needs nothing else: the package
# bash-completion only loads it when it is first wanted.

# _polyffi_check_add VALUE TYPED COMPGEN-ARGUMENT...: adds what compgen gives for
# VALUE. Readline has words end at = and : as well, and wants of each candidate
# only what stands behind the last of them in what is TYPED.
_polyffi_check_add() {
  local value=$1 typed=$2 candidate before=
  shift 2
  case $typed in
  *[=:]*) before=${typed%"${typed##*[=:]}"} ;;
  esac
  before=${before#"${typed%"$value"}"}
  while IFS= read -r candidate; do
    COMPREPLY+=("${candidate#"$before"}")
  done < <(compgen "$@" -- "$value")
}

_polyffi_check_rules() {
  "$1" --list-rules 2>/dev/null | while read -r id name _; do
    printf '%s\n%s\n' "$id" "$name"
  done
}

# _polyffi_check_value PROGRAM OPTION VALUE TYPED: completes the value of the
# option; OPTION is empty for a file to check.
_polyffi_check_value() {
  local rules level
  case $2 in
  --allow | --explain)
    _polyffi_check_add "$3" "$4" -W "$(_polyffi_check_rules "$1")"
    ;;
  --severity)
    rules=$(_polyffi_check_rules "$1")
    case $3 in
    *=*) _polyffi_check_add "$3" "$4" -W "$(for level in error warning note off; do
      echo "${3%%=*}=$level"
    done)" ;;
    *)
      compopt -o nospace
      _polyffi_check_add "$3" "$4" -S = -W "$rules"
      ;;
    esac
    ;;
  --color) _polyffi_check_add "$3" "$4" -W 'auto always never' ;;
  --format) _polyffi_check_add "$3" "$4" -W 'text json sarif junit github' ;;
  --kind) _polyffi_check_add "$3" "$4" -W 'executable pie static static-pie shared objects' ;;
  --require) _polyffi_check_add "$3" "$4" -W 'relro now pie no-rpath ibt shstk' ;;
  --startup) _polyffi_check_add "$3" "$4" -W 'crt libc raw freestanding' ;;
  --library-path | --root) compopt -o dirnames ;; # readline's own
  --dynamic | --entry | --export | --max-version | --target) ;;
  *) compopt -o default ;;
  esac
}

_polyffi_check() {
  local valued=' --allow --color --dep-info --dynamic --entry --explain --export --exports-file
    --format --kind --library-path --max-version --output --place --require --root --severity --startup --suppressions --target '
  local plain='--compare --delete-on-error --exports --help --link --list-rules --merge-reports
    --symbols --version --warn'
  local line=${COMP_LINE:0:COMP_POINT} typed before i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == --link ]]; then # a command of its own
      compopt -o default
      ((i + 1 < COMP_CWORD)) || _polyffi_check_add "$2" "$2" -c
      return
    fi
  done
  typed=${line##*[[:space:]]}
  before=${line%"$typed"}
  before=${before%"${before##*[![:space:]]}"}
  before=${before##*[[:space:]]}
  case $typed in
  --*=*)
    _polyffi_check_value "$1" "${typed%%=*}" "${typed#*=}" "$typed"
    return
    ;;
  esac
  if [[ $before == --* && $valued == *[[:space:]]"$before"[[:space:]]* ]]; then
    _polyffi_check_value "$1" "$before" "$typed" "$typed"
  elif [[ $typed == -* ]]; then
    _polyffi_check_add "$typed" "$typed" -W "$valued $plain"
  else
    _polyffi_check_value "$1" '' "$typed" "$typed"
  fi
}

complete -F _polyffi_check polyffi-check
