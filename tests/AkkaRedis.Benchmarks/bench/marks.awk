# The table of marks: mark, measured, met. Input: the file of samples (see points.awk), then the file of facts.
# Variables: node, shards (names of the node with one and with many shards), others (tests beside set and get), pauseKeys.

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
    print "| what | mark | measured | met |"
    print "|---|--:|--:|---|"
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
