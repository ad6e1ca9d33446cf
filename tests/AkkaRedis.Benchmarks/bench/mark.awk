# Rows of a table of marks: mark, measured, met. Input: the file of samples (see points.awk), then the file of facts.

FILENAME ~ /samples$/ {
    split("rps p50 p99 cpu", column)
    for (i = 1; i <= 4 && $6 != "n/a"; i++)
        add(column[i] " " $1 " " $2 "|" $5, $(5 + i))
    next
}

{
    split($0, part, "\t")
    add(part[1] "|" part[2], part[3])
}

function shown(value) {
    return sprintf(value >= 100 ? "%.0f" : "%.2f", value)
}

# mark(text, cell, server, peer, limit): limit is ">=0.85" or "<=1.3", of the ratio, or with peer "" of the value itself
function mark(text, cell, server, peer, limit,    bound, value, met) {
    bound = substr(limit, 3)
    if (!has(cell "|" server) || (peer != "" && (!has(cell "|" peer) || median(cell "|" peer) <= 0))) {
        printf "| %s | %s %s | n/a | |\n", text, substr(limit, 1, 2), bound
        return
    }
    value = median(cell "|" server)
    if (peer != "")
        value /= median(cell "|" peer)
    met = (limit ~ /^>/ ? value >= bound + 0 : value <= bound + 0)
    printf "| %s | %s %s | %s | %s |\n", text, substr(limit, 1, 2), bound, shown(value), (met ? "yes" : "no")
}

function markHeading() {
    print "| what | mark | measured | met |"
    print "|---|--:|--:|---|"
}
