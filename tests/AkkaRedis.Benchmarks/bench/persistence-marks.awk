# The table of marks of persistence; mark.awk reads the input.

END {
    markHeading()
    mark("SET -P 16, everysec: requests/s to those without a log", "rps set 16", "node-everysec", "node-none", ">=0.85")
    mark("SET -P 16, everysec: requests/s to redis-server's", "rps set 16", "node-everysec", "redis-everysec", ">=0.9")
    mark("SET, 50 clients, always: requests/s to redis-server's", "rps set 1", "node-always", "redis-always", ">=0.9")
    for (cell in samples) {
        if (cell ~ /^recovery .*\|node$/)
            recoveries[++count] = substr(cell, 1, length(cell) - 5)
        else if (cell ~ /p99.9: ms\|node$/ && cell ~ /a snapshot meanwhile/)
            pause = substr(cell, 1, length(cell) - 5)
        else if (cell ~ /extra memory: %\|node$/)
            memory = substr(cell, 1, length(cell) - 5)
        else if (cell ~ /^disk after .*\|node$/)
            disk = substr(cell, 1, length(cell) - 5)
    }
    for (i = 1; i <= count; i++)
        mark(recoveries[i] ", to redis-server's", recoveries[i], "node", "redis", "<=1.5")
    if (pause != "")
        mark(pause, pause, "node", "", "<=20")
    if (memory != "")
        mark(memory, memory, "node", "", "<=10")
    if (disk != "")
        mark(disk, disk, "node", "", "<=2.5")
}
