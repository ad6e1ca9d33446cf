#!/usr/bin/env bash
# How long a server takes from exec to its first PONG, and the node to its READY line.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers start-parts; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

usage() {
    echo "usage: start.sh [--runs R (5)] [--shards LIST (1)] [--cpus LIST] [--node-cmd CMD] [--out FILE]"
}

runs=5 shards=1 cpu_list='' node_command='' out=''

given=("$@")
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || fail "$1 lacks its value; see --help"
    case $1 in
        --runs) runs=$2 ;;
        --shards) shards=$2 ;;
        --cpus) cpu_list=$2 ;;
        --node-cmd) node_command=$2 ;;
        --out) out=$2 ;;
        *) fail "$1 is unknown; see --help" ;;
    esac
    shift 2
done

add_redis
add_nodes "$shards" "$node_command"
use_cpus "$cpu_list"
begin_scratch
measure_starts "$runs"
{ heading "${given[@]}"; echo; facts_table; } | publish "$out"
