#!/usr/bin/env bash
# --version and --help: exit code 0, standard error silent; what is not built is absent, not a stub.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

exits 0 --version
matches .stdout '[0-9]+\.[0-9]+\.[0-9]+'
same "lines of --version" 1 "$(wc -l <.stdout)"
version=$(grep -oE '[0-9]+\.[0-9]+\.[0-9]+' .stdout)
exits 0 --help
for verb in bound certify info report witness; do matches .stdout "^ +$verb "; done
for verb in check; do lacks .stdout "^ +$verb "; done
for verb in bound certify info report witness; do
  exits 0 "$verb" --help
  matches .stdout "$verb"
  same "standard error of $verb --help" '' "$(<.stderr)"
  exits 0 "$verb" --version
  matches .stdout "$version"
done
exits 0 certify --help
for option in target domain output rel-gap abs-gap time-limit memory-limit threads json quiet norm signed threshold worst separation plot trace; do matches .stdout "--$option\b"; done
for option in certificate checkpoint; do lacks .stdout "--$option\b"; done
exits 0 bound --help
for option in widths q coefficient eps samples norm domain designs vary exceeds plot alpha theta depth json csv latex theorem; do matches .stdout "--$option\b"; done
finish
