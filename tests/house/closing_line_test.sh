#!/usr/bin/env bash
# The closing line of tests/run against a stand-in for ctest: what passed, failed, was skipped, could not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{tests,scripts,build,bin}
cp "$root/tests/run" "$work/tests/run"
printf '#!/bin/bash\nexit "${BUILD_STATUS:-0}"\n' >"$work/scripts/build"
cat >"$work/bin/ctest" <<'E2'
#!/bin/bash
while (($#)); do
  [[ $1 == --output-junit && -n ${RESULTS:-} ]] && printf '%b' "$RESULTS" >"$2"
  shift
done
exit "${CTEST_STATUS:-0}"
E2
chmod +x "$work/scripts/build" "$work/bin/ctest"
export PATH=$work/bin:$PATH

# expect EXIT_CODE CLOSING_LINE VARIABLE=VALUE...
expect() {
  local code=0 out
  out=$(env "${@:3}" "$work/tests/run" 2>/dev/null) || code=$?
  [[ $code == "$1" && ${out##*$'\n'} == "$2" ]] || { echo "FAILED: expected $1 '$2', found $code '$out' (${*:3})" >&2; exit 1; }
}

pass='<testcase name="a" status="run">\n</testcase>\n'
fail='<testcase name="b" status="fail">\n<failure message=""/>\n</testcase>\n'
skip='<testcase name="c" status="notrun">\n<skipped message="SKIP_RETURN_CODE=77"/>\n</testcase>\n'
gone='<testcase name="d" status="notrun">\n<skipped message="Unable to find executable"/>\n</testcase>\n'
disabled='<testcase name="e" status="disabled">\n</testcase>\n'

expect 0 '2 passed, 0 failed, 0 skipped' RESULTS="$pass$pass"
expect 0 '1 passed, 0 failed, 1 skipped' RESULTS="$pass$skip"
expect 1 '1 passed, 1 failed, 0 skipped' RESULTS="$pass$fail" CTEST_STATUS=8
expect 1 '1 passed, 1 failed, 1 skipped' RESULTS="$pass$gone$skip" CTEST_STATUS=8
expect 1 '1 passed, 1 failed, 0 skipped' RESULTS="$pass$disabled"
expect 1 '1 passed, 1 failed, 0 skipped' RESULTS="$pass" CTEST_STATUS=8
expect 1 '0 passed, 1 failed, 0 skipped' CTEST_STATUS=1
expect 5 '' RESULTS="$pass" BUILD_STATUS=5
echo "closing line: all cases as specified"
