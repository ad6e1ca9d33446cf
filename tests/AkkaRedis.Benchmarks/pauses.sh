#!/usr/bin/env bash
# The longest wait of a client that writes steadily to a server of many keys, half of the writes to new ones: what garbage
# collection and the growth of tables cost. late_max is the longest delay of the load tool itself, when the machine was busy.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers memory-parts latency-parts pause-parts; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: pauses.sh [--keys N] [--seconds S] [--rate R] [--cpus LIST] [--node-cmd CMD] [--out FILE]
  --keys N     written before        (10000000)
  --seconds S  of steady writes      (300)
  --rate R     writes per second     (20000)
TEXT
}

keys=10000000 seconds=300 rate=20000 cpu_list='' node_command='' out=''

given=("$@")
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || fail "$1 lacks its value; see --help"
    case $1 in
        --keys) keys=$2 ;;
        --seconds) seconds=$2 ;;
        --rate) rate=$2 ;;
        --cpus) cpu_list=$2 ;;
        --node-cmd) node_command=$2 ;;
        --out) out=$2 ;;
        *) fail "$1 is unknown; see --help" ;;
    esac
    shift 2
done

add_redis
add_nodes 1 "$node_command"
build "$benchmarks"
use_cpus "$cpu_list"
begin_scratch
measure_pauses "$keys" "$seconds" "$rate"
{ heading "${given[@]}"; echo; facts_table; } | publish "$out"
