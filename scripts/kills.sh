#!/bin/sh
# Kill runs at random times and go on with them: nothing may be lost, and no byte may differ from a run that was
# left alone. usage: scripts/kills.sh [KILLS [SEED [BUILD]]]; default 20, 1, build. Exit code 1 if anything differs.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
kills=${1:-20}
seed=${2:-1}
likmc=$(cd "${3:-$root/build}" && pwd)/likmc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
small="--set box.width=6.4um --set box.voxel_edge=800nm --set box.head_room=80um --set output.image_width=428"
tube="--set atom.width=12nm --set atom.length=6nm --set atom.height=12nm --set atom.tube_radius=3nm
    --set atom.particles=1 --set atom.layers=0.5 --set atom.accuracy=5 --set output.image_width=428"
common="--quiet --threads 1 --set output.frames=2"

settings() {
    case $1 in
    film) echo "$root/params/cases/cp-zno-mixed.yaml $small" ;;
    cycling) echo "$root/params/cases/cp-zno002.yaml $small --set @$root/params/protocols/aurbach.yaml" ;;
    atoms) echo "$root/params/cases/atom-cp.yaml $tube" ;;
    esac
}

# run KIND NAME MORE...
run() {
    kind=$1 name=$2
    shift 2
    # shellcheck disable=SC2046,SC2086
    "$likmc" run $(settings "$kind") $common --out "$work/$name" "$@" >>"$work/log" 2>&1
}

# Everything but who ran it, when and with what.
data() { (cd "$work/$1" && find . -type f ! -name run.log ! -name provenance.json -exec sha256sum {} + | sort -k 2); }

now() { date +%s.%N; }
for kind in film cycling atoms; do
    start=$(now)
    run $kind $kind
    eval "length_$kind=$(awk "BEGIN {print $(now) - $start}")"
    data $kind >"$work/$kind.sums"
done

done_kills=0 round=0 killed=0 stopped=0 finished=0 wrong=0
while [ $done_kills -lt "$kills" ]; do
    for kind in film cycling atoms; do
        round=$((round + 1))
        name=$kind-$round
        eval "length=\$length_$kind"
        code=1
        while [ $code -ne 0 ]; do
            seed=$(((seed * 1103515245 + 12345) % 2147483648))
            run $kind "$name" --resume --checkpoint 0.0002 &
            victim=$!
            if [ $done_kills -lt "$kills" ] && [ $((seed / 65536 % 8)) -ne 0 ]; then
                sleep "$(awk "BEGIN {print $length * $seed / 2147483648 / 2}")"
                signal=KILL
                [ $((seed / 4096 % 2)) -eq 0 ] || signal=TERM
                pkill -$signal -P $victim 2>/dev/null && done_kills=$((done_kills + 1))
            fi
            code=0
            wait $victim || code=$?
            case $code in
            0) finished=$((finished + 1)) ;;
            75) stopped=$((stopped + 1)) ;;
            137 | 143) killed=$((killed + 1)) ;; # TERM before the handler is there ends it like KILL
            *) echo "$name: exit code $code"; tail -3 "$work/log"; wrong=$((wrong + 1)); break ;;
            esac
        done
        data "$name" >"$work/sums"
        diff "$work/$kind.sums" "$work/sums" || wrong=$((wrong + 1))
        rm -rf "${work:?}/$name"
    done
done
echo "$done_kills kills over $round runs of three kinds: $killed ended at once, $stopped stopped with a checkpoint, $finished finished; $wrong differ"
[ $wrong -eq 0 ]
