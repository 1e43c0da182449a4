#!/usr/bin/env bash
# scripts/install-packages against stand-ins for dpkg-query, apt-get, id and sudo: every branch, without touching the machine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

stand_in() {
  printf '#!/bin/bash\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}
fail() {
  echo "FAILED: $1" >&2
  cat "$work/stdout" "$work/stderr" >&2
  exit 1
}

mkdir "$work/bin"
for tool in bash sed grep dirname env cp true; do ln -s "$(type -P $tool)" "$work/bin/$tool"; done
stand_in dpkg-query 'while read -r p; do echo "installed $p"; done <"$STATE/installed"'
stand_in apt-get 'echo "$*" >>"$STATE/apt"; case "$*" in *install*) cp "$STATE/after" "$STATE/installed";; esac'
stand_in sudo 'echo "$*" >>"$STATE/sudo"; [[ ${CAN_SUDO:-} ]] || exit 1; [[ $1 == -n ]] && shift; exec "$@"'
stand_in id 'echo "${FAKE_UID:-1000}"'

# run_case EXPECTED_CODE [VARIABLE=VALUE...]
run_case() {
  local expected=$1 code=0
  shift
  rm -f "$work/apt" "$work/sudo"
  env -i PATH="$work/bin" STATE="$work" "$@" "$root/scripts/install-packages" \
    >"$work/stdout" 2>"$work/stderr" </dev/null || code=$?
  [[ $code == "$expected" ]] || fail "exit code $code, expected $expected ($*)"
}

cp "$root/scripts/packages.txt" "$work/all"
grep -vxE 'libmpfr-dev|libhwy-dev' "$work/all" >"$work/some"

# All present: nothing is called, nothing is said.
cp "$work/all" "$work/installed"
run_case 0
[[ ! -e $work/apt && ! -s $work/stdout && ! -s $work/stderr ]] || fail "all packages present, yet something happened"

# Some missing, root: update, then exactly the missing ones without recommended packages.
cp "$work/all" "$work/after"
cp "$work/some" "$work/installed"
run_case 0 FAKE_UID=0
grep -q 'update$' "$work/apt" || fail "no apt-get update"
grep -q -- 'install --no-install-recommends -y libmpfr-dev libhwy-dev$' "$work/apt" || fail "wrong install command"

# Some missing, password-less sudo.
cp "$work/some" "$work/installed"
run_case 0 CAN_SUDO=1
grep -q 'apt-get.*install' "$work/sudo" || fail "sudo was not used"

# Some missing, no right to install: one line that names them, exit code 3, nothing installed.
cp "$work/some" "$work/installed"
run_case 3
[[ $(wc -l <"$work/stderr") == 1 && ! -e $work/apt && ! -s $work/stdout ]] || fail "expected one line on standard error"
grep -q 'missing Debian packages: libmpfr-dev libhwy-dev:' "$work/stderr" || fail "the line does not name the packages"
rm "$work/bin/sudo"
run_case 3
[[ $(wc -l <"$work/stderr") == 1 ]] || fail "expected one line on standard error without sudo"

# apt-get that does not help: exit code 3 and the line.
cp "$work/some" "$work/after"
run_case 3 FAKE_UID=0
grep -q 'apt-get could not install them' "$work/stderr" || fail "a failing apt-get is not reported"
echo "install-packages: all cases as specified"
