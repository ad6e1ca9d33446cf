# Sourced: latency at one offered load for all servers, with the open-loop load tool.

# offer <server> <options of the load tool>: prints its line of name=value
offer() {
    local server=$1 said
    shift
    said=$(dotnet "$load_tool" load --port "${port[$server]}" "$@") || fail "the load on $server failed: $said"
    [[ $said == *"errors=0 unanswered=0 "* ]] || fail "the load on $server: $said"
    echo "$said"
}

# value_of <name> <line of name=value>
value_of() {
    tr ' ' '\n' <<<"$2" | sed -n "s/^$1=//p"
}

# common_rate <share> <options>: that share of what the slowest server does at most, by the load tool itself
common_rate() {
    local share=$1 server
    shift
    for server in "${servers[@]}"; do
        offer "$server" --rate 0 --seconds 2 --warm-up 2 "$@" | sed 's/^rate=\([0-9]*\).*/\1/'
    done | sort -n | awk -v share="$share" 'NR == 1 { printf "%d\n", $1 * share }'
}

# measure_latency <what> <runs> <seconds> <share> <options>: facts named by <what>
measure_latency() {
    local what=$1 runs=$2 seconds=$3 share=$4 rate run server said name
    shift 4
    rate=$(common_rate "$share" "$@")
    note "latency: $what at $rate requests/s, $runs runs of $seconds s"
    for ((run = 0; run < runs; run++)); do
        for server in $(in_turn "$run"); do
            said=$(offer "$server" --rate "$rate" --seconds "$seconds" "$@")
            fact "$what, offered: requests/s" "$server" "$rate"
            fact "$what, reached: requests/s" "$server" "$(value_of rate "$said")"
            for name in p50 p99 p99.9 max late_p99 late_max; do
                fact "$what, $name: ms" "$server" "$(value_of "${name}_ms" "$said")"
            done
        done
    done
}
