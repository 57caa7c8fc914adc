/**
 * Requests come as fields with a NUL behind each; `eval` runs them in the one shell that stays. A
 * run is left by `exit`, by an error under `set -e` and by an interrupt without the shell's end: a
 * trap before the next command goes up through all functions and loops; \`!\` makes bash skip that
 * command, too.
 */
export const script = `
exec 198<&"$2" 199>&"$3"
builtin eval "exec $4<&-"
builtin read -r -d '' -u 198 __mcp_key
__mcp_status= __mcp_name= __mcp_asked=0

__mcp_tell() { builtin printf '\\0%s.%s\\n' "$__mcp_key" "$1" >&199; }
__mcp_json() {
  local text=$1 quote='"'
  text=\${text//\\\\/\\\\\\\\}
  text=\${text//$quote/\\\\$quote}
  text=\${text//$'\\n'/\\\\n}
  builtin printf '"%s"' "\${text//[[:cntrl:]]/ }"
}
__mcp_leave() {
  [[ $__mcp_name ]] || { __mcp_status=$1 __mcp_name=$2; }
  builtin shopt -s extdebug
  builtin trap "$__mcp_unwind" DEBUG
}
__mcp_unwind='if ((\${#FUNCNAME[@]})); then return 2; fi; [[ $BASH_COMMAND == "builtin trap - DEBUG" ]] || ! continue 999'
__mcp_on_error='if __mcp_last=$?; [[ $- == *e* && $BASHPID == $$ ]]; then builtin set +e; __mcp_leave $__mcp_last ExitStatus; fi'

exit() {
  local status=\${1:-$?}
  if [[ $BASHPID != $$ ]]; then builtin exit "$status"; fi
  __mcp_leave "$status" ExitStatus
}

# Asks the user where the input would be empty.
read() {
  local OPTIND=1 OPTARG option prompt= password=false own=
  while builtin getopts ':a:d:i:n:N:p:t:u:ers' option; do
    case $option in p) prompt=$OPTARG ;; s) password=true ;; u) own=1 ;; esac
  done
  if [[ $own || ! /dev/stdin -ef /dev/null ]]; then builtin read "$@"; return; fi
  local __mcp_kind __mcp_question __mcp_has __mcp_text
  __mcp_asked=$((__mcp_asked + 1))
  __mcp_tell "{\\"is\\":\\"ask\\",\\"question\\":$__mcp_asked,\\"prompt\\":$(__mcp_json "$prompt"),\\"password\\":$password}"
  while builtin read -r -d '' -u 198 __mcp_kind; do
    [[ $__mcp_kind == answer ]] || continue
    builtin read -r -d '' -u 198 __mcp_question
    builtin read -r -d '' -u 198 __mcp_has
    IFS= builtin read -r -d '' -u 198 __mcp_text
    [[ $__mcp_question == "$__mcp_asked" ]] && break
  done
  [[ $__mcp_has == 1 ]] || return 1
  builtin read "$@" <<<"$__mcp_text"
}

builtin set --
__mcp_tell "{\\"is\\":\\"ready\\",\\"cwd\\":$(__mcp_json "$PWD"),\\"version\\":\\"Bash \${BASH_VERSION%%(*}\\"}"
while { builtin trap - DEBUG; __mcp_flags=$-; builtin set +x; } 2>/dev/null; do
  builtin trap '' INT
  builtin trap - ERR
  builtin shopt -u extdebug
  builtin set +TE
  if [[ $__mcp_status ]]; then
    builtin eval "$__mcp_after"
    __mcp_error=
    if [[ $__mcp_status != 0 ]]; then
      __mcp_error=",\\"error\\":{\\"name\\":\\"\${__mcp_name:-ExitStatus}\\",\\"value\\":\\"$__mcp_status\\",\\"traceback\\":\\"\\"}"
    fi
    __mcp_tell "{\\"is\\":\\"done\\",\\"run\\":$__mcp_run$__mcp_error}"
  fi
  __mcp_status= __mcp_name=
  builtin read -r -d '' -u 198 __mcp_kind || builtin exit 0
  if [[ $__mcp_kind != run ]]; then continue; fi
  builtin read -r -d '' -u 198 __mcp_run
  IFS= builtin read -r -d '' -u 198 __mcp_before
  IFS= builtin read -r -d '' -u 198 __mcp_code
  IFS= builtin read -r -d '' -u 198 __mcp_after
  builtin eval "$__mcp_before"
  [[ -e /dev/fd/1 ]] || exec 1>&199
  [[ -e /dev/fd/2 ]] || exec 2>&199
  builtin trap '__mcp_leave 130 Interrupted' INT
  builtin trap "$__mcp_on_error" ERR
  builtin set -TE
  __mcp_tell "{\\"is\\":\\"started\\",\\"run\\":$__mcp_run}"
  if [[ $__mcp_flags == *x* ]]; then __mcp_code="builtin set -x"$'\\n'"$__mcp_code"; fi
  builtin eval "$__mcp_code"
  { __mcp_last=$?; [[ $__mcp_name ]] || __mcp_status=$__mcp_last; } 2>/dev/null
done
`;
