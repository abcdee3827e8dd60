#!/bin/sh
# Some of the faults of scripts/faults.py: calls that fail in a film that goes on, one that is replaced and a study, and
# losses of power. All of them: scripts/faults.py, and with --power.
[ -e "$2/tests/likmc_faults.so" ] || exit 77 # a sanitizer has its own malloc
"$1/scripts/faults.py" --build "$2" --every 20 --only resume,overwrite,study --kinds write,sync,open,rename,unlink &&
    "$1/scripts/faults.py" --build "$2" --every 12 --only resume,study --power &&
    "$1/scripts/faults.py" --build "$2" --every 300 --only film,atoms --kinds allocation
