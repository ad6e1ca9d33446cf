using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Support;

/// <summary>The least value that is not a string, for tests of commands that do not care what else it is.</summary>
internal sealed class OneElementList : CollectionValue
{
    public override ValueKind Kind => ValueKind.List;

    public override string EncodingName => "quicklist";

    public override int Count => 1;

    public override long MemoryBytes => 1;

    public override CollectionValue Clone() => new OneElementList();
}
