using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Hosting;

/// <summary>hocon/, the table of settings and the classes they are bound to say the same.</summary>
public class ReferenceConfTests
{
    /// <summary>For every key a value that is not its default.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["port"] = "1", ["cluster-port"] = "1", ["bind"] = "::1", ["node-port"] = "1", ["peer-port"] = "1", ["admin-port"] = "1",
        ["announce-host"] = "h", ["seeds"] = "h:1", ["roles"] = "witness", ["shards"] = "2", ["replicas"] = "1", ["dir"] = "x",
        ["appendonly"] = "no", ["appendfsync"] = "no", ["min-acks"] = "1", ["profile"] = "wan", ["import"] = "x", ["requirepass"] = "x",
        ["save"] = "60 1", ["maxmemory"] = "1", ["maxmemory-policy"] = "volatile-lfu", ["databases"] = "1", ["log-level"] = "info",
        ["shard-keep-alive-interval"] = "1s", ["drain-timeout"] = "1s", ["journal-plugin"] = "akka.persistence.journal.inmem",
        ["auto-aof-rewrite-percentage"] = "50", ["auto-aof-rewrite-min-size"] = "1mb", ["snapshot-interval"] = "2h",
        ["maxclients"] = "1", ["timeout"] = "1", ["tcp-keepalive"] = "1",
        ["socket-threads"] = "3", ["socket-engine"] = "dotnet",
        ["proto-max-bulk-len"] = "1mb", ["client-query-buffer-limit"] = "1mb", ["max-request-args"] = "1", ["inline-max-size"] = "1kb",
        ["max-batch-commands"] = "1", ["client-output-buffer-limit.normal"] = "1 1 1", ["client-output-buffer-limit.replica"] = "1 1 1",
        ["client-output-buffer-limit.pubsub"] = "1 1 1", ["output-high-water"] = "1kb", ["max-batches-in-flight"] = "1",
        ["request-timeout"] = "1s", ["hash-max-listpack-entries"] = "1", ["hash-max-listpack-value"] = "1",
        ["list-max-listpack-size"] = "1", ["list-compress-depth"] = "1", ["set-max-intset-entries"] = "1",
        ["zset-max-listpack-entries"] = "1", ["zset-max-listpack-value"] = "1", ["hll-sparse-max-bytes"] = "1",
        ["maxmemory-samples"] = "1", ["tracking-table-max-keys"] = "1", ["maxmemory-clients"] = "5%",
        ["maxmemory-eviction-tenacity"] = "1", ["lfu-log-factor"] = "1", ["lfu-decay-time"] = "2",
        ["stream-node-max-bytes"] = "1kb", ["stream-node-max-entries"] = "1",
        ["slice-elements"] = "1", ["snapshot-buffer-size"] = "1mb", ["notify-keyspace-events"] = "KEA", ["enable-debug-command"] = "local",
        ["slowlog-log-slower-than"] = "1", ["slowlog-max-len"] = "1", ["latency-monitor-threshold"] = "1", ["latency-tracking"] = "no",
        ["acllog-max-len"] = "1", ["busy-reply-threshold"] = "1s", ["script-memory-limit"] = "1mb",
    };

    public static TheoryData<string> Documents => [.. Directory.GetFiles(HoconDirectory, "*.conf").Select(f => Path.GetFileName(f)!)];

    private static string HoconDirectory => Path.Combine(AppContext.BaseDirectory, "hocon");

    [Fact]
    public void Every_key_of_the_reference_is_read_and_every_setting_is_in_the_reference()
    {
        var reference = HoconDocument.Embedded("reference.conf");
        reference.Check();
        Assert.All(SettingTable.Rows, row => Assert.NotNull(reference.Layer.Find(row)));
        Assert.Equal(SettingTable.Rows.Count, SettingTable.Rows.Select(r => r.Key).Distinct().Count());
    }

    [Fact]
    public void Defaults_of_the_reference_are_those_of_the_classes()
    {
        var bound = NodeConfigurationFactory.Create(new Dictionary<string, string>());
        Assert.Equal(Values(new NodeOptions()), Values(bound.Node));
        Assert.Equal(Values(new ClientSettings()), Values(bound.Clients));
        Assert.Equal(Values(ProtocolLimits.Default), Values(bound.Clients.Protocol));
        Assert.Equal(Values(new ShardSettings()), Values(bound.Shards));
        Assert.Equal(Values(new ObservationSettings()), Values(bound.Observation));
    }

    [Fact]
    public void Every_property_has_a_setting()
    {
        Assert.Equal(SettingTable.Rows.Select(r => r.Key).Order(), Samples.Keys.Order());
        var bound = NodeConfigurationFactory.Create(Samples);
        AssertAllDiffer(new NodeOptions(), bound.Node);
        AssertAllDiffer(new ClientSettings(), bound.Clients);
        AssertAllDiffer(ProtocolLimits.Default, bound.Clients.Protocol);

        // That there are other shards is no setting of its own: it follows from how many there are. Expiry is paused by DEBUG alone.
        AssertAllDiffer(new ShardSettings { HasOtherShards = true, IsExpiryPaused = true }, bound.Shards);
        AssertAllDiffer(new MemoryLimit(), bound.Shards.Memory);

        // Which percentiles INFO tells is set by CONFIG alone.
        bound.Observation.LatencyPercentiles = [];
        AssertAllDiffer(new ObservationSettings(), bound.Observation);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_number_of_a_document_is_explained(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(HoconDirectory, document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (document != "test.conf" && IsSetting(lines[i]) && lines[i].Any(char.IsAsciiDigit) && !IsExplained(lines, i))
                Assert.Fail($"{document}, line {i + 1}: {lines[i].Trim()}");
        }

        static bool IsSetting(string line) => line.Contains(" = ") && !line.TrimStart().StartsWith('#');

        // A group of settings shares the comment above it, or above its braces.
        static bool IsExplained(string[] lines, int i)
        {
            while (i > 0 && (IsSetting(lines[i - 1]) || lines[i - 1].TrimEnd().EndsWith('{')))
                i--;
            return i > 0 && lines[i - 1].TrimStart().StartsWith('#');
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_document_is_balanced_HOCON_of_known_sections(string document) =>
        HoconDocument.Load(Path.Combine(HoconDirectory, document));

    [Fact]
    public void Profiles_set_the_same_timings()
    {
        var lan = Keys(HoconDocument.Embedded("profile-lan.conf"));
        Assert.Equal(Keys(HoconDocument.Embedded("profile-fast.conf")), lan);
        Assert.Equal(Keys(HoconDocument.Embedded("profile-wan.conf")), lan);

        static IEnumerable<string> Keys(HoconDocument document) => Leaves("", document.Config.Root).Order();
    }

    [Fact]
    public void The_copy_beside_the_program_is_the_one_inside()
    {
        var beside = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(HoconDirectory, "reference.conf")));
        Assert.Equal(HoconDocument.Embedded("reference.conf").Config.ToString(), beside.ToString());
    }

    private static IEnumerable<string> Leaves(string prefix, HoconValue value) => value.GetObject().Items.SelectMany(item =>
        item.Value.IsObject() ? Leaves(prefix + item.Key + ".", item.Value) : [prefix + item.Key]);

    private static Dictionary<string, string?> Values(object o) => o.GetType().GetProperties()
        .ToDictionary(p => p.Name, p => p.GetValue(o) switch
        {
            IReadOnlyList<string> texts => string.Join(',', texts),
            IReadOnlyList<double> numbers => string.Join(',', numbers),
            var value => value?.ToString(),
        });

    private static void AssertAllDiffer(object defaults, object bound)
    {
        var before = Values(defaults);
        Assert.All(Values(bound), property => Assert.NotEqual(before[property.Key] + "", property.Value + ""));
    }
}
