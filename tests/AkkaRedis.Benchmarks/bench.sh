#!/usr/bin/env bash
# Side by side with redis-server: starts both on free loopback ports, runs redis-benchmark against them in turn and prints
# medians as a table with ratios. Client and servers share the cores of one machine, so only the ratios travel to another.
#
# Every row of the table is one point of tests x pipelines x clients x value sizes, for one server. All servers get the same
# number of requests at a point: as many as their geometric mean speed, found by a short run that also warms them up, does
# in --seconds. The order of the servers turns round with every run, so that a drift of the machine hits all alike.
# CPU is counted over a whole run: for lrange_* that includes the pushes redis-benchmark makes first, for every server.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

usage() {
    cat <<'TEXT'
usage: bench.sh [options]
  --tests LIST     redis-benchmark tests, in this order        (set,get,ping_mbulk)
  -P LIST          requests per pipeline                       (1,16,64)
  -c LIST          clients                                     (50)
  -d LIST          bytes of a value                            (3)
  -r KEYS          keys to choose from; 0 is one single key    (100000)
  -n REQUESTS      requests of each run                        (what --seconds take)
  --seconds S      length of a run when -n is not given        (3)
  --runs R         runs of each point, of which the median     (5)
  --threads T      threads of redis-benchmark                  (1)
  --shards N       shards of the node                          (1)
  --node-cmd CMD   another command line for the node
  --peer NAME=CMD  one more server; may be given several times
  --out FILE       also write the table there (without a folder: into results/)
CMD may name {port} and {dir}. Lists are separated by commas.
TEXT
}

tests=set,get,ping_mbulk pipelines=1,16,64 clients=50 sizes=3 keys=100000 requests='' seconds=3 runs=5 threads=1 shards=1 out=''
given=("$@")

# The servers in the order of the table; ratios are against the first.
servers=(redis node)
declare -A command=(
    [redis]="redis-server --port {port} --bind 127.0.0.1 --dir {dir} --save '' --appendonly no --daemonize no"
    [node]=''
)
declare -A pid=() port=()

fail() {
    echo "bench.sh: $*" >&2
    exit 2
}

parse_options() {
    while [ $# -gt 0 ]; do
        [ "$1" != --help ] && [ "$1" != -h ] || { usage; exit 0; }
        [ $# -gt 1 ] || fail "$1 is unknown or lacks its value; see --help"
        case $1 in
            --tests) tests=$2 ;;
            -P) pipelines=$2 ;;
            -c) clients=$2 ;;
            -d) sizes=$2 ;;
            -r) keys=$2 ;;
            -n) requests=$2 ;;
            --seconds) seconds=$2 ;;
            --runs) runs=$2 ;;
            --threads) threads=$2 ;;
            --shards) shards=$2 ;;
            --node-cmd) command[node]=$2 ;;
            --peer) servers+=("${2%%=*}"); command[${2%%=*}]=${2#*=} ;;
            --out) out=$2 ;;
            *) fail "$1 is unknown; see --help" ;;
        esac
        shift 2
    done
}

