# Requests that write every key once, as inline commands for redis-cli --pipe. Variables: count, bytes, round (another value in
# each).

BEGIN {
    form = "SET key:%012d %0" bytes "d\r\n"
    for (i = 0; i < count; i++)
        printf form, i, i + round * count
}
