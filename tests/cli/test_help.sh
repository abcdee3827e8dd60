#!/bin/sh
# What helps a user along, from another folder as after an installation: list, explain, new, docs, completions.
set -eu
source=$1
likmc=$2/likmc
[ -x "$likmc" ] || exit 77
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"

fail() {
    echo "$1"
    exit 1
}

says() { # text, arguments
    text=$1
    shift
    "$likmc" "$@" >said 2>&1 || fail "$*: $(cat said)"
    grep -qF -- "$text" said || fail "$*: no '$text' in: $(cat said)"
}

refuses() {
    text=$1
    shift
    "$likmc" "$@" >said 2>&1 && fail "$* was not refused"
    grep -qF -- "$text" said || fail "$*: no '$text' in: $(cat said)"
}

# Listing works without an argument, and away from the source tree.
says 'every key of a case' list
for thing in $("$likmc" list | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    "$likmc" list "$thing" >said || fail "list $thing"
    [ "$(wc -l <said)" -gt 2 ] || fail "list $thing: $(cat said)"
done
says 'zno-002' list materials
LIKMC_PARAMS=$source/params/none says 'zno-002' list materials
refuses 'no/such' list materials --folder no/such

# Every parameter is explained, and those that matter say who reads them.
keys=$("$likmc" list parameters | cut -d' ' -f1 | sed 's/NAME/zno-002/')
# shellcheck disable=SC2086 # a list of words
"$likmc" explain $keys >said || fail "explain all"
[ "$(grep -c 'read by' said)" -ge "$(echo "$keys" | wc -l)" ] || fail "not every parameter is explained"
says 'lk_closure' explain lithium.cohesive_energy
says '0.2 eV' explain materials.zno-002.E_mig --case "$source/params/cases/cp-zno002.yaml"
says 'oxidation' explain reduction
says 'height below which' explain thickness_um
refuses 'did you mean kinetics.alpha' explain kinetics.alfa

# Templates can be run as they are; nothing is written over.
for kind in material case study; do
    says "wrote my-$kind.yaml" new $kind my-$kind
    says "$kind:" check my-$kind.yaml
    refuses 'File exists' new $kind my-$kind
done
says 'wrote below.yaml' new material below --from o3-cnt
mkdir folder
says 'wrote folder/a.yaml' new case a --out folder/a.yaml
says 'case: a' check folder/a.yaml
refuses 'is no name' new case ../a
refuses 'did you mean material' new materiel x
says '2 cases x 1 variants' check my-study.yaml
# A new plane: one file, one edit, one run.
sed 's/^E_ads: .*/E_ads: {value: 2.1, unit: eV, range: [1.8, 2.4], tag: assumed, source: "test"}/' my-material.yaml >zno-100.yaml
says 'zno-100' check "$source/params/cases/cp.yaml" --set host.decoration='[{material: ./zno-100.yaml, share: 1}]'

# Manual pages and completions have all commands and options.
"$likmc" docs pages
for command in $("$likmc" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    [ -s "pages/man1/likmc-$command.1" ] || fail "no manual page of $command"
    grep -lq -- "$command" pages/likmc.bash pages/_likmc pages/likmc.fish pages/man1/likmc.1 || fail "$command"
    [ "$("$likmc" "$command" --help | grep -c '^  .*--')" -eq "$(grep -c '^.fB.-.-' "pages/man1/likmc-$command.1")" ] ||
        fail "likmc-$command.1 lacks an option"
done
[ "$(grep -c '^complete.* -l ' pages/likmc.fish)" -eq "$(cat pages/man1/likmc-*.1 | grep -v help | grep -c '^.fB.-.-')" ] ||
    fail "likmc.fish lacks an option"
if command -v bash >/dev/null; then
    bash -c '. pages/likmc.bash
        COMP_WORDS=(likmc list mat) COMP_CWORD=2; _likmc; [ "${COMPREPLY[*]}" = materials ] || exit 1
        COMP_WORDS=(likmc run --over) COMP_CWORD=2; _likmc; [ "${COMPREPLY[*]}" = --overwrite ] || exit 1
        COMP_WORDS=(likmc expl) COMP_CWORD=1; _likmc; [ "${COMPREPLY[*]}" = explain ] || exit 1' || fail "bash completion"
fi
for shell in zsh fish; do
    command -v $shell >/dev/null || continue
    file=pages/_likmc
    [ $shell = fish ] && file=pages/likmc.fish
    $shell -n "$file" || fail "$shell does not take $file"
done
if command -v groff >/dev/null; then
    for page in pages/man1/*; do
        groff -man -Tutf8 -ww "$page" >said 2>errors || fail "$page"
        [ ! -s errors ] || fail "$page: $(cat errors)"
    done
fi
