# Sourced: results/marks.md, the table of marks with the tables it was made of and the commands that measure each part.

marks_table() {
    awk -v node="${nodes[0]}" -v shards="${nodes[1]:-none}" -v pauseKeys="$pause_keys" \
        -v others="$(without_tests set,get "$all_tests,$all_ranges")" \
        -f "$parts/median.awk" -f "$parts/mark.awk" -f "$parts/marks.awk" "$scratch/samples" "$scratch/facts"
}

# marks_report <arguments of the script>
marks_report() {
    cat <<TEXT
# Marks

Written by \`bash tests/AkkaRedis.Benchmarks/bench.sh --suite marks\`. Medians of $runs alternating runs of $seconds s, client and
servers on the same processors; [what each part measures](../README.md). n/a: a server does not have the command, or was not
measured.

\`\`\`
$(heading "$@")
\`\`\`

$(marks_table)

The commands that measure parts of it alone:

| rows | command |
|---|---|
| requests/s and CPU of set and get | \`bench.sh --tests set,get -P 1,16,64 --garnet\` |
| other tests | \`bench.sh --tests $(without_tests set,get "$all_tests,$all_ranges") -P 16\` |
| eval | \`bench.sh --tests eval_get -P 16\` |
| shards | \`bench.sh --tests set,get -P 16 --shards 1,8\` |
| at 70 % of the slower one's maximum | \`latency.sh\` |
| RSS, idle connection | \`memory.sh\` |
| longest wait | \`pauses.sh\` |
| READY | \`start.sh\` |

## Runs of redis-benchmark

$(points_table)

## Latency, memory, start, pauses

$(facts_table)
TEXT
}
