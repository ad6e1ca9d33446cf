# Sourced: the source package of redis, of the Debian release of this machine.
#
# It is fetched once, into the user's cache, by an apt that has its own state and its own sources: those of this machine, read
# as sources of source packages. Nothing of the machine's own apt is changed, and nothing of the package is kept in the repository.

readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/akkaredis-tcl

# The counts in units.txt are of this release.
readonly release=7.0

check_programs() {
    local program
    for program in tclsh redis-cli redis-server; do
        command -v "$program" >/dev/null || fail "$program is missing (apt packages tcl, redis-tools, redis-server)"
    done
}

fetch_source() {
    source_dir=$(unpacked_source)
    [ -z "$source_dir" ] || return 0
    command -v dpkg-source >/dev/null || fail "dpkg-source is missing (apt package dpkg-dev)"
    echo "fetching the source package of redis"
    mkdir -p "$cache/apt/sources" "$cache/apt/lists/partial" "$cache/apt/archives/partial"
    write_sources
    private_apt update >"$cache/apt/log" 2>&1 || fail "no list of source packages: $(tail -n 1 "$cache/apt/log")"
    (cd "$cache" && private_apt source redis) >>"$cache/apt/log" 2>&1 || fail "no source package: $(tail -n 1 "$cache/apt/log")"
    source_dir=$(unpacked_source)
    [ -n "$source_dir" ] || fail "the source package of redis here is not of release $release; give one with --source"
}

unpacked_source() {
    local folder
    for folder in "$cache"/redis-"$release".*/; do
        [ ! -x "$folder/runtest" ] || echo "${folder%/}"
    done | tail -n 1
}

private_apt() {
    apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$cache/apt/sources" \
        -o Dir::State::Lists="$cache/apt/lists" -o Dir::Cache="$cache/apt" -o APT::Sandbox::User=root "$@"
}

# Both forms of sources: one line each, and paragraphs with a field Types.
write_sources() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >"$cache/apt/sources/$(basename "$file" .list).list"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$cache/apt/sources/$(basename "$file")"
    done
}
