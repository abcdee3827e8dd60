#!/bin/sh
# Attacks on the program, row by row: signals in pairs, two writers of one directory, hostile files, runs that stand
# still. Prints for each row whether the program held; exit code 0 only if it did in all.
# usage: sh test_attacks.sh SOURCE BUILD [ROW...|all]    LIKMC=PROGRAM: attack another program than BUILD/likmc
set -u
source=$1
build=$2
shift 2
likmc=${LIKMC:-$build/likmc}
case $likmc in /*) ;; *) likmc=$PWD/$likmc ;; esac
params=$(cd "$source" && pwd)/params
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=$(sed -n 's/^\(row_[0-9]*_[a-z0-9_]*\)() {.*$/\1/p' "$0")
sanitized=false
grep -q '^CMAKE_C_FLAGS:[A-Z]*=.*sanitize' "$build/CMakeCache.txt" && sanitized=true
cd "$work" || exit 1
mkdir rows

# A film that runs for a second or two, and one of a few atoms.
film="$params/cases/cp-zno-mixed.yaml --set @$params/protocols/aurbach.yaml --set box.width=6.4um -q -t1 --no-pictures"
atom="$params/cases/atom-cp.yaml --set atom.width=12nm --set atom.length=6nm --set atom.height=12nm --set atom.tube_radius=3nm --set atom.layers=0.5 -q --no-pictures"

say() { echo "$*" >>why; }
expect() { # expect WHAT VALUE WANTED...
    what=$1
    value=$2
    shift 2
    for wanted in "$@"; do [ "$value" = "$wanted" ] && return 0; done
    say "$what: $value, not $*"
}
has() { grep -q -e "$2" "$1" || say "$1 says nothing of '$2': $(head -c 300 "$1")"; }
lacks() { [ ! -e "$1" ] || say "$1 is there"; }
# What a run holds, without who made it and when. No result is lost and no byte is another.
content() { (cd "$1" && find . -type f ! -name run.log ! -name provenance.json ! -name checkpoint.h5 -exec sha256sum {} + | sort -k 2); }
wait_for() { # wait_for FILE: until it is there, 10 s at most
    for _ in $(seq 500); do
        [ -e "$1" ] && return 0
        sleep 0.02
    done
    say "$1 did not come"
}
wait_for_row() { # wait_for_row FILE: until it has a row below its header
    wait_for "$1"
    for _ in $(seq 500); do
        [ "$(wc -l <"$1")" -gt 1 ] && return 0
        sleep 0.02
    done
    say "$1 got no row"
}
# Options with which a study leaves the directories of its runs.
keep() { "$likmc" compare --help 2>&1 | grep -q -e '--keep' && echo "--keep runs"; }
reference() { [ -d "$work/reference" ] || "$likmc" run $film --out "$work/reference" >/dev/null 2>&1; }

# signalled SIGNAL...: start a film, send the signals again and again; it stops with a checkpoint
signalled() {
    rm -rf out
    "$likmc" run $film --out out >log 2>&1 &
    pid=$!
    wait_for_row out/series.csv
    for _ in 1 2 3 4 5; do
        for signal in "$@"; do kill -s "$signal" "$pid"; done
        sleep 0.002
    done
    wait "$pid"
    expect "exit code after $*" $? 75
    [ -e out/checkpoint.h5 ] || say "no checkpoint after $*"
    [ -e out/STOPPED ] || say "no STOPPED after $*"
}
resumed() {
    "$likmc" run $film --out out --resume >log 2>&1
    expect "exit code of resume" $? 0
    reference
    content out >out.sums
    content "$work/reference" >reference.sums
    cmp -s out.sums reference.sums || say "resumed to other bytes: $(diff out.sums reference.sums | head -3)"
}

row_1_two_signals() {
    signalled TERM
    resumed
    signalled INT
    signalled TERM INT
}

row_2_host_fills_box() {
    "$likmc" run "$params/cases/atom-zno002.yaml" --set atom.layers=0.01 --set "atom.tube_radius=26 nm" -q --out full >log 2>&1
    expect "exit code" $? 2
    has log atom.tube_radius
    lacks full
}

row_3_two_writers() {
    "$likmc" run $film --out two >first.log 2>&1 &
    pid=$!
    wait_for_row two/series.csv
    "$likmc" run $film --set seed=2 --out two --overwrite >log 2>&1
    expect "exit code of the second" $? 2
    wait "$pid"
    expect "exit code of the first" $? 0
    grep -q '"seed": "1"' two/provenance.json || say "the directory is not that of the first"
    "$likmc" run $film --set seed=2 --out two --overwrite >log 2>&1
    expect "exit code once it is free" $? 0
}

row_4_over_read() {
    printf 'cases: [%s/cases/cp.yaml]\ndraw: {number: 3, quantities: [materials.a]}\n' "$params" >s.yaml
    checker=
    if ! $sanitized && command -v valgrind >/dev/null; then checker="valgrind -q --error-exitcode=99"; fi
    $checker "$likmc" compare s.yaml >log 2>&1
    expect "exit code" $? 2
    has log "no case has a quantity 'materials.a'"
}

row_5_another_program() {
    signalled TERM
    sed -i 's/"commit": "[^"]*"/"commit": "another"/' out/provenance.json
    "$likmc" run $film --out out --resume >log 2>&1
    code=$?
    if [ $code -eq 0 ]; then
        grep -q '"commit": "another"' out/provenance.json && ! grep -q '"resumed' out/provenance.json &&
            say "went on with another program and kept its provenance"
    else
        expect "exit code" $code 2
        has log 'another\|damaged'
    fi
}

row_6_other_signals() {
    for signal in HUP USR1 USR2 XCPU ALRM QUIT; do signalled $signal; done
    rm -rf out
    "$likmc" run $film --out out 2>&- >log
    expect "exit code with standard error closed" $? 0
    rm -rf out
    loud=$(echo "$film" | sed 's/ -q / /')
    { "$likmc" run $loud --out out 2>&1 >/dev/null; echo $? >code; } | head -n 1 >/dev/null
    expect "exit code with its reader gone" "$(cat code)" 0
    rm -rf out
    "$likmc" run $film --out out 2>/dev/null &
    pid=$!
    wait_for_row out/series.csv
    kill -s PIPE $pid
    wait $pid
    expect "exit code after PIPE" $? 0
}

# stalls NAME NUMBER OPTIONS...: a run that cannot get on ends by itself, and blames a number
stalls() {
    blamed=$1
    shift
    timeout 60 "$likmc" run "$params/cases/cp.yaml" --set box.width=6.4um -q -t1 --no-pictures --out stall "$@" >log 2>&1
    code=$?
    expect "exit code of $*" $code 1 2
    has log "$blamed"
    rm -rf stall
}
wide() { # wide KEY VALUE UNIT: a value outside the range that is plausible
    echo "$1={value: $2, unit: \"$3\", range: [$2, $2], tag: assumed, source: attack}"
}
row_7_stalls() {
    stalls nucleation.ln_prefactor --set "$(wide nucleation.ln_prefactor -50 1)"
    stalls electrolyte --set "$(wide electrolyte.diffusivity 1e-16 m2/s)"
    stalls current --set "$(wide protocol.current_density 1e6 mA/cm2)"
    stalls current --set 'protocol.steps=["plate at 1e-300 mA/cm2 until 1 mAh/cm2"]'
    stalls current --set 'protocol.steps=["plate at 1e6 mA/cm2 until 1 mAh/cm2"]'
}

row_8_many_keys() {
    seq -f 'k%g: 1' 99000 >k.yaml
    timeout 20 "$likmc" check k.yaml >log 2>&1
    expect "exit code" $? 2
    [ "$(wc -c <log)" -lt 20000 ] || say "prints $(wc -c <log) bytes"
    has log "more"
}

row_9_brackets() {
    head -c 4000000 /dev/zero | tr '\0' '[' >brackets4.yaml
    head -c 1000000 /dev/zero | tr '\0' '[' >brackets1.yaml
    awk 'BEGIN { for (i = 0; i < 500000; i++) printf "- " }' >dashes.yaml
    for file in brackets4 brackets1 dashes; do
        # Virtual memory; sanitizers reserve terabytes of it.
        if $sanitized; then timeout 20 "$likmc" check $file.yaml >log 2>&1; else
            (ulimit -v 400000; timeout 20 "$likmc" check $file.yaml >log 2>&1)
        fi
        expect "exit code of $file" $? 2
        grep -qi memory log && say "$file: $(head -c 200 log)"
    done
}

row_10_variants() {
    cat >variants.yaml <<TEXT
cases: [$params/cases/cp.yaml]
set: {box.width: 3.2 um, box.head_room: 30 um, output.frames: 0, protocol.capacity: 0.1 mAh/cm2}
variants: {a b: {}, a-b: {set: {sei.open_fraction: 0.5}}}
seeds: 2
TEXT
    # shellcheck disable=SC2046 # words
    "$likmc" compare variants.yaml -q $(keep) --out variants >log 2>&1
    code=$?
    [ $code -eq 2 ] && return
    expect "exit code" $code 0
    expect "runs" "$(find variants -name DONE | wc -l)" 4
}

row_11_checkpoint_0() {
    timeout 60 "$likmc" run $film --checkpoint 0 --out often >log 2>&1
    expect "exit code" $? 0 2
}

# damaged WHAT COMMAND: change a stopped run; resume refuses it with one message, and leaves it as it is
damaged() {
    rm -rf out
    cp -r stopped out
    (cd out && eval "$2")
    content out >before
    "$likmc" run $film --out out --resume >log 2>&1
    expect "exit code with $1" $? 2
    content out >after
    cmp -s before after || say "resume changed the directory with $1"
}
row_12_damage() {
    signalled TERM
    rm -rf stopped
    cp -r out stopped
    damaged "a changed row" "sed -i '2s/[0-9]/x/' series.csv"
    damaged "a changed digit" "sed -i '3s/[1-8]/9/' series.csv"
    damaged "no series.csv" "rm series.csv"
    damaged "a damaged provenance.json" "printf x >provenance.json"
    damaged "no provenance.json" "rm provenance.json"
    damaged "a cut checkpoint" "truncate -s 3000 checkpoint.h5"
}

row_13_leftovers() {
    rm -rf left
    "$likmc" run $film --checkpoint 0.0001 --out left >log 2>&1 &
    pid=$!
    wait_for_row left/series.csv
    sleep 0.3
    kill -s KILL $pid
    wait $pid 2>/dev/null
    : >left/.checkpoint.h5.99999-0.part
    mkdir -p left/snapshots && : >left/snapshots/.0001.h5.99999-0.part
    "$likmc" run $film --out left --resume >log 2>&1
    expect "exit code of resume" $? 0
    expect "leftover files" "$(find left -name '*.part' | wc -l)" 0
    lacks left/checkpoint.h5
}

row_14_foreign_directory() {
    mkdir foreign
    echo thesis >foreign/run.log
    echo '{"program": "another"}' >foreign/provenance.json
    echo precious >foreign/thesis.tex
    "$likmc" run $film --out foreign --overwrite >log 2>&1
    expect "exit code" $? 2
    [ -e foreign/thesis.tex ] || say "deleted"
}

row_15_messages() {
    key=nucleation.correlation_length
    "$likmc" check "$params/cases/cp.yaml" --set "$(wide $key 0.001 um)" >log 2>&1
    checked=$?
    # A program under AddressSanitizer reserves more address space than that and cannot be limited so.
    (ulimit -v 4000000 && "$likmc" --version) >log 2>&1 && most=4000000 || most=unlimited
    (ulimit -v $most; "$likmc" run $film --set "$(wide $key 0.001 um)" --out fine >log 2>&1)
    expect "exit code of a correlation length of 1 nm, as check says" $? $checked
    grep -q 'patches of SEI' log && say "blames the wrong thing: $(cat log)"
    printf '%%YAML 9.9\n---\ntitle: a\n' >version.yaml
    "$likmc" check version.yaml >log 2>&1
    has log version
    "$likmc" run $film --set 'protocol.steps=["plate at 1 mA/cm2 until 0.2 mAh/cm2"]' --out early >log 2>&1
    grep -q nan log && say "prints nan: $(cat log)"
    "$likmc" run $film --resume --overwrite --out early >log 2>&1
    expect "exit code of --resume --overwrite" $? 2
    [ -s early/run.log ] || say "run.log is empty"
}

row_16_stop_while_building() {
    "$likmc" run "$params/cases/long-cp.yaml" -q --out large >log 2>&1 &
    pid=$!
    sleep 1
    kill -s TERM $pid
    began=$(date +%s%N)
    wait $pid
    expect "exit code" $? 75
    passed=$((($(date +%s%N) - began) / 1000000))
    [ $passed -lt 3000 ] || say "stops after $passed ms"
}

row_17_compare_goes_on() {
    cat >one.yaml <<TEXT
cases: [$params/cases/cp-zno-mixed.yaml]
with: $params/protocols/aurbach.yaml
set: {box.width: 6.4 um}
seeds: 1
TEXT
    # shellcheck disable=SC2046
    "$likmc" compare one.yaml -q -t1 $(keep) --checkpoint 0.001 --out one >log 2>&1 &
    pid=$!
    for _ in $(seq 400); do
        [ -n "$(find one -name checkpoint.h5 2>/dev/null)" ] && break
        sleep 0.02
    done
    kill -s KILL $pid
    wait $pid 2>/dev/null
    [ -n "$(find one -name checkpoint.h5)" ] || say "no periodic checkpoint"
    # shellcheck disable=SC2046
    "$likmc" compare one.yaml -q -t1 $(keep) --out one >log 2>&1
    expect "exit code" $? 0
    grep -rqi resum one/runs/*/run.log || say "the run began anew"
}

failed=0
for row in $rows; do
    number=${row#row_}
    number=${number%%_*}
    case " ${*:-all} " in *" $number "* | " all ") ;; *) continue ;; esac
    mkdir "rows/$number"
    cd "rows/$number" || exit 1
    : >why
    $row 2>/dev/null
    if [ -s why ]; then
        failed=$((failed + 1))
        echo "$number failed: ${row#row_*_}"
        sed 's/^/    /' why
    else
        echo "$number held: ${row#row_*_}"
    fi
    cd "$work" || exit 1
done
[ $failed -eq 0 ]
