# Which functions read each parameter: a C array for likmc explain, made at every build, so that it is never out of date.
# usage: awk -f readers.awk TABLE-OF-PARAMETERS TABLE-OF-MATERIALS pass=1 SOURCES... pass=2 SOURCES...
# The tables name the member of each key (.key = "..." and AT(member)). Pass 1: a function that uses a member is a reader
# of its key; if it only hands the value on to a member of a model (.name = params->...), pass 2 finds who reads that.
function base(path) { sub(/^.*\/src\//, "", path); sub(/^src\//, "", path); return path }

function note(i, reader) {
    if (seen[i, reader]++) return
    readers[i] = readers[i] (readers[i] == "" ? "" : ", ") reader
}

FNR == 1 { tables += !pass; name = ""; shown = base(FILENAME) }

!pass && match($0, /\.key = "[^"]*"/) { key = substr($0, RSTART + 8, RLENGTH - 9) }
!pass && key != "" && match($0, /AT\([^)]*\)/) {
    member = substr($0, RSTART + 3, RLENGTH - 4)
    keys[++members] = (tables == 1 ? "" : "materials.NAME.") key
    names[members] = member
    # A name that many structs have counts only where the struct is called what it is called everywhere.
    plain = tables == 1 ? member !~ /\./ : member !~ /_eV|\./
    owner = plain ? (tables == 1 ? "(params|p)->" : "(material|m|of|host|products?|materials\\[[^]]*\\])(->|\\.)") : "(->|\\.)"
    gsub(/\./, "\\.", member)
    pattern[members] = owner member "([^A-Za-z0-9_]|$)"
    key = ""
}

pass {
    line = $0
    sub(/\/\/.*$/, "", line)
    if (line ~ /^[a-z].*\(/ && line !~ /;[ ]*$/) {
        name = line
        sub(/\(.*$/, "", name)
        sub(/^.*[ *]/, "", name)
    }
    if (name == "" || line !~ /^ /) next
}

pass == 1 {
    for (i = 1; i <= members; i++) {
        if (!index(line, names[i]) || line !~ pattern[i]) continue
        note(i, name " (" shown ")")
        if (!match(line, /(model->|^ *\(?\.|\{\.)[a-z_]+ = /)) continue
        member = substr(line, RSTART, RLENGTH - 3)
        sub(/^.*[.>]/, "", member)
        if (length(member) > 4) handed[i] = handed[i] " " member
    }
}

pass == 2 {
    for (i = 1; i <= members; i++) {
        count = split(handed[i], on, " ")
        for (k = 1; k <= count; k++)
            if (index(line, on[k]) && line ~ "(model|m|t|transport|wall|setup|lithium|l)(\\.|->)" on[k] "([^A-Za-z0-9_]|$)" \
                && line !~ "->" on[k] " = ")
                note(i, name " (" shown ")")
    }
}

END {
    print "// Made by scripts/readers.awk."
    for (i = 1; i <= members; i++) printf "{\"%s\", \"%s\"},\n", keys[i], readers[i]
}
