#!/usr/bin/env bash
# Latency at the same offered load: a share of what the slowest server does at most, sent by schedule to each in turn.
# A request's time counts from when it was meant to be sent. late_p99 and late_max are the load tool's own delays.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers latency-parts; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: latency.sh [options] [-- options of the load tool, such as --command "GET key:__rand__" --connections 10]
  --runs R         of which the median                       (5)
  --seconds S      length of a run                           (5)
  --share S        of the slowest server's maximum           (0.7)
  --shards LIST    shards; a node for each                   (1)
  --garnet         Garnet as one more server
  --cpus LIST      processors for servers and the load tool  (the first two)
  --node-cmd CMD   another command line for the nodes
  --peer NAME=CMD  one more server
  --out FILE       also write the table there
TEXT
}

runs=5 seconds=5 share=0.7 shards=1 garnet=no cpu_list='' node_command='' peers=() out=''

given=("$@")
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
        --help) usage; exit 0 ;;
        --garnet) garnet=yes; shift; continue ;;
    esac
    [ $# -gt 1 ] || fail "$1 lacks its value; see --help"
    case $1 in
        --runs) runs=$2 ;;
        --seconds) seconds=$2 ;;
        --share) share=$2 ;;
        --shards) shards=$2 ;;
        --cpus) cpu_list=$2 ;;
        --node-cmd) node_command=$2 ;;
        --peer) peers+=("$2") ;;
        --out) out=$2 ;;
        *) fail "$1 is unknown; see --help" ;;
    esac
    shift 2
done
[ "${1:-}" != -- ] || shift

add_redis
add_nodes "$shards" "$node_command"
[ "$garnet" = no ] || add_garnet
for peer in "${peers[@]}"; do
    add_server "${peer%%=*}" "${peer#*=}"
done
build "$benchmarks"
use_cpus "$cpu_list"
begin_scratch
for server in "${servers[@]}"; do
    start_server "$server"
done
if [ $# -gt 0 ]; then
    measure_latency "load $*" "$runs" "$seconds" "$share" "$@"
else
    measure_latency SET "$runs" "$seconds" "$share"
    measure_latency GET "$runs" "$seconds" "$share" --command "GET key:__rand__"
fi
{ heading "${given[@]}"; echo; facts_table; } | publish "$out"
