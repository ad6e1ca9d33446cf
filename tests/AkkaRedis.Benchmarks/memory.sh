#!/usr/bin/env bash
# Resident memory per key, per element and per idle connection, beside redis-server. Every case has servers of its own,
# which did a twentieth of it before and forgot it: what is told is the difference the case makes, divided by how many there are.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers memory-parts; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: memory.sh [--count N] [--connections N] [--runs R] [--cpus LIST] [--node-cmd CMD] [--out FILE]
  --count N        keys or elements of a case          (1000000)
  --connections N  idle connections; 0 leaves them out (10000)
  --runs R         of which the median                 (1)
TEXT
}

count=1000000 connections=10000 runs=1 cpu_list='' node_command='' out=''

given=("$@")
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || fail "$1 lacks its value; see --help"
    case $1 in
        --count) count=$2 ;;
        --connections) connections=$2 ;;
        --runs) runs=$2 ;;
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
raise_open_files
begin_scratch
measure_memory "$count" "$runs"
[ "$connections" -eq 0 ] || measure_idle "$connections" "$runs"
{ heading "${given[@]}"; echo; facts_table; } | publish "$out"
