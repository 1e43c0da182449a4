# Sourced by the end-to-end tests, which ctest runs as "NAME.sh BIN_DIRECTORY": the program from outside, as a user has it.
# A failed expectation is printed and counted; finish() at the end of the script turns the count into the exit code.
set -uo pipefail
bin=$(cd "${1:?usage: $0 BIN_DIRECTORY}" && pwd)
relugap=$bin/relugap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/make_networks" "$work" || exit 1
cd "$work" || exit 1
: >.stdout
: >.stderr
failures=0
checks=0

complain() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$1" >&2
  [[ ! -s $work/.stdout ]] || sed 's/^/  stdout: /' "$work/.stdout" | head -20 >&2
  [[ ! -s $work/.stderr ]] || sed 's/^/  stderr: /' "$work/.stderr" | head -20 >&2
}

# run ARGUMENT...: runs relugap for at most a minute; leaves $code, .stdout, .stderr.
run() {
  code=0
  timeout 60 "$relugap" "$@" >"$work/.stdout" 2>"$work/.stderr" </dev/null || code=$?
  checks=$((checks + 1))
}

# refused PATTERN ARGUMENT...: exit code 2, nothing on standard output, one line "relugap: ..." with PATTERN (an extended
# regular expression, any case) on standard error, and no file made or left behind.
refused() {
  local pattern=$1 before after
  shift
  before=$(ls -A)
  run "$@"
  after=$(ls -A)
  if [[ $code != 2 ]]; then
    complain "exit code $code, expected 2: relugap $*"
  elif [[ -s .stdout ]]; then
    complain "something on standard output: relugap $*"
  elif [[ $(wc -l <.stderr) != 1 || $(<.stderr) != "relugap: "* ]]; then
    complain "expected one line 'relugap: ...' on standard error: relugap $*"
  elif ! grep -qiE -- "$pattern" .stderr; then
    complain "the error does not say '$pattern': relugap $*"
  elif [[ $before != "$after" ]]; then
    complain "files changed from '$before' to '$after': relugap $*"
  fi
}

# exits CODE ARGUMENT...: the program ends with this code.
exits() {
  local expected=$1
  shift
  run "$@"
  [[ $code == "$expected" ]] || complain "exit code $code, expected $expected: relugap $*"
}

# json POINTER: the value in the JSON document that the last run wrote to standard output.
json() { "$bin/json_value" .stdout "$1" 2>>.stderr; }

# same WHAT EXPECTED FOUND
same() {
  checks=$((checks + 1))
  [[ $2 == "$3" ]] || complain "$1: expected '$2', found '$3'"
}

# holds DOUBLE OP DECIMAL: exact comparison.
holds() {
  checks=$((checks + 1))
  "$bin/exact_compare" "$1" "$2" "$3" 2>/dev/null || complain "not true: $1 $2 $3"
}

# encloses NUMBER: the enclosure on standard output contains the number.
encloses() {
  holds "$(json /lower)" '<=' "$1"
  holds "$(json /upper)" '>=' "$1"
}

# matches FILE PATTERN / lacks FILE PATTERN
matches() {
  checks=$((checks + 1))
  grep -qE -- "$2" "$1" || complain "no '$2' in $1"
}
lacks() {
  checks=$((checks + 1))
  ! grep -qE -- "$2" "$1" || complain "unexpected '$2' in $1"
}

finish() {
  echo "$(basename "$0"): $checks checks, $failures failed"
  ((checks > 0 && failures == 0))
  exit
}
