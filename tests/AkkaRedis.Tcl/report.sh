# Sourced: what the units printed, as numbers.
#
# A unit's folder gets counts (passed failed skipped) and failed (one name a line). A failure that is not of a test, such as a
# unit that broke off, has a name in round brackets.

heading() {
    echo "redis' own tests ($(basename "$source_dir")) against $target; redis-server itself passes $(total_of_redis)"
    row unit passed 'of' failed skipped
}

row() {
    printf '%-28s %7s %7s %7s %7s\n' "$@"
}

# How many tests of the units of this run redis-server passes.
total_of_redis() {
    local unit
    for unit in "${units[@]}"; do
        of_redis "$unit"
    done | awk '{ sum += $1 } END { print sum }'
}

of_redis() {
    listed units.txt | awk -v unit="$1" '$1 == unit { print $2 }'
}

# tell_unit <folder>: a unit has ended
tell_unit() {
    local folder=$1 passed failed skipped
    failures "$folder" >"$folder/failed"
    passed=$(grep -a -c '^\[ok\]: ' "$folder/log" || true)
    failed=$(wc -l <"$folder/failed")
    skipped=$(grep -a -c '^\[skip\]: ' "$folder/log" || true)
    echo "$passed $failed $skipped" >"$folder/counts"
    row "$(cat "$folder/unit")" "$passed" "$(of_redis "$(cat "$folder/unit")")" "$failed" "$skipped"
}

# The names of what failed; a test that failed several times, as those that run in a loop can, once for each.
failures() {
    sed -n -e 's/^\[err\]: \(.*\) in tests\/[a-z0-9/-]*\.tcl$/\1/p' "$1/log"
    if ! grep -a -q '^\[1\/1 done\]: ' "$1/log"; then
        echo "(broke off$(in_progress "$1"))"
    elif grep -a '^\[err\]: ' "$1/log" | grep -a -q -v ' in tests/[a-z0-9/-]*\.tcl$'; then
        echo '(between tests)'
    fi
}

in_progress() {
    sed -n 's/^sock[^ ]* => (IN PROGRESS) \(.*\)/ in \1/p' "$1/log" | head -n 1
}

keep_logs() {
    local folder name
    mkdir -p "$1"
    for folder in "$scratch"/*/; do
        name=$(tr / - <"$folder/unit")
        cp "$folder/log" "$1/$name.log"
        [ ! -s "$folder/server.log" ] || cp "$folder/server.log" "$1/$name.server.log"
    done
}

# unit | test of everything that failed, in the order of the units
all_failures() {
    local folder
    for folder in $(printf '%s\n' "$scratch"/*/ | sort -V); do
        sed "s|^|$(cat "$folder/unit") \| |" "$folder/failed"
    done
}

# The failures that skip.txt does not know.
new_failures() {
    listed skip.txt | awk -F ' [|] ' '{ print $1 " | " $2 }' >"$scratch/known"
    all_failures | grep -v -x -F -f "$scratch/known" || true
}

summary() {
    local passed skipped failed
    new_failures >"$scratch/new"
    read -r passed skipped < <(cat "$scratch"/*/counts | awk '{ passed += $1; skipped += $3 } END { print passed, skipped }')
    failed=$(wc -l <"$scratch/new")
    if [ "$failed" -gt 0 ]; then
        echo '== failed'
        cat "$scratch/new"
    fi
    awk -v passed="$passed" -v of="$(total_of_redis)" 'BEGIN { printf "%.1f %% of what redis-server passes\n", of ? 100 * passed / of : 0 }'
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}
