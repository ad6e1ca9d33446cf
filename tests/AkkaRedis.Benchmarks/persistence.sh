#!/usr/bin/env bash
# What it costs to lose nothing, beside redis-server in the same run: speed with everysec and always, recovery from the log and
# from a snapshot, waits and memory while a snapshot is taken, and disk. Sizes are those of the marks; the environment makes a
# run shorter. It needs disk for some logs and memory for a copy of the largest case.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common servers points latency-parts start-parts persistence-parts; do
    # shellcheck source=/dev/null
    source "$here/bench/$part.sh"
done

# What a run measures, by the environment.
readonly recovery_keys=${AKKAREDIS_BENCH_RECOVERY_KEYS:-5000000}
readonly pause_keys=${AKKAREDIS_BENCH_PAUSE_KEYS:-2000000} pause_bytes=${AKKAREDIS_BENCH_PAUSE_BYTES:-1024}
readonly pause_rate=${AKKAREDIS_BENCH_PAUSE_RATE:-10000}
readonly disk_keys=${AKKAREDIS_BENCH_DISK_KEYS:-200000} disk_bytes=${AKKAREDIS_BENCH_DISK_BYTES:-1024}
readonly overwrites=10

usage() {
    cat <<TEXT
usage: persistence.sh [options]
  --parts LIST     of speed,recovery,pauses,disk             (all)
  --runs R         of which the median; of pauses and disk 1 (5)
  --seconds S      length of a run of speed                  (3)
  --cpus LIST      processors for servers and clients        (the first two)
  --dir DIR        where the data directories are            (a temporary one)
  --out FILE       also write the tables there (without a folder: into results/)
environment, with what it is now: AKKAREDIS_BENCH_RECOVERY_KEYS=$recovery_keys, …_PAUSE_KEYS=$pause_keys, …_PAUSE_BYTES=$pause_bytes,
…_PAUSE_RATE=$pause_rate, …_DISK_KEYS=$disk_keys, …_DISK_BYTES=$disk_bytes
TEXT
}

wanted=speed,recovery,pauses,disk cpu_list='' out='' runs=5 seconds=3

given=("$@")
while [ $# -gt 0 ]; do
    [ "$1" != --help ] || { usage; exit 0; }
    [ $# -gt 1 ] || fail "$1 lacks its value; see --help"
    case $1 in
        --parts) wanted=$2 ;;
        --runs) runs=$2 ;;
        --seconds) seconds=$2 ;;
        --cpus) cpu_list=$2 ;;
        --dir) export TMPDIR=$2 ;;
        --out) out=$2 ;;
        *) fail "$1 is unknown; see --help" ;;
    esac
    shift 2
done

wants() {
    [[ ,$wanted, == *,$1,* ]]
}

report() {
    cat <<TEXT
# Marks of persistence

Written by \`bash tests/AkkaRedis.Benchmarks/persistence.sh\`. Medians of $runs alternating runs; [what each part
measures](../README.md). n/a: was not measured.

\`\`\`
$(heading "$@")
\`\`\`

$(awk -f "$parts/median.awk" -f "$parts/mark.awk" -f "$parts/persistence-marks.awk" "$scratch/samples" "$scratch/facts")
TEXT
    ! wants speed || { printf '\n## Runs of redis-benchmark\n\n'; servers=(redis-everysec); points_table; }
    [ ! -s "$scratch/facts" ] || { printf '\n## Recovery, pauses, disk\n\n'; servers=(redis); facts_table; }
}

command -v redis-server >/dev/null && command -v redis-benchmark >/dev/null || fail "needs redis-server and redis-tools"
build "$root/src/AkkaRedis.Node"
build "$benchmarks"
add_persistence_servers
use_cpus "$cpu_list"
raise_open_files
begin_scratch
! wants speed || measure_policies
! wants recovery || measure_recovery "$recovery_keys" "$runs"
! wants pauses || measure_snapshot_pauses "$pause_keys" "$pause_bytes" "$pause_rate"
! wants disk || measure_disk "$disk_keys" "$disk_bytes" "$overwrites"
report "${given[@]}" | publish "$out"
