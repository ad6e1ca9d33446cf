# Sourced: the longest pause that a client sees while it writes steadily to a server of many keys.

# measure_pauses <keys> <seconds> <rate>: keys are written first; then half of the writes are to new keys, so that tables grow
measure_pauses() {
    local server said name
    for server in "${servers[@]}"; do
        note "pauses: $server with $1 keys, $3 writes/s for $2 s"
        start_server "$server"
        fill "$server" strings "$1"
        said=$(offer "$server" --rate "$3" --seconds "$2" --warm-up 2 --connections 10 --value-bytes 32 --keys "$((2 * $1))")
        stop_server "$server"
        for name in p99.9 max late_max; do
            fact "steady writes to $1 keys, $name: ms" "$server" "$(value_of "${name}_ms" "$said")"
        done
        fact "steady writes to $1 keys, replies after more than 20 ms" "$server" "$(value_of over_20ms "$said")"
    done
}
