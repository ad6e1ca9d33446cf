# Sourced: redis-benchmark at points of test x pipeline x clients x value size, for all servers in turn.
#
# All servers get the same number of requests at a point: as many as their geometric mean speed, found by a short run that
# also warms them up, does in so many seconds. Before a point its keys are written, before a run of a test that makes a
# collection longer or empties it the collection is made anew, so that no run finds what an earlier one left.
# CPU is counted over a whole run: for lrange_* that includes the pushes redis-benchmark makes first, for every server.

readonly most_stored_bytes=$((256 * 1024 * 1024))

keys=100000 requests='' seconds=3 runs=5 threads=1

# The command a test of redis-benchmark sends, or one that redis-benchmark has no test for.
command_of() {
    case $1 in
        ping_inline | ping_mbulk) echo PING ;;
        lrange_*) echo LRANGE ;;
        eval_get) echo EVAL ;;
        *) echo "${1^^}" ;;
    esac
}

# request_of <test>: sets the array "request" to what tells redis-benchmark to send it
request_of() {
    case $1 in
        eval_get) request=(eval "return redis.call('get',KEYS[1])" 1 key:__rand_int__) ;;
        *) request=(-t "$1") ;;
    esac
}

# Does the server have the command? One that has complains about missing arguments, or runs it.
knows() {
    [[ $(ask "$1" "$(command_of "$2")" 2>&1) != *"unknown command"* ]]
}

# Keys to choose from with values of so many bytes: fewer when they are long, as all servers hold them at once.
keys_for() {
    local most=$((most_stored_bytes / ($1 + 1)))
    echo $((keys < most ? keys : most))
}

# benchmark <server> <requests> <test> <pipeline> <clients> <bytes>: prints "requests/s p50 p99" (ms) of one run
benchmark() {
    local server=$1 count=$2 test=$3 pipeline=$4 clients=$5 bytes=$6 random=() request csv
    request_of "$test"
    [ "$keys" -eq 0 ] || random=(-r "$(keys_for "$bytes")")
    csv=$(timeout 300 redis-benchmark -h 127.0.0.1 -p "${port[$server]}" --csv -n "$count" -P "$pipeline" \
        -c "$clients" -d "$bytes" --threads "$threads" "${random[@]}" "${request[@]}" 2>&1) || fail "$test against $server failed: $csv"
    # The last row: before it some tests report what they need first.
    awk -F '","' '/^"/ { row = $0 } END { $0 = row; if ($2 + 0 <= 0) exit 1; print $2, $5, $7 }' <<<"$csv" \
        || fail "$test against $server reported: $csv"
}

# Pages in code and tiers up the JIT before the first point.
warm_up() {
    local server count
    count=$(awk -v seconds="$seconds" 'BEGIN { printf "%d", (seconds >= 3 ? 1000000 : 20000 + 300000 * seconds) }')
    for server in "$@"; do
        benchmark "$server" "$((count / 10))" ping_mbulk 1 50 3 >/dev/null
        benchmark "$server" "$count" set 16 50 3 >/dev/null
        benchmark "$server" "$count" get 16 50 3 >/dev/null
    done
}

# prepare_point <server> <test> <bytes>: an empty server, or one with the keys or members the test will meet
prepare_point() {
    local fill=''
    ask "$1" FLUSHALL >/dev/null
    case $2 in
        set | get | mset | eval_get) fill=set ;;
        incr | hset | sadd | zadd) fill=$2 ;;
    esac
    [ -z "$fill" ] || [ "$keys" -eq 0 ] || benchmark "$1" "$((3 * $(keys_for "$3")))" "$fill" 16 50 "$3" >/dev/null
}

# prepare_run <server> <requests> <test> <bytes>: for tests that grow or empty one collection, that collection
prepare_run() {
    local fill=''
    case $3 in
        lpop | rpop) fill=lpush ;;
        spop) fill=sadd ;;
        zpopmin) fill=zadd ;;
        lpush | rpush | lrange_*) ;;
        *) return 0 ;;
    esac
    ask "$1" DEL mylist myset myzset >/dev/null
    [ -z "$fill" ] || keys=$2 benchmark "$1" "$2" "$fill" 16 50 "$4" >/dev/null
}

