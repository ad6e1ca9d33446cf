# The table of bench.sh from its samples, one line a run:
#   test pipeline clients bytes server requests/s p50 p99 cpu-seconds-per-million-requests
# Each cell is the median of its runs; ratios are against the server named by the variable first, at the same point.

BEGIN {
    split("rps p50 p99 cpu", columns)
    print "| test | -P | -c | bytes | server | requests/s | spread | p50 ms | p99 ms | CPU s / 1 M | x requests/s | x p50 | x p99 | x CPU |"
    print "|---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
}

{
    row = $1 SUBSEP $2 SUBSEP $3 SUBSEP $4 SUBSEP $5
    if (!(row in runs))
        rows[++rowCount] = row
    run = ++runs[row]
    for (i = 1; i <= 4; i++)
        sample[row, columns[i], run] = $(5 + i)
}

# Sorts the samples of one cell into the array sorted; gives how many there are.
function sortCell(row, column,    i, j, value) {
    for (i = 1; i <= runs[row]; i++) {
        value = sample[row, column, i] + 0
        for (j = i - 1; j > 0 && sorted[j] > value; j--)
            sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
    return runs[row]
}

function median(row, column,    count) {
    count = sortCell(row, column)
    return count % 2 ? sorted[(count + 1) / 2] : (sorted[count / 2] + sorted[count / 2 + 1]) / 2
}

# Highest minus lowest of the runs, in percent of the median.
function spread(row,    count, middle) {
    middle = median(row, "rps")
    count = sortCell(row, "rps")
    return 100 * (sorted[count] - sorted[1]) / middle
}

function ratio(row, reference, column,    below) {
    below = median(reference, column)
    return below > 0 ? sprintf("%.2f", median(row, column) / below) : "-"
}

END {
    for (r = 1; r <= rowCount; r++) {
        row = rows[r]
        split(row, point, SUBSEP)
        reference = point[1] SUBSEP point[2] SUBSEP point[3] SUBSEP point[4] SUBSEP first
        printf "| %s | %d | %d | %d | %s | %d | %.0f%% | %.3f | %.3f | %.2f |", point[1], point[2], point[3], point[4], point[5],
            median(row, "rps"), spread(row), median(row, "p50"), median(row, "p99"), median(row, "cpu")
        if (point[5] == first)
            print " | | | |"
        else
            printf " %s | %s | %s | %s |\n", ratio(row, reference, "rps"), ratio(row, reference, "p50"),
                ratio(row, reference, "p99"), ratio(row, reference, "cpu")
    }
}
