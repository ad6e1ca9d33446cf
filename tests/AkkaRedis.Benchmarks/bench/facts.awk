# A table of facts, lines of what TAB server TAB number: medians, and ratios to the server named by the variable first.

{
    if (!($1 in seen)) {
        seen[$1] = 1
        rows[++rowCount] = $1
    }
    if (!($2 in known)) {
        known[$2] = 1
        columns[++columnCount] = $2
    }
    add($1 SUBSEP $2, $3)
}

function number(value) {
    return sprintf(value == int(value) || value >= 1000 ? "%.0f" : "%.3f", value)
}

function printHeader(    i) {
    printf "| what |"
    for (i = 1; i <= columnCount; i++)
        printf " %s |%s", columns[i], (columns[i] == first ? "" : " x |")
    printf "\n|---|"
    for (i = 1; i <= columnCount; i++)
        printf "--:|%s", (columns[i] == first ? "" : "--:|")
    printf "\n"
}

function ratio(cell, reference) {
    if (!has(cell) || !has(reference) || median(reference) <= 0)
        return ""
    return sprintf("%.2f", median(cell) / median(reference))
}

function printCells(what, server,    cell) {
    cell = what SUBSEP server
    printf " %s |", (has(cell) ? number(median(cell)) : "n/a")
    if (server != first)
        printf " %s |", ratio(cell, what SUBSEP first)
}

END {
    printHeader()
    for (r = 1; r <= rowCount; r++) {
        printf "| %s |", rows[r]
        for (c = 1; c <= columnCount; c++)
            printCells(rows[r], columns[c])
        printf "\n"
    }
}
