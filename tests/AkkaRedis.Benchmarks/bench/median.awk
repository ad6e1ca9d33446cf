# Medians of samples: add(cell, value) collects, median(cell) tells; cells are any strings.

function add(cell, value) {
    sample[cell, ++samples[cell]] = value + 0
}

# Sorts the samples of a cell into the array sorted and gives how many there are.
function sortCell(cell,    i, j, value) {
    for (i = 1; i <= samples[cell]; i++) {
        value = sample[cell, i]
        for (j = i - 1; j > 0 && sorted[j] > value; j--)
            sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
    return samples[cell] + 0
}

function has(cell) {
    return samples[cell] > 0
}

function median(cell,    count) {
    count = sortCell(cell)
    return count % 2 ? sorted[(count + 1) / 2] : (sorted[count / 2] + sorted[count / 2 + 1]) / 2
}

# Highest minus lowest, in percent of the median.
function spread(cell,    count, middle) {
    middle = median(cell)
    count = sortCell(cell)
    return middle > 0 ? 100 * (sorted[count] - sorted[1]) / middle : 0
}
