# Sourced: the servers that are compared, on free loopback ports and on the processors of the run.
#
# servers is their order in tables; the first is what ratios are against. command[name] is a command line in which {port} and
# {dir} are filled in; pid[name] and port[name] are there while it runs. A server with a folder in kept[name] starts on what is
# in that folder.

servers=() nodes=() cpus=''
declare -A command=() pid=() port=() kept=()

readonly redis_command="redis-server --port {port} --bind 127.0.0.1 --dir {dir} --save '' --appendonly no --daemonize no"
readonly node_program=$root/src/AkkaRedis.Node/bin/Release/$framework/AkkaRedis.Node.dll
readonly node_options='--port {port} --cluster-port 0 --node-port 0 --peer-port 0 --admin-port 0 --bind 127.0.0.1 --dir {dir}'
readonly garnet_program=$benchmarks/GarnetHost/bin/Release/$framework/GarnetHost.dll

add_server() {
    servers+=("$1")
    command[$1]=$2
}

add_redis() {
    command -v redis-server >/dev/null && command -v redis-benchmark >/dev/null || fail "needs redis-server and redis-tools"
    add_server redis "$redis_command"
}

# add_nodes <shard counts> <another command line, or empty>: one node for each count; alone it is called node, else node-COUNT
add_nodes() {
    local count name line
    [ -n "$2" ] || build "$root/src/AkkaRedis.Node"
    for count in ${1//,/ }; do
        name=node
        [[ $1 != *,* ]] || name=node-$count
        line=${2:-dotnet \'$node_program\' $node_options --appendonly no --shards {shards\}}
        add_server "$name" "${line//\{shards\}/$count}"
        nodes+=("$name")
    done
}

# Garnet is measured where its packages can be had; where not, its marks are n/a and the reason is on stderr.
add_garnet() {
    if ! build "$benchmarks/GarnetHost"; then
        note "Garnet is left out: its host could not be built (see above)"
        return 0
    fi
    add_server garnet "dotnet '$garnet_program' --port {port} --bind 127.0.0.1 --logger-level Error"
}

# use_cpus <list or empty>: servers and clients run on these; by default on the first two this process may use
use_cpus() {
    cpus=$1
    if ! command -v taskset >/dev/null; then
        note "taskset is missing: the run is not bound to processors"
        cpus=''
        return 0
    fi
    cpus=${cpus:-$(first_two_cpus)}
    taskset -cp "$cpus" $$ >/dev/null || fail "--cpus $cpus: not to be had here"
}

# The first two numbers of a list such as 0-3 or 1,3,5-7.
first_two_cpus() {
    taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' | awk -F - '
        { for (cpu = $1; cpu <= $NF && n < 2; cpu++) list = list (n++ ? "," : "") cpu }
        END { print list }'
}

raise_open_files() {
    ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || true
}

# A port of the loopback address on which nobody listens.
free_port() {
    local candidate
    while true; do
        candidate=$((20000 + RANDOM % 10000))
        (: </dev/tcp/127.0.0.1/$candidate) 2>/dev/null || break
    done
    echo "$candidate"
}

# launch <server>: starts it in the background, with an empty folder unless one is kept, without waiting for it; what it prints
# goes to its log
launch() {
    local server=$1 line folder=${kept[$1]:-$scratch/$1}
    port[$server]=$(free_port)
    [ -n "${kept[$server]:-}" ] || rm -rf "${scratch:?}/$server"
    mkdir -p "$folder"
    line=${command[$server]//\{port\}/${port[$server]}}
    line=${line//\{dir\}/$folder}
    bash -c "exec $line" >"$scratch/$server.log" 2>&1 &
    pid[$server]=$!
}

start_server() {
    local server=$1 try
    launch "$server"
    for try in {1..150}; do
        if [ "$(ask "$server" PING 2>/dev/null)" = PONG ]; then
            # Ten thousand clients and the one that asks; a server that does not know the setting has no such limit.
            ask "$server" CONFIG SET maxclients 15000 >/dev/null
            return 0
        fi
        kill -0 "${pid[$server]}" 2>/dev/null || break
        sleep 0.2
    done
    cat "$scratch/$server.log" >&2
    fail "$server did not answer after $try tries"
}

stop_server() {
    kill "${pid[$1]}" 2>/dev/null || true
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

# Ends it as a crash does: nothing is saved on the way out.
crash_server() {
    kill -9 "${pid[$1]}" 2>/dev/null || true
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

stop_servers() {
    local server
    for server in "${!pid[@]}"; do
        stop_server "$server"
    done
}

ask() {
    redis-cli -p "${port[$1]}" "${@:2}"
}

# User and system time of all threads of a server, in clock ticks. The name, in brackets, may hold spaces.
cpu_ticks() {
    sed 's/.*) //' "/proc/${pid[$1]}/stat" | awk '{ print $12 + $13 }'
}

rss_bytes() {
    awk '/^VmRSS/ { printf "%d\n", $2 * 1024 }' "/proc/${pid[$1]}/status"
}

# in_turn <run>: the servers, one a line; every other run the other way round, so that a drift of the machine hits all alike
in_turn() {
    if (($1 % 2 == 0)); then printf '%s\n' "${servers[@]}"; else printf '%s\n' "${servers[@]}" | tac; fi
}