# limited <test> <requests> <bytes>: fewer where so many values of that length would be stored
limited() {
    local most=$((4 * most_stored_bytes / ($3 + 16)))
    case $1 in
        lpush | rpush | lpop | rpop | lrange_*) echo $(($2 < most ? $2 : most)) ;;
        *) echo "$2" ;;
    esac
}

# requests_for <servers> <test> <pipeline> <clients> <bytes>: how many a run of this point takes
requests_for() {
    local server speeds='' test=$2 pipeline=$3 clients=$4 bytes=$5 short
    [ -z "$requests" ] || { echo "$requests"; return; }
    short=$(awk -v p="$pipeline" -v c="$clients" -v bytes="$bytes" -v seconds="$seconds" 'BEGIN {
        n = (seconds < 1 ? 5000 : 30000) * (p < 16 ? p : 16); if (bytes > 4096) n = n / 10; if (n < 4 * c) n = 4 * c; print int(n) }')
    [[ $test != lrange_* && $test != mset ]] || short=$((short / 12))
    short=$(limited "$test" "$short" "$bytes")
    for server in $1; do
        prepare_run "$server" "$short" "$test" "$bytes"
        speeds+=" $(benchmark "$server" "$short" "$test" "$pipeline" "$clients" "$bytes" | cut -d ' ' -f 1)"
    done
    awk -v seconds="$seconds" -v short="$short" '{
        for (i = 1; i <= NF; i++) sum += log($i)
        n = 1000 * int(1 + seconds * exp(sum / NF) / 1000)
        printf "%d\n", (n < short && seconds >= 1 ? short : n) }' <<<"$speeds"
}

# measure_run <server> <requests> <test> <pipeline> <clients> <bytes>: adds one line to the file of samples
measure_run() {
    local server=$1 count=$2 before after result
    prepare_run "$server" "$count" "$3" "$6"
    before=$(cpu_ticks "$server")
    result=$(benchmark "$@")
    after=$(cpu_ticks "$server")
    awk -v point="$3 $4 $5 $6 $server $result" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v count="$count" \
        'BEGIN { print point, ticks / hz / count * 1e6 }' >>"$scratch/samples"
}

# measure_point <servers> <test> <pipeline> <clients> <bytes>
measure_point() {
    local server able='' unable=()
    if (($4 + 200 > $(ulimit -n))); then
        note "$2 with $4 clients is left out: only $(ulimit -n) files may be open"
        return 0
    fi
    for server in $1; do
        if knows "$server" "$2"; then
            able+=" $server"
            prepare_point "$server" "$2" "$5"
        else
            unable+=("${*:2} $server n/a")
        fi
    done
    [ -z "$able" ] || measure_able "$able" "${@:2}"
    [ ${#unable[@]} -eq 0 ] || printf '%s\n' "${unable[@]}" >>"$scratch/samples"
}

# measure_able <servers> <test> <pipeline> <clients> <bytes>: the runs of a point, on servers that have the command
measure_able() {
    local run count server
    count=$(limited "$2" "$(requests_for "$@")" "$5")
    note "$2 -P $3 -c $4 -d $5: $runs runs of $count requests for$1"
    for ((run = 0; run < runs; run++)); do
        for server in $(in_turn "$run"); do
            [[ "$1 " != *" $server "* ]] || measure_run "$server" "$count" "${@:2}"
        done
    done
}

# measure_points <servers> <tests> <pipelines> <clients> <sizes>: their product; servers by blanks, the others by commas
measure_points() {
    local test pipeline clients bytes
    for bytes in ${5//,/ }; do
        for clients in ${4//,/ }; do
            for test in ${2//,/ }; do
                for pipeline in ${3//,/ }; do
                    measure_point "$1" "$test" "$pipeline" "$clients" "$bytes"
                done
            done
        done
    done
}

points_table() {
    awk -v first="${servers[0]}" -f "$parts/median.awk" -f "$parts/points.awk" "$scratch/samples"
}
