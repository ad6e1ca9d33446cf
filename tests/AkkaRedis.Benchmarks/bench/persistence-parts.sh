# Sourced: what it costs to lose nothing. Facts have two columns, redis and node, so that ratios are made of them; each comes
# from a server of its own, named redis-… or node-….

readonly redis_base="redis-server --port {port} --bind 127.0.0.1 --dir {dir} --save '' --daemonize no"
readonly node_base="dotnet '$node_program' $node_options --shards 1"

# The servers of all parts. No rewrite begins by itself where one would be measured along with something else.
add_persistence_servers() {
    local policy
    for policy in everysec always; do
        command[redis-$policy]="$redis_base --appendonly yes --appendfsync $policy"
        command[node-$policy]="$node_base --appendonly yes --appendfsync $policy"
    done
    command[redis-none]="$redis_base --appendonly no"
    command[node-none]="$node_base --appendonly no"
    command[redis-log]="$redis_base --appendonly yes --aof-use-rdb-preamble no --auto-aof-rewrite-percentage 0"
    command[redis-file]="$redis_base --appendonly no"
    # The node of a log alone and that of a snapshot are one: what it recovers from is what lies in its folder.
    command[node-log]=${command[node-everysec]}
}

column_of() {
    echo "${1%%-*}"
}

# write_keys <server> <count> <bytes> <round>
write_keys() {
    local said
    said=$(awk -v count="$2" -v bytes="$3" -v round="$4" -f "$parts/persistence-fill.awk" | redis-cli -p "${port[$1]}" --pipe) \
        || fail "writing to $1 failed: $said"
    [[ $said == *"errors: 0"* ]] || fail "writing to $1 gave errors: $said"
}

# info_field <server> <name>
info_field() {
    ask "$1" info persistence | tr -d '\r' | sed -n "s/^$2://p"
}

# Waits until no snapshot is under way.
settle_snapshots() {
    local try
    for ((try = 0; try < 6000; try++)); do
        case "$(info_field "$1" aof_rewrite_in_progress)$(info_field "$1" rdb_bgsave_in_progress)" in
            *1*) sleep 0.1 ;;
            *) return 0 ;;
        esac
    done
    fail "$1 does not end its snapshot"
}

# take_snapshot <server>: a new one, waited for
take_snapshot() {
    settle_snapshots "$1"
    ask "$1" BGREWRITEAOF >/dev/null
    sleep 0.2
    settle_snapshots "$1"
    [ "$(info_field "$1" aof_last_bgrewrite_status)" = ok ] || fail "the snapshot of $1 failed: $(tail -n 5 "$scratch/$1.log")"
}

# measure_policies: requests/s, as bench.sh has them
measure_policies() {
    servers=(redis-everysec redis-none node-none node-everysec)
    run_policy_points 16
    servers=(redis-always node-always)
    run_policy_points 1
}

run_policy_points() {
    local server
    for server in "${servers[@]}"; do
        start_server "$server"
    done
    warm_up "${servers[@]}"
    measure_points "${servers[*]}" set "$1" 50 3
    stop_servers
}

# measure_recovery <keys> <runs>: exec until the server answers, from the log of as many SETs, then from a snapshot
measure_recovery() {
    local server
    for server in redis-log node-log; do
        note "recovery: $server with $1 keys"
        start_server "$server"
        ask "$server" CONFIG SET auto-aof-rewrite-percentage 0 >/dev/null
        write_keys "$server" "$1" 32 0
        kept[$server]=$scratch/$server
    done
    ask redis-log SAVE >/dev/null
    mkdir -p "$scratch/redis-file"
    cp "$scratch/redis-log/dump.rdb" "$scratch/redis-file/"
    kept[redis-file]=$scratch/redis-file
    crash_server redis-log
    crash_server node-log
    time_recoveries "recovery of $1 SETs from the log: s" "$1" "$2" redis-log node-log
    start_server node-log
    take_snapshot node-log
    crash_server node-log
    time_recoveries "recovery of $1 keys from a snapshot: s" "$1" "$2" redis-file node-log
    unset "kept[redis-log]" "kept[redis-file]" "kept[node-log]"
    rm -rf "$scratch/redis-log" "$scratch/redis-file" "$scratch/node-log"
}

# time_recoveries <what> <keys> <runs> <servers...>: in turn
time_recoveries() {
    local what=$1 count=$2 runs=$3 run server
    shift 3
    for ((run = 0; run < runs; run++)); do
        for server in $(servers=("$@") && in_turn "$run"); do
            time_recovery "$what" "$server" "$count"
        done
    done
}

