#!/usr/bin/env bash
# A run that cannot finish: the time limit and Ctrl-C both give the valid enclosure so far, exit code 1.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
hard=(certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --rel-gap 1e-9)

check_enclosure() {
  same status "$1" "$(json /status)"
  holds "$(json /lower)" '>=' 0
  holds "$(json /upper)" '>=' "$(json /lower)"
}

start=$SECONDS
exits 1 "${hard[@]}" --time-limit 1 --json -
check_enclosure time-limit
((SECONDS - start <= 15)) || complain "a time limit of 1 s took $((SECONDS - start)) s"

code=0
start=$SECONDS
timeout --preserve-status --signal=INT --kill-after=30 2 "$relugap" "${hard[@]}" --json - >.stdout 2>.stderr || code=$?
same "exit code after Ctrl-C" 1 "$code"
check_enclosure interrupted
((SECONDS - start <= 15)) || complain "Ctrl-C took $((SECONDS - start)) s"

code=0
timeout --preserve-status --signal=INT --kill-after=30 2 "$relugap" "${hard[@]}" --json out.json >.stdout 2>.stderr || code=$?
same "exit code after Ctrl-C, JSON to a file" 1 "$code"
same "status in the file" interrupted "$("$bin/json_value" out.json /status)"

# Killed outright: an older result stays whole, and nothing half-written stands beside it.
echo old >out.json
{ timeout --signal=KILL 1 "$relugap" "${hard[@]}" --json out.json >.stdout 2>.stderr; } 2>/dev/null
same "the older result" old "$(<out.json)"
same "files called out.json*" out.json "$(ls -A | grep '^\.*out\.json')"
finish
