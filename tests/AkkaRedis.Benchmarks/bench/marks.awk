# The table of marks of speed, memory and latency; mark.awk reads the input.
# Variables: node, shards (names of the node with one and with many shards), others (tests beside set and get), pauseKeys.

function speedMarks(    names, n, i) {
    n = split("set get", names, " ")
    for (i = 1; i <= n; i++)
        mark(names[i] ", 50 clients, no pipeline: requests/s to redis-server's", "rps " names[i] " 1", node, "redis", ">=0.85")
    for (i = 1; i <= n; i++)
        mark(names[i] ", 50 clients, no pipeline: requests/s to Garnet's", "rps " names[i] " 1", node, "garnet", ">=1.2")
    for (i = 1; i <= n; i++)
        mark(names[i] " -P 16: requests/s to redis-server's", "rps " names[i] " 16", node, "redis", ">=1.0")
    for (i = 1; i <= n; i++)
        mark(names[i] " -P 64: requests/s to redis-server's", "rps " names[i] " 64", node, "redis", ">=1.5")
    for (i = 1; i <= n; i++)
        mark(names[i] ", no pipeline: server CPU per request to redis-server's", "cpu " names[i] " 1", node, "redis", "<=1.3")
    for (i = 1; i <= n; i++)
        mark(names[i] " -P 16, random keys: requests/s of 8 shards to 1 shard's", "rps " names[i] " 16", shards, node, ">=0.8")
}

function otherTestMarks(    names, n, i) {
    n = split(others, names, ",")
    for (i = 1; i <= n; i++)
        mark(names[i] " -P 16: requests/s to redis-server's", "rps " names[i] " 16", node, "redis", ">=0.9")
    mark("eval of a script that does one GET, -P 16: requests/s to redis-server's", "rps eval_get 16", node, "redis", ">=0.7")
}

function latencyMarks(    names, n, i) {
    n = split("SET GET", names, " ")
    for (i = 1; i <= n; i++) {
        mark(names[i] " at 70 % of the slower one's maximum: p99 to redis-server's", names[i] ", p99: ms", node, "redis", "<=1.5")
        mark(names[i] " at 70 % of the slower one's maximum: p99.9 to redis-server's", names[i] ", p99.9: ms", node, "redis", "<=2")
    }
}

function memoryMark(cell, limit) {
    mark("RSS, " cell ", to redis-server's", cell, node, "redis", limit)
}

END {
    markHeading()
    speedMarks()
    otherTestMarks()
    latencyMarks()
    memoryMark("strings, key 16 B, value 32 B: bytes per key, of 1000000", "<=1.0")
    memoryMark("strings with a time to live: bytes per key, of 1000000", "<=1.0")
    memoryMark("hashes of 10 fields: bytes per hash, of 1000000", "<=1.2")
    memoryMark("sorted set: bytes per member, of 1000000", "<=1.2")
    memoryMark("list: bytes per element, of 1000000", "<=1.2")
    mark(pauseKeys " keys, steady writes: longest pause of the garbage collector in ms", \
        "steady writes to " pauseKeys " keys, longest pause of the garbage collector: ms", node, "", "<=20")
    mark(pauseKeys " keys, steady writes: longest wait of a client in ms", "steady writes to " pauseKeys " keys, max: ms", node, "", "<=20")
    mark("idle connection, of 10000: bytes", "idle connection, of 10000: bytes", node, "", "<=15360")
    mark("READY after process start: s", "exec to READY: s", node, "", "<=2.0")
}
