#!/usr/bin/env bash
# Side by side with redis-server: starts all servers on free loopback ports, runs redis-benchmark against them in turn and
# prints medians as a table with ratios. Client and servers share the processors of one machine, so only the ratios travel
# to another. How it measures is told in bench/points.sh, what it measures in README.md.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers points latency-parts memory-parts start-parts pause-parts suites marks; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: bench.sh [options]
  --suite NAME     quick: some tests; full: all tests, sizes, clients and shards (hours); marks: the table of marks,
                   written to results/marks.md; without it the product of the lists that follow
  --tests LIST     redis-benchmark tests, in this order        (set,get,ping_mbulk)
                   and eval_get, a script that does one GET
  -P LIST          requests per pipeline                       (1,16,64)
  -c LIST          clients                                     (50)
  -d LIST          bytes of a value                            (3)
  --shards LIST    shards; a node for each, side by side       (1; full: 1,2,8; marks: 1,8)
  -r KEYS          keys to choose from; 0 is one single key    (100000; fewer when values are long)
  -n REQUESTS      requests of each run                        (what --seconds take)
  --seconds S      length of a run when -n is not given        (3)
  --runs R         runs of each point, of which the median     (5)
  --threads T      threads of redis-benchmark                  (1)
  --cpus LIST      processors for servers and clients          (the first two)
  --garnet         Garnet as one more server (full and marks have it always)
  --node-cmd CMD   another command line for the nodes; it may name {shards}
  --peer NAME=CMD  one more server; may be given several times
  --pause-keys N, --pause-seconds S    of the pauses in marks  (10000000, 300)
  --out FILE       also write the table there (without a folder: into results/)
CMD may name {port} and {dir}. Lists are separated by commas.
TEXT
}

suite=points tests=set,get,ping_mbulk pipelines=1,16,64 clients=50 sizes=3 shards='' node_command='' garnet=no out=''
pause_keys=10000000 pause_seconds=300 peers=() cpu_list=''

parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --help | -h) usage; exit 0 ;;
            --garnet) garnet=yes; shift; continue ;;
        esac
        [ $# -gt 1 ] || fail "$1 is unknown or lacks its value; see --help"
        case $1 in
            --suite) suite=$2 ;;
            --tests) tests=$2 ;;
            -P) pipelines=$2 ;;
            -c) clients=$2 ;;
            -d) sizes=$2 ;;
            --shards) shards=$2 ;;
            -r) keys=$2 ;;
            -n) requests=$2 ;;
            --seconds) seconds=$2 ;;
            --runs) runs=$2 ;;
            --threads) threads=$2 ;;
            --cpus) cpu_list=$2 ;;
            --node-cmd) node_command=$2 ;;
            --peer) peers+=("$2") ;;
            --pause-keys) pause_keys=$2 ;;
            --pause-seconds) pause_seconds=$2 ;;
            --out) out=$2 ;;
            *) fail "$1 is unknown; see --help" ;;
        esac
        shift 2
    done
}

complete_options() {
    case $suite in
        points | quick) shards=${shards:-1} ;;
        full) shards=${shards:-1,2,8} garnet=yes ;;
        marks) shards=${shards:-1,8} garnet=yes out=${out:-marks.md} ;;
        *) fail "--suite $suite is unknown; see --help" ;;
    esac
}

choose_servers() {
    local peer
    add_redis
    add_nodes "$shards" "$node_command"
    [ "$garnet" = no ] || add_garnet
    for peer in "${peers[@]}"; do
        add_server "${peer%%=*}" "${peer#*=}"
    done
    [ "$suite" != marks ] || build "$benchmarks"
}

report() {
    if [ "$suite" = marks ]; then
        marks_report "$@"
    else
        heading "$@"
        echo "runs:     median of $runs, of $seconds s or ${requests:-as many requests as that takes}, keys $keys"
        echo
        points_table
    fi
}

main() {
    local server
    parse_options "$@"
    complete_options
    choose_servers
    use_cpus "$cpu_list"
    raise_open_files
    begin_scratch
    for server in "${servers[@]}"; do
        start_server "$server"
    done
    warm_up "${servers[@]}"
    "suite_$suite"
    report "$@" | publish "$out"
}

main "$@"
