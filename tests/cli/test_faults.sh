#!/bin/sh
# Some of the faults of scripts/faults.py: calls that fail in a resumed film, a film that is replaced and a study, and
# losses of power. All of them: scripts/faults.py --power, and without.
[ -e "$2/tests/likmc_faults.so" ] || exit 77 # a sanitizer has its own malloc
"$1/scripts/faults.py" --build "$2" --every 12 --only resume,overwrite,study &&
    "$1/scripts/faults.py" --build "$2" --every 5 --only resume,study --power &&
    "$1/scripts/faults.py" --build "$2" --every 400 --only film,atoms --kinds allocation,write,sync
