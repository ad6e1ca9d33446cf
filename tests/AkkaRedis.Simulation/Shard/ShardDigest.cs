using System.Text;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Scripting;
using AkkaRedis.Tests.Log;

namespace AkkaRedis.Simulation.Shard;

/// <summary>All that a shard has to keep, as text: its keys and its libraries of functions.</summary>
internal static class ShardDigest
{
    public static string Of(ShardEngine engine) => Of(engine.Keyspace, engine.Libraries);

    public static string Of(KeyspaceStore keyspace, LibrarySet libraries)
    {
        var sources = libraries.Libraries.Select(l => Encoding.Latin1.GetString(l.Source)).Order(StringComparer.Ordinal);
        return string.Join('\n', sources.Prepend(KeyspaceDigest.Of(keyspace, ShardRequests.Table)));
    }
}
