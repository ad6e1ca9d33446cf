# Sourced: how long a server takes from exec to its first PONG, and the node to its READY line.

now_us() {
    echo "${EPOCHREALTIME/[.,]/}"
}

# One PING on a connection of its own by the shell itself: a program started for it would cost as much as what is measured.
pings() {
    local line
    { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'PING\r\n' >&9
    read -r -t 1 line <&9 || true
    exec 9>&-
    [[ ${line:-} == +PONG* ]]
}

# measure_start <server>
measure_start() {
    local server=$1 begun ready='' limit
    begun=$(now_us)
    launch "$server"
    limit=$((begun + 30000000))
    until pings "${port[$server]}"; do
        [ -n "$ready" ] || ! grep -q '^READY' "$scratch/$server.log" || ready=$(now_us)
        (($(now_us) < limit)) || fail "$server did not answer"
        sleep 0.005
    done
    fact "exec to PONG: s" "$server" "$(awk -v us=$(($(now_us) - begun)) 'BEGIN { print us / 1e6 }')"
    [[ $server != node* ]] || measure_ready "$server" "$begun" "$ready"
    stop_server "$server"
}

# READY comes after the port is open, as a rule; a look every 5 ms finds it.
measure_ready() {
    local ready=$3
    until [ -n "$ready" ]; do
        ! grep -q '^READY' "$scratch/$1.log" || ready=$(now_us)
        sleep 0.005
    done
    fact "exec to READY: s" "$1" "$(awk -v us=$((ready - $2)) 'BEGIN { print us / 1e6 }')"
}

measure_starts() {
    local run server
    note "start: $1 runs"
    for ((run = 0; run < $1; run++)); do
        for server in $(in_turn "$run"); do
            measure_start "$server"
        done
    done
}
