#!/usr/bin/env bash
# How long a client waits at worst: fills a node with keys, writes to it at a fixed rate for a while, growing it all the time, lets
# a part of the keys expire at one moment, and notes how long each request of a second connection takes. Then the same with
# redis-server. What "echo beside it" shows is what the machine alone lets a client wait, with a socket that only echoes.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

usage() {
    cat <<'TEXT'
usage: pauses.sh [options]
  --strings N      keys of about 16 bytes with values of 32 bytes       (10000000)
  --hashes N       hashes of 10 fields                                  (0)
  --lists N        lists of 10 elements                                 (0)
  --expiring N     keys that expire at one moment while it is written   (1000000)
  --seconds S      how long it is written                               (300)
  --rate R         writes per second                                    (10000)
  --shards N       shards of the node                                   (1)
  --servers LIST   which, in this order                                 (node,redis)
TEXT
}

servers=node,redis shards=1 load=()

fail() {
    echo "pauses.sh: $*" >&2
    exit 2
}

parse_options() {
    while [ $# -gt 0 ]; do
        [ "$1" != --help ] && [ "$1" != -h ] || { usage; exit 0; }
        [ $# -gt 1 ] || fail "$1 is unknown or lacks its value; see --help"
        case $1 in
            --strings | --hashes | --lists | --expiring | --seconds | --rate) load+=("$1" "$2") ;;
            --shards) shards=$2 ;;
            --servers) servers=$2 ;;
            *) fail "$1 is unknown; see --help" ;;
        esac
        shift 2
    done
}

# The program of a project, built before.
program() {
    local framework=("$root/$1"/bin/Release/net*)
    echo "${framework[-1]}/$(basename "$1").dll"
}

free_port() {
    local candidate
    while true; do
        candidate=$((20000 + RANDOM % 10000))
        (: </dev/tcp/127.0.0.1/$candidate) 2>/dev/null || break
    done
    echo "$candidate"
}

start() {
    case $1 in
        node) exec dotnet "$(program src/AkkaRedis.Node)" --port "$2" --cluster-port 0 --node-port 0 --peer-port 0 --admin-port 0 \
            --bind 127.0.0.1 --dir "$3" --shards "$shards" ;;
        redis) exec redis-server --port "$2" --bind 127.0.0.1 --dir "$3" --save '' --appendonly no --daemonize no ;;
        *) fail "no server is called $1" ;;
    esac
}

await() {
    local try
    for try in {1..150}; do
        [ "$(redis-cli -p "$1" PING 2>/dev/null)" != PONG ] || return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    cat "$scratch/log" >&2
    fail "the server did not answer after $try tries"
}

measure() {
    local port
    port=$(free_port)
    mkdir -p "$scratch/$1"
    start "$1" "$port" "$scratch/$1" >"$scratch/log" 2>&1 &
    pid=$!
    await "$port"
    echo "== $1"
    dotnet "$(program tests/AkkaRedis.Benchmarks)" pauses --port "$port" "${load[@]}"
    stop
}

stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    wait || true
    pid=''
}

parse_options "$@"
for project in src/AkkaRedis.Node tests/AkkaRedis.Benchmarks; do
    dotnet build "$root/$project" -c Release --verbosity quiet -nologo >&2
done
scratch=$(mktemp -d)
pid=''
trap 'stop; rm -rf "$scratch"' EXIT
for server in ${servers//,/ }; do
    measure "$server"
done
