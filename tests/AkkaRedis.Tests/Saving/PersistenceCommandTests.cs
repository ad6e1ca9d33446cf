using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Routing;

namespace AkkaRedis.Tests.Saving;

/// <summary>Commands, options and INFO about what is on disk. Replies are those of redis-server 7.0.15 where it has them.</summary>
public sealed class PersistenceCommandTests : IDisposable
{
    private readonly RecordedPersistence _disk = new();
    private readonly RigNode _node;
    private readonly RigConnection _client;
    private readonly RigConnection _other;
    private TaskCompletionSource<long> _file = NewFile();

    public PersistenceCommandTests()
    {
        _node = new RigNode(2, new Random(1), save: () => _file.Task, persistence: _disk);
        (_client, _other) = (_node.Connect(), _node.Connect());
    }

    public void Dispose()
    {
        _client.Dispose();
        _other.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task Save_holds_up_the_client_that_asked_and_nobody_else()
    {
        Assert.Equal("", _client.Ask("SAVE\r\nGET a\r\n"));
        Assert.Equal("+OK\r\n", _other.Ask("SET a 1\r\n"));
        Assert.Contains("rdb_bgsave_in_progress:1\r\n", _other.Ask("INFO persistence\r\n"));
        _file.SetResult(1);
        Assert.Equal("+OK\r\n$1\r\n1\r\n", await OutputAsync(_client, bytes: 12));
    }

    [Fact]
    public async Task A_save_that_fails_says_so_and_is_counted()
    {
        Assert.Equal("", _client.Ask("SAVE\r\n"));
        _file.SetException(new IOException("full"));
        Assert.Equal("-ERR\r\n", await OutputAsync(_client, bytes: 6));
        Assert.Contains("rdb_last_bgsave_status:err\r\n", _client.Ask("INFO persistence\r\n"));
        Assert.Contains("cmdstat_save:calls=1,", _client.Ask("INFO commandstats\r\n"));
        Assert.Contains("errorstat_ERR:count=1\r\n", _client.Ask("INFO errorstats\r\n"));
    }

    [Fact]
    public void While_one_runs_another_is_refused()
    {
        Assert.Equal("+Background saving started\r\n", _client.Ask("BGSAVE\r\n"));
        Assert.Equal("-ERR Background save already in progress\r\n", _other.Ask("SAVE\r\n"));
        Assert.Equal("-ERR Background save already in progress\r\n", _other.Ask("BGSAVE SCHEDULE\r\n"));
    }

    [Fact]
    public async Task A_reply_that_is_not_wanted_is_not_sent()
    {
        Assert.Equal("", _client.Ask("CLIENT REPLY SKIP\r\nSAVE\r\nECHO a\r\n"));
        _file.SetResult(1);
        Assert.Equal("$1\r\na\r\n", await OutputAsync(_client, bytes: 7));
    }

    [Fact]
    public void Who_hangs_up_meanwhile_harms_nothing()
    {
        using (var gone = _node.Connect())
            Assert.Equal("", gone.Ask("SAVE\r\n"));
        _file.SetResult(1);
        Assert.Equal("$1\r\na\r\n", _client.Ask("ECHO a\r\n"));
    }

    [Theory]
    [InlineData("SHUTDOWN SAVE", true)]
    [InlineData("SHUTDOWN SAVE NOW FORCE", true)]
    [InlineData("SHUTDOWN SAVE NOW", false)]
    public async Task A_shutdown_saves_first_and_ends_the_node_when_that_succeeded(string request, bool succeeds)
    {
        Assert.Equal("", _client.Ask(request + "\r\n"));
        Assert.False(_node.Services.StopRequest.WhenAsked.IsCompleted);
        if (succeeds)
            _file.SetResult(1);
        else
            _file.SetException(new IOException("full"));
        if (succeeds)
            await SettledAsync(() => _node.Services.StopRequest.WhenAsked.IsCompleted);
        else
            Assert.Equal("-ERR Errors trying to SHUTDOWN. Check logs.\r\n", await OutputAsync(_client, bytes: 45));
        Assert.Equal(succeeds, _node.Services.StopRequest.WhenAsked.IsCompleted);
    }

    [Fact]
    public async Task Forced_it_ends_the_node_even_so()
    {
        _client.Ask("SHUTDOWN SAVE FORCE\r\n");
        _file.SetException(new IOException("full"));
        await SettledAsync(() => _node.Services.StopRequest.WhenAsked.IsCompleted);
    }

    [Theory]
    [InlineData("", "SHUTDOWN", false)]
    [InlineData("3600 1", "SHUTDOWN", true)]
    [InlineData("3600 1", "SHUTDOWN NOSAVE", false)]
    public void Save_points_say_whether_a_shutdown_saves(string points, string request, bool saves)
    {
        _client.Ask($"CONFIG SET save \"{points}\"\r\n");
        _client.Ask(request + "\r\n");
        Assert.Equal(saves, _node.Services.Saves!.IsSaving);
        Assert.Equal(!saves, _node.Services.StopRequest.WhenAsked.IsCompleted);
    }

    [Fact]
    public void While_data_is_loaded_a_shutdown_saves_nothing()
    {
        _node.Services.Loading.Begin(_node.Time.NowMs);
        _client.Ask("SHUTDOWN SAVE\r\n");
        Assert.Equal((false, true), (_node.Services.Saves!.IsSaving, _node.Services.StopRequest.WhenAsked.IsCompleted));
    }

    [Fact]
    public void Rewriting_the_log_asks_for_snapshots()
    {
        Assert.Equal("+Background append only file rewriting started\r\n", _client.Ask("BGREWRITEAOF\r\n"));
        Assert.Equal("-ERR Background append only file rewriting already in progress\r\n", _client.Ask("BGREWRITEAOF\r\n"));
        Assert.Equal(1, _disk.Asked);
    }

    [Fact]
    public void In_a_transaction_both_are_said_to_be_scheduled() => Assert.EndsWith(
        "*2\r\n+Background saving scheduled\r\n+Background append only file rewriting scheduled\r\n",
        _client.Ask("MULTI\r\nBGSAVE\r\nBGREWRITEAOF\r\nEXEC\r\n"));

    [Fact]
    public void The_policy_of_syncs_changes_at_once()
    {
        Assert.Equal("+OK\r\n", _client.Ask("CONFIG SET appendfsync always\r\n"));
        Assert.Equal(SyncPolicy.Always, _disk.SyncPolicy);
        _disk.SyncPolicy = SyncPolicy.No;
        Assert.EndsWith("\r\nno\r\n", _client.Ask("CONFIG GET appendfsync\r\n"));
    }

    [Theory]
    [InlineData("yes", "+OK\r\n")]
    [InlineData("no", "-ERR CONFIG SET failed (possibly related to argument 'appendonly') - the node was started with a log; "
        + "start it with appendonly no\r\n")]
    public void A_log_is_not_given_up_while_the_node_runs(string value, string reply) =>
        Assert.Equal(reply, _client.Ask($"CONFIG SET appendonly {value}\r\n"));

    [Fact]
    public void Info_tells_the_state_of_logs_and_snapshots()
    {
        _disk.LastWriteSucceeded = false;
        _disk.Snapshots = new SnapshotRounds { CurrentMs = 2500, LastMs = 9000, LastSucceeded = false, Begun = 3, FailedInARow = 2 };
        var info = _client.Ask("INFO persistence\r\n");
        string[] expected =
        [
            "aof_enabled:1", "aof_rewrite_in_progress:1", "aof_last_rewrite_time_sec:9", "aof_current_rewrite_time_sec:2",
            "aof_last_bgrewrite_status:err", "aof_rewrites:3", "aof_rewrites_consecutive_failures:2", "aof_last_write_status:err",
            "aof_current_size:500", "aof_base_size:200", "aof_buffer_length:7", "aof_pending_bio_fsync:1", "aof_delayed_fsync:4",
        ];
        Assert.All(expected, line => Assert.Contains($"\n{line}\r\n", info));
    }

    [Fact]
    public async Task Saves_are_counted_until_the_counts_are_reset()
    {
        _client.Ask("BGSAVE\r\n");
        _file.SetResult(1);
        await SettledAsync(() => !_node.Services.Saves!.IsSaving);
        Assert.Contains("rdb_saves:1\r\n", _client.Ask("INFO persistence\r\n"));
        _client.Ask("CONFIG RESETSTAT\r\n");
        Assert.Contains("rdb_saves:0\r\n", _client.Ask("INFO persistence\r\n"));
    }

    private static TaskCompletionSource<long> NewFile() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the client is sent once so much has come.</summary>
    private async Task<string> OutputAsync(RigConnection client, int bytes)
    {
        var before = client.Output.Length;
        await SettledAsync(() => client.Output.Length >= before + bytes);
        return client.Output[before..];
    }

    private async Task SettledAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
            _client.Settle();
        }
    }
}
