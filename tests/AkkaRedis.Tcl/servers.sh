# Sourced: the server a unit runs against, on a free port of the loopback address and with a folder of its own. Its process is
# in server.pid, its port in port.

readonly node_program=$root/src/AkkaRedis.Node/bin/Release/net10.0/AkkaRedis.Node.dll
readonly start_limit_seconds=60

# Release, quietly; with AKKAREDIS_TCL_NO_BUILD set what is there is used.
build_target() {
    [ "$target" = node ] && [ -z "${AKKAREDIS_TCL_NO_BUILD:-}" ] || return 0
    dotnet build "$root/src/AkkaRedis.Node" -c Release --verbosity quiet -nologo -clp:ErrorsOnly >&2 || fail "the node was not built"
}

start_server() {
    local folder=$1
    mkdir -p "$folder/data"
    "launch_${target//-/_}" "$folder"
    echo $! >"$folder/server.pid"
    until_ready "$folder"
}

launch_node() {
    dotnet "$node_program" --config "$here/node.conf" --dir "$1/data" >"$1/server.log" 2>&1 &
}

launch_redis_server() {
    free_port >"$1/port"
    redis-server --port "$(cat "$1/port")" --bind 127.0.0.1 --dir "$1/data" --save '' --daemonize no \
        --enable-protected-configs yes --enable-debug-command yes --enable-module-command yes >"$1/server.log" 2>&1 &
}

# A node tells its port when it serves; redis-server was told one.
until_ready() {
    local folder=$1 started=$SECONDS
    while [ $((SECONDS - started)) -lt $start_limit_seconds ]; do
        [ "$target" != node ] || sed -n 's/^READY port=\([0-9]*\) .*/\1/p' "$folder/server.log" >"$folder/port" 2>/dev/null
        if [ -s "$folder/port" ] && [ "$(redis-cli -p "$(cat "$folder/port")" PING 2>/dev/null)" = PONG ]; then
            return 0
        fi
        kill -0 "$(cat "$folder/server.pid")" 2>/dev/null || break
        sleep 0.2
    done
    cat "$folder/server.log" >&2
    stop_server "$folder"
    return 1
}

stop_server() {
    local pid
    pid=$(cat "$1/server.pid")
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    rm -f "$1/server.pid"
}

# A port on which nobody listens, below those that the system gives to clients. Lanes draw the same random numbers.
free_port() {
    local candidate
    while true; do
        candidate=$((25000 + (BASHPID + RANDOM) % 6000))
        (: </dev/tcp/127.0.0.1/$candidate) 2>/dev/null || break
    done
    echo "$candidate"
}
