# Sourced: resident memory of servers, as the difference that a fill makes to a server just started.
# Facts are bytes per key or per element; see memory.sh for what they are.

readonly memory_cases=(
    "strings=SET=strings, key 16 B, value 32 B: bytes per key"
    "strings-ttl=SET=strings with a time to live: bytes per key"
    "hashes=HSET=hashes of 10 fields: bytes per hash"
    "zset=ZADD=sorted set: bytes per member"
    "list=RPUSH=list: bytes per element"
    "set=SADD=set: bytes per member"
    "hash=HSET=hash: bytes per field"
)

# The least of some looks over two seconds: what is freed in the background after a fill is not counted.
settled_rss() {
    local server=$1 look
    for look in 1 2 3 4 5; do
        sleep 0.4
        rss_bytes "$server"
    done | sort -n | head -n 1
}

# fill <server> <case> <count>
fill() {
    local said
    said=$(awk -v what="$2" -v count="$3" -f "$parts/memory-cases.awk" | redis-cli -p "${port[$1]}" --pipe) \
        || fail "filling $1 with $2 failed: $said"
    [[ $said == *"errors: 0"* ]] || fail "filling $1 with $2 gave errors: $said"
}

# measure_memory_case <server> <case> <command> <what> <count>: first a twentieth of it, which is deleted again, so that a key is
# not charged with what a server needs once to do such work at all (code, buffers). The whole is told too.
measure_memory_case() {
    local empty before after
    start_server "$1"
    if [[ $(ask "$1" "$3" 2>&1) == *"unknown command"* ]]; then
        stop_server "$1"
        return 0
    fi
    empty=$(settled_rss "$1")
    fill "$1" "$2" $(($5 / 20 + 1))
    ask "$1" FLUSHALL >/dev/null
    before=$(settled_rss "$1")
    fill "$1" "$2" "$5"
    after=$(settled_rss "$1")
    stop_server "$1"
    fact "empty server: MB" "$1" "$(awk -v b="$empty" 'BEGIN { print b / 1048576 }')"
    fact "in all with ${4%%:*}: MB" "$1" "$(awk -v a="$after" 'BEGIN { print a / 1048576 }')"
    fact "$4, of $5" "$1" "$(awk -v b="$before" -v a="$after" -v n="$5" 'BEGIN { print (a - b) / n }')"
}

# measure_memory <count> <runs>: every case on every server, each on a server of its own
measure_memory() {
    local row server run
    for row in "${memory_cases[@]}"; do
        note "memory: ${row##*=}"
        for ((run = 0; run < $2; run++)); do
            for server in $(in_turn "$run"); do
                measure_memory_case "$server" "${row%%=*}" "$(cut -d = -f 2 <<<"$row")" "${row##*=}" "$1"
            done
        done
    done
}

# measure_idle <connections> <runs>: bytes of the server for each connection that asked once and is silent
measure_idle() {
    local server run
    note "memory: $1 idle connections"
    (($1 + 200 <= $(ulimit -n))) || { note "left out: only $(ulimit -n) files may be open"; return 0; }
    for ((run = 0; run < $2; run++)); do
        for server in $(in_turn "$run"); do
            start_server "$server"
            hold_and_measure "$server" "$1"
            stop_server "$server"
        done
    done
}

hold_and_measure() {
    local before after said
    before=$(settled_rss "$1")
    coproc HOLD { exec dotnet "$load_tool" hold --port "${port[$1]}" --connections "$2"; }
    local holder=$HOLD_PID holder_in=${HOLD[1]}
    read -r said <&"${HOLD[0]}" || fail "no $2 connections to $1"
    after=$(settled_rss "$1")
    exec {holder_in}>&-
    wait "$holder" || true
    [ "$said" = "holding $2" ] || fail "holding connections to $1: $said"
    fact "idle connection, of $2: bytes" "$1" "$(awk -v b="$before" -v a="$after" -v n="$2" 'BEGIN { print (a - b) / n }')"
}