build_node() {
    [ -z "${command[node]}" ] || return 0
    dotnet build "$root/src/AkkaRedis.Node" -c Release --verbosity quiet -nologo >&2
    local framework=("$root"/src/AkkaRedis.Node/bin/Release/net*)
    command[node]="dotnet '${framework[-1]}/AkkaRedis.Node.dll' --port {port} --cluster-port 0 --node-port 0 --peer-port 0"
    command[node]+=" --admin-port 0 --bind 127.0.0.1 --dir {dir} --shards $shards"
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

start_server() {
    local server=$1 line
    port[$server]=$(free_port)
    mkdir -p "$scratch/$server"
    line=${command[$server]//\{port\}/${port[$server]}}
    line=${line//\{dir\}/$scratch/$server}
    bash -c "exec $line" >"$scratch/$server.log" 2>&1 &
    pid[$server]=$!
    local try
    for try in {1..150}; do
        [ "$(redis-cli -p "${port[$server]}" PING 2>/dev/null)" != PONG ] || return 0
        kill -0 "${pid[$server]}" 2>/dev/null || break
        sleep 0.2
    done
    cat "$scratch/$server.log" >&2
    fail "$server did not answer after $try tries"
}

stop_servers() {
    local server
    for server in "${!pid[@]}"; do
        kill "${pid[$server]}" 2>/dev/null || true
    done
    wait || true
    rm -rf "$scratch"
}

# User and system time of all threads of a process, in clock ticks. The name, in brackets, may hold spaces.
cpu_ticks() {
    sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# benchmark <server> <requests> <test> <pipeline> <clients> <bytes>: prints "requests/s p50 p99" (ms) of one run
benchmark() {
    local server=$1 count=$2 test=$3 pipeline=$4 client_count=$5 bytes=$6 random=() csv
    [ "$keys" -eq 0 ] || random=(-r "$keys")
    csv=$(timeout 120 redis-benchmark -h 127.0.0.1 -p "${port[$server]}" --csv -t "$test" -n "$count" -P "$pipeline" \
        -c "$client_count" -d "$bytes" --threads "$threads" "${random[@]}") || fail "$test against $server failed: $csv"
    # The last row: before it some tests report what they need first.
    awk -F '","' 'END { if ($2 + 0 <= 0) exit 1; print $2, $5, $7 }' <<<"$csv" || fail "$test against $server reported: $csv"
}

# Pages in code and tiers up the JIT before the first point; fills the keys that GET will ask for.
warm_up() {
    local server size=${sizes%%,*}
    for server in "${servers[@]}"; do
        benchmark "$server" 100000 ping_mbulk 1 50 "$size" >/dev/null
        benchmark "$server" 1000000 set 16 50 "$size" >/dev/null
        benchmark "$server" 1000000 get 16 50 "$size" >/dev/null
    done
}

# requests_for <test> <pipeline> <clients> <bytes>: how many a run of this point takes
requests_for() {
    local server speeds='' short=$(($2 < 16 ? 30000 * $2 : 500000))
    [ -z "$requests" ] || { echo "$requests"; return; }
    for server in "${servers[@]}"; do
        speeds+=" $(benchmark "$server" "$short" "$@" | cut -d ' ' -f 1)"
    done
    awk -v seconds="$seconds" '
        { for (i = 1; i <= NF; i++) sum += log($i); printf "%d\n", 1000 * int(1 + seconds * exp(sum / NF) / 1000) }' <<<"$speeds"
}

# Adds one line a run to the file of samples: test pipeline clients bytes server requests/s p50 p99 cpu-seconds-per-million
measure_point() {
    local run count server before after result order
    count=$(requests_for "$@")
    echo "$1 -P $2 -c $3 -d $4: $runs runs of $count requests" >&2
    for ((run = 0; run < runs; run++)); do
        order=("${servers[@]}")
        ((run % 2 == 0)) || mapfile -t order < <(printf '%s\n' "${servers[@]}" | tac)
        for server in "${order[@]}"; do
            before=$(cpu_ticks "${pid[$server]}")
            result=$(benchmark "$server" "$count" "$@")
            after=$(cpu_ticks "${pid[$server]}")
            awk -v point="$* $server $result" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v count="$count" \
                'BEGIN { print point, ticks / hz / count * 1e6 }' >>"$scratch/samples"
        done
    done
}

measure_all() {
    local test pipeline client_count bytes
    for bytes in ${sizes//,/ }; do
        for client_count in ${clients//,/ }; do
            for test in ${tests//,/ }; do
                for pipeline in ${pipelines//,/ }; do
                    measure_point "$test" "$pipeline" "$client_count" "$bytes"
                done
            done
        done
    done
}

heading() {
    local commit model memory
    commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
    [ -z "$(git -C "$root" status --porcelain 2>/dev/null)" ] || commit+=" with changes"
    echo "date:     $(date -u +%Y-%m-%d)"
    echo "commit:   $commit"
    model=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
    memory=$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)
    echo "machine:  $(nproc) cores, $model, $memory"
    echo "kernel:   $(uname -sr)"
    echo "redis:    $(redis-server --version | sed 's/.* v=\([^ ]*\).*/\1/')"
    echo "dotnet:   $(dotnet --version 2>/dev/null || echo none)"
    echo "options:  ${given[*]:-none} (median of $runs runs, keys $keys, shards $shards, client threads $threads)"
}

main() {
    parse_options "$@"
    build_node
    scratch=$(mktemp -d)
    trap stop_servers EXIT
    local server
    for server in "${servers[@]}"; do
        start_server "$server"
    done
    warm_up
    measure_all
    { heading; echo; awk -v first="${servers[0]}" -f "$here/bench-table.awk" "$scratch/samples"; } | tee "$scratch/table"
    [ -n "$out" ] || return 0
    [[ $out == */* ]] || out=$here/results/$out
    mkdir -p "$(dirname "$out")"
    cp "$scratch/table" "$out"
}

main "$@"
