#!/usr/bin/env bash
# check.sh SOURCE COMPILER FLAG...: SOURCE compiles as it stands, and not with -DMUST_NOT_COMPILE; then the compiler's
# message holds the text after "// expect: " in SOURCE. So a case cannot pass by being broken in another way.
set -euo pipefail
export LC_ALL=C
source=$1
compiler=("${@:2}" -std=c++20 -fsyntax-only)
expected=$(sed -n 's|^// expect: ||p' "$source")
[[ -n $expected ]] || { echo "$source: no line '// expect: TEXT'"; exit 1; }

"${compiler[@]}" "$source" || { echo "$source: does not compile even without the mistake"; exit 1; }
if messages=$("${compiler[@]}" -DMUST_NOT_COMPILE "$source" 2>&1); then
  echo "$source: compiles with the mistake in it"
  exit 1
fi
grep -qF -- "$expected" <<<"$messages" || { printf '%s: expected "%s" in:\n%s\n' "$source" "$expected" "$messages"; exit 1; }
