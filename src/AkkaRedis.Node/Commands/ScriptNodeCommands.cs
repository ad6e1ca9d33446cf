using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Runs commands that need no shard for the scripts and transactions of one shard, on a session of their own: what they change
/// of it is forgotten. Used by the shard's thread alone.
/// </summary>
internal sealed class ScriptNodeCommands : INodeCommandRunner
{
    private readonly NodeServices _node;
    private readonly Session _session;
    private readonly LocalCommands _local;

    public ScriptNodeCommands(NodeServices node)
    {
        _node = node;
        _session = new Session(id: 0, remote: null, local: null, node.StartedAtMs) { IsAuthenticated = true };
        _local = new LocalCommands(_session, node);
    }

    public void Show(CommandRow row, in Args args, int db)
    {
        if (_node.Feed.HasWatchers)
            _node.Feed.ShowOfScript(row, args, db, _node.Time.GetUtcNow());
    }

    public bool TryRun(CommandRow row, in Args args, RespWriter reply, int db)
    {
        if (row is not NodeCommand command)
            return false;
        _session.Db = db;
        _session.Protocol = reply.Protocol;
        _local.Run(command, args, reply);
        return true;
    }
}
