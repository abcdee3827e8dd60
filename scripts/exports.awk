# Linker version script of the shared library: what the public headers declare is seen from outside, nothing else.
# usage: awk -f exports.awk include/likmc/*.h
BEGIN { print "{ global:" }
{
    line = $0
    sub(/\/\/.*$/, "", line)
    while (match(line, /lk_[a-zA-Z0-9_]+[ ]*[(\[;]/)) {
        name = substr(line, RSTART, RLENGTH - 1)
        line = substr(line, RSTART + RLENGTH)
        sub(/ *$/, "", name)
        if (!seen[name]++) print "    " name ";"
    }
}
END { print "  local: *;\n};" }
