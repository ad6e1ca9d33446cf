# Sourced: the longest pause that a client sees while it writes steadily to a server of many keys.

# The longest pause of the garbage collector since the start, in ms; nothing for a server that has none.
longest_collection() {
    ask "$1" info everything | tr -d '\r' | sed -n 's/^gc_pause_longest_[a-z]*_ms://p' | sort -n | tail -n 1
}

# measure_pauses <keys> <seconds> <rate>: keys are written first; then half of the writes are to new keys, so that tables grow
measure_pauses() {
    local server said name pause
    for server in "${servers[@]}"; do
        note "pauses: $server with $1 keys, $3 writes/s for $2 s"
        start_server "$server"
        fill "$server" strings "$1"
        said=$(offer "$server" --rate "$3" --seconds "$2" --warm-up 2 --connections 10 --value-bytes 32 --keys "$((2 * $1))")
        pause=$(longest_collection "$server")
        stop_server "$server"
        for name in p99.9 max late_max; do
            fact "steady writes to $1 keys, $name: ms" "$server" "$(value_of "${name}_ms" "$said")"
        done
        fact "steady writes to $1 keys, replies after more than 20 ms" "$server" "$(value_of over_20ms "$said")"
        [ -z "$pause" ] || fact "steady writes to $1 keys, longest pause of the garbage collector: ms" "$server" "$pause"
    done
}
