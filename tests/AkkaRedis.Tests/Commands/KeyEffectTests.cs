using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Commands;

/// <summary>
/// What a write leaves behind besides data and reply: whether it is logged at all, as it came or as effects of its own, and
/// the events it announces. Expected text: "nothing", or "came:" / "own:" with the events, each as name@db.key.
/// </summary>
public sealed class KeyEffectTests
{
    private const string Setup = "SET k v | SET n 5 | SET t v PXAT 1700000100000";

    [Theory]
    [InlineData("SET a v", "came: set@0.a")]
    [InlineData("SET a v NX", "came: set@0.a")]
    [InlineData("SET k w NX", "nothing")]
    [InlineData("SET a w XX", "nothing")]
    [InlineData("SET k w GET", "came: set@0.k")]
    [InlineData("SET k w KEEPTTL", "came: set@0.k")]
    [InlineData("SET k w EX 10", "own: set@0.k expire@0.k")]
    [InlineData("SET k w PXAT 33177117420000", "own: set@0.k expire@0.k")]
    [InlineData("SET k w EX 0", "nothing")]
    [InlineData("SETEX k 10 w", "own: set@0.k expire@0.k")]
    [InlineData("PSETEX k 10 w", "own: set@0.k expire@0.k")]
    [InlineData("SETNX a v", "came: set@0.a")]
    [InlineData("SETNX k v", "nothing")]
    [InlineData("GETSET k w", "own: set@0.k")]
    [InlineData("GETDEL k", "own: del@0.k")]
    [InlineData("GETDEL a", "nothing")]
    [InlineData("GETEX k", "nothing")]
    [InlineData("GETEX k EX 10", "own: expire@0.k")]
    [InlineData("GETEX k PXAT 1", "own: del@0.k")]
    [InlineData("GETEX t PERSIST", "own: persist@0.t")]
    [InlineData("GETEX k PERSIST", "nothing")]
    [InlineData("MSET a 1 k 2", "came: set@0.a set@0.k")]
    [InlineData("MSETNX a 1 b 2", "came: set@0.a set@0.b")]
    [InlineData("MSETNX a 1 k 2", "nothing")]
    [InlineData("INCR n", "came: incrby@0.n")]
    [InlineData("DECRBY n 2", "came: incrby@0.n")]
    [InlineData("INCR k", "nothing")]
    [InlineData("INCRBYFLOAT n 1.5", "own: incrbyfloat@0.n")]
    [InlineData("INCRBYFLOAT k 1.5", "nothing")]
    [InlineData("APPEND k w", "came: append@0.k")]
    [InlineData("SETRANGE k 1 w", "came: setrange@0.k")]
    [InlineData("SETRANGE k 1 \"\"", "nothing")]
    public void Strings_leave(string command, string expected) => Assert.Equal(expected, TraceOf(command));

    [Theory]
    [InlineData("DEL k a n", "came: del@0.k del@0.n")]
    [InlineData("DEL a", "nothing")]
    [InlineData("UNLINK k", "came: del@0.k")]
    [InlineData("RENAME k a", "came: rename_from@0.k rename_to@0.a")]
    [InlineData("RENAME k k", "nothing")]
    [InlineData("RENAMENX k n", "nothing")]
    [InlineData("COPY k a", "came: copy_to@0.a")]
    [InlineData("COPY k k DB 3", "came: copy_to@3.k")]
    [InlineData("COPY k n", "nothing")]
    [InlineData("MOVE k 2", "came: move_from@0.k move_to@2.k")]
    [InlineData("MOVE a 2", "nothing")]
    [InlineData("EXPIRE k 10", "own: expire@0.k")]
    [InlineData("PEXPIREAT k 33177117420000", "own: expire@0.k")]
    [InlineData("EXPIRE k 10 XX", "nothing")]
    [InlineData("EXPIRE k -1", "own: del@0.k")]
    [InlineData("EXPIREAT k 1", "own: del@0.k")]
    [InlineData("PERSIST t", "own: persist@0.t")]
    [InlineData("PERSIST k", "nothing")]
    [InlineData("FLUSHDB", "came: all@0")]
    [InlineData("SWAPDB 0 1", "came: all@0 all@1")]
    [InlineData("FLUSHALL foo", "nothing")]
    public void Keys_and_databases_leave(string command, string expected) => Assert.Equal(expected, TraceOf(command));

    [Fact]
    public void A_replayed_expiry_in_the_past_removes_nothing()
    {
        var shard = new RecordingShard();
        shard.Run("SET k v");
        shard.Write.IsReplay = true;
        shard.Run("PEXPIREAT k 1600000000000");
        Assert.Equal(1_600_000_000_000, shard.Write.DatabaseAt(0).Find("k"u8).ExpireAtMs);
    }

    private static string TraceOf(string command)
    {
        var shard = new RecordingShard();
        foreach (var step in Setup.Split(" | "))
            shard.Run(step);
        shard.Events.Clear();
        shard.Run(command);
        if (shard.Write.Dirty == 0)
            return "nothing";
        return (shard.Write.HasOwnEffects ? "own: " : "came: ") + string.Join(' ', shard.Events);
    }

    private sealed class RecordingShard : IChangeListener
    {
        private readonly CommandTable _table = NodeCommandTable.Build();
        private readonly CommandExecutor _executor;

        public RecordingShard()
        {
            _executor = new CommandExecutor(new KeyspaceStore(16), new ShardSettings(), new Random(1), new CommandLog());
            Write.Listener = this;
        }

        public WriteContext Write => _executor.WriteContext;

        public List<string> Events { get; } = [];

        public void Run(string line)
        {
            var words = line.Split(' ').Select(w => Encoding.Latin1.GetBytes(w == "\"\"" ? "" : w)).ToArray();
            var reply = new RespWriter();
            var row = (ShardCommand)_table.Find(words[0])!;
            _executor.Execute(row, Args.Of(words), reply, db: 0, nowMs: 1_700_000_000_000, connectionId: 1);
            reply.Release();
        }

        public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event) => Record(db, key, @event);

        void IChangeListener.KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event) => Record(db, key, @event);

        public void DatabaseChanged(int db) => Events.Add($"all@{db}");

        private void Record(int db, ReadOnlySpan<byte> key, KeyEvent @event) =>
            Events.Add($"{@event.Name}@{db}.{Encoding.Latin1.GetString(key)}");
    }
}
