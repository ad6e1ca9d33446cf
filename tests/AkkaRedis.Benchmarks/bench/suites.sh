# Sourced: named sets of points. A suite chooses servers and measures; what it found is in the files of samples and facts.

readonly all_tests=ping_inline,ping_mbulk,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,zadd,zpopmin
readonly all_ranges=lrange_100,lrange_300,lrange_500,lrange_600,mset

# The points that options name: --tests x -P x -c x -d.
suite_points() {
    measure_points "${servers[*]}" "$tests" "$pipelines" "$clients" "$sizes"
}

# A look at everything in a minute or two.
suite_quick() {
    measure_points "${servers[*]}" set,get,incr,lpush,lpop,sadd,hset,zadd,lrange_100 1,16 50 3
}

# One dimension at a time: all tests, then value sizes, then clients, then shards.
suite_full() {
    local plain=()
    mapfile -t plain < <(printf '%s\n' "${servers[@]}" | grep -vxF -f <(printf '%s\n' "${nodes[@]:1}" none))
    measure_points "${plain[*]}" "$all_tests,$all_ranges,eval_get" 1,16,64 50 3
    measure_points "${plain[*]}" set,get 1,16 50 8,64,1024,65536
    measure_points "${plain[*]}" set,get 1 1,1000,10000 3
    measure_points "${nodes[*]}" set,get,incr 1,16 50 3
}

# Every number of the table of marks. The points first, on servers that stay; then what needs servers of its own.
suite_marks() {
    local pair=(redis "${nodes[0]}") all=("${servers[@]}")
    measure_points "$(without "${nodes[1]:-}" "${servers[@]}")" set,get 1,64 50 3
    measure_points "${servers[*]}" set,get 16 50 3
    measure_points "${pair[*]}" "$(without_tests set,get "$all_tests,$all_ranges"),eval_get" 16 50 3
    servers=("${pair[@]}")
    measure_latency SET "$runs" "$seconds" 0.7
    measure_latency GET "$runs" "$seconds" 0.7 --command "GET key:__rand__"
    servers=("${all[@]}")
    stop_servers
    servers=("${pair[@]}")
    measure_memory 1000000 1
    measure_idle 10000 1
    measure_starts "$runs"
    measure_pauses "$pause_keys" "$pause_seconds" 20000
    servers=("${all[@]}")
}

# without <one> <list...>: the list, without one of it, separated by blanks
without() {
    local one=$1
    shift
    printf '%s\n' "$@" | grep -vxF -- "${one:-none}" | paste -sd ' '
}

# without_tests <tests> <tests>: the second list without the first, separated by commas
without_tests() {
    tr ',' '\n' <<<"$2" | grep -vxF -f <(tr ',' '\n' <<<"$1") | paste -sd ','
}