# time_recovery <what> <server> <keys>: exec to the first PONG, which no server gives while it loads
time_recovery() {
    local server=$2 begun ended limit found
    begun=$(now_us)
    limit=$((begun + 600000000))
    launch "$server"
    until pings "${port[$server]}"; do
        kill -0 "${pid[$server]}" 2>/dev/null || fail "$server ended: $(tail -n 5 "$scratch/$server.log")"
        (($(now_us) < limit)) || fail "$server did not recover in ten minutes"
        sleep 0.01
    done
    ended=$(now_us)
    found=$(ask "$server" DBSIZE)
    [ "$found" = "$3" ] || fail "$server recovered $found keys of $3"
    crash_server "$server"
    fact "$1" "$(column_of "$server")" "$(quotient $((ended - begun)) 1000000)"
}

# measure_snapshot_pauses <keys> <bytes> <rate>: what clients wait while a snapshot is taken, and what memory it takes
measure_snapshot_pauses() {
    local server what
    what="writes to $(($1 * $2 / 1000000)) MB"
    for server in redis-everysec node-everysec; do
        note "pauses: $server, $what, $3 writes/s"
        start_server "$server"
        ask "$server" CONFIG SET auto-aof-rewrite-percentage 0 >/dev/null
        write_keys "$server" "$1" "$2" 0
        measure_snapshot_pause "$server" "$what" --rate "$3" --connections 10 --value-bytes "$2" --keys "$1"
        stop_server "$server"
        rm -rf "${scratch:?}/$server"
    done
}

# measure_snapshot_pause <server> <what> <options of the load tool>: without a snapshot, then within one, for as long as a
# snapshot takes that nobody disturbs
measure_snapshot_pause() {
    local server=$1 what=$2 before began calm_seconds
    shift 2
    note_waits "$server" "$what" "$(offer "$server" --seconds 10 "$@")"
    before=$(rss_bytes "$server")
    began=$(now_us)
    take_snapshot "$server"
    calm_seconds=$((($(now_us) - began) / 1000000 + 2))
    fact "a snapshot alone: s" "$(column_of "$server")" "$(quotient $(($(now_us) - began)) 1000000)"
    offer "$server" --warm-up 2 --seconds "$calm_seconds" "$@" >"$scratch/offer" &
    local load=$!
    sleep 1
    ask "$server" BGREWRITEAOF >/dev/null
    note_memory "$server" "$what" "$before" "$load"
    wait "$load" || fail "the load on $server failed: $(cat "$scratch/offer")"
    note_waits "$server" "$what, a snapshot meanwhile" "$(cat "$scratch/offer")"
    settle_snapshots "$server"
}

# note_waits <server> <what> <line of the load tool>
note_waits() {
    local name
    for name in p99 p99.9 max late_max; do
        fact "$2, $name: ms" "$(column_of "$1")" "$(value_of "${name}_ms" "$3")"
    done
}

# note_memory <server> <what> <bytes before> <process of the load>: the most while both run. A child of redis-server has what was
# written meanwhile twice; it tells how much when it is done.
note_memory() {
    local most=$3 now copied=0
    while kill -0 "$4" 2>/dev/null && [ "$(info_field "$1" aof_rewrite_in_progress)" = 1 ]; do
        now=$(rss_bytes "$1")
        ((now <= most)) || most=$now
        sleep 0.2
    done
    [[ $1 != redis-* ]] || { settle_snapshots "$1"; copied=$(info_field "$1" aof_last_cow_size); }
    fact "$2, a snapshot meanwhile, extra memory: %" "$(column_of "$1")" \
        "$(quotient $((100 * (most + copied - $3))) "$3")"
}

quotient() {
    awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

# measure_disk <keys> <bytes> <times>: what the folder takes after so many overwrites of all keys, by the bytes of keys and values
measure_disk() {
    local server round most now live=$(($1 * ($2 + 16)))
    for server in redis-everysec node-everysec; do
        note "disk: $server, $1 keys, $3 overwrites"
        start_server "$server"
        most=0
        for ((round = 0; round <= $3; round++)); do
            write_keys "$server" "$1" "$2" "$round"
            now=$(du -s --block-size=1 "$scratch/$server" | cut -f 1)
            ((now <= most)) || most=$now
        done
        sleep 1
        settle_snapshots "$server"
        now=$(du -s --block-size=1 "$scratch/$server" | cut -f 1)
        stop_server "$server"
        fact "disk after $3 overwrites, to live data" "$(column_of "$server")" "$(quotient "$now" "$live")"
        fact "disk at most meanwhile, to live data" "$(column_of "$server")" "$(quotient "$most" "$live")"
        rm -rf "${scratch:?}/$server"
    done
}
