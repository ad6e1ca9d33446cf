using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// What the node does for a command after its function has returned: the connection's next commands wait for it, others go on.
/// When it is done, the reply is written by how it ended.
/// </summary>
public sealed record NodeWork(Task<bool> Done, Action<RespWriter, bool> Reply);
