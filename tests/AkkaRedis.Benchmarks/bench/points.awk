# The table of redis-benchmark's runs from samples, one line a run:
#   test pipeline clients bytes server requests/s p50 p99 cpu-seconds-per-million-requests
# or "test pipeline clients bytes server n/a" where the server does not know the command.
# Each cell is the median of its runs; ratios are against the server named by the variable first, at the same point.

BEGIN {
    columnCount = split("rps p50 p99 cpu", columns)
    print "| test | -P | -c | bytes | server | requests/s | spread | p50 ms | p99 ms | CPU s / 1 M | x requests/s | x p50 | x p99 | x CPU |"
    print "|---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
}

{
    point = $1 SUBSEP $2 SUBSEP $3 SUBSEP $4
    row = point SUBSEP $5
    if (!(row in seen)) {
        seen[row] = 1
        rows[++rowCount] = row
    }
    for (i = 1; i <= columnCount && $6 != "n/a"; i++)
        add(row SUBSEP columns[i], $(5 + i))
}

function ratio(row, reference, column) {
    if (!has(reference SUBSEP column) || median(reference SUBSEP column) == 0)
        return ""
    return sprintf("%.2f", median(row SUBSEP column) / median(reference SUBSEP column))
}

function printRatios(row, reference,    i) {
    for (i = 1; i <= columnCount; i++)
        printf " %s |", (row == reference ? "" : ratio(row, reference, columns[i]))
    printf "\n"
}

END {
    for (r = 1; r <= rowCount; r++) {
        row = rows[r]
        split(row, part, SUBSEP)
        printf "| %s | %s | %s | %s | %s |", part[1], part[2], part[3], part[4], part[5]
        if (!has(row SUBSEP "rps")) {
            print " n/a | | | | | | | | |"
            continue
        }
        printf " %.0f | %.0f%% | %.3f | %.3f | %.2f |", median(row SUBSEP "rps"), spread(row SUBSEP "rps"),
            median(row SUBSEP "p50"), median(row SUBSEP "p99"), median(row SUBSEP "cpu")
        printRatios(row, part[1] SUBSEP part[2] SUBSEP part[3] SUBSEP part[4] SUBSEP first)
    }
}
