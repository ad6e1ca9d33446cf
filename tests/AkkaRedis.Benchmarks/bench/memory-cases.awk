# Requests that fill a server, as inline commands for redis-cli --pipe. Variables: what, count.
# Every value differs from the others, so that no server can share them; keys, members and elements have 16 bytes.

BEGIN {
    for (i = 0; i < count; i++) {
        if (what == "strings")
            printf "SET key:%012d %032d\r\n", i, i
        else if (what == "strings-ttl")
            printf "SET key:%012d %032d EX %d\r\n", i, i, 100000 + i % 1000
        else if (what == "hashes")
            hash(i)
        else if (what == "zset")
            printf "ZADD myzset %d.5 member:%09d\r\n", (i * 7919) % count, i
        else if (what == "list")
            printf "RPUSH mylist element:%08d\r\n", i
        else if (what == "set")
            printf "SADD myset member:%09d\r\n", i
        else if (what == "hash")
            printf "HSET myhash field:%010d value:%010d\r\n", i, i
    }
}

function hash(i,    f) {
    printf "HSET key:%012d", i
    for (f = 0; f < 10; f++)
        printf " field:%d value:%010d", f, i + f
    printf "\r\n"
}
