using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// Deals the keys of one command out to their shards: for each shard a command of the same name with that shard's keys only,
/// as further argument views into the same buffer. Scratch of one connection, reused.
/// </summary>
internal sealed class KeyDealer
{
    private readonly List<(int Shard, CommandRef Sub)> _dealt = [];
    private readonly List<int> _pieceOfKey = [];
    private readonly List<List<int>> _argsOfPiece = [];
    private readonly Dictionary<int, int> _pieceOfShard = [];

    /// <summary>Shards in order of their first key, with their arguments.</summary>
    public IReadOnlyList<(int Shard, CommandRef Sub)> Dealt => _dealt;

    /// <summary>For each key, in order, the index in <see cref="Dealt"/> it went to.</summary>
    public IReadOnlyList<int> PieceOfKey => _pieceOfKey;

    public void Deal(CommandBatch batch, CommandRef command, List<int> keyArgs, SlotMap slots)
    {
        _dealt.Clear();
        _pieceOfKey.Clear();
        _pieceOfShard.Clear();
        var args = batch.ArgsAt(command.First, command.Count);
        foreach (var arg in keyArgs)
        {
            var piece = PieceFor(slots.ShardOfKey(args[arg]));
            _argsOfPiece[piece].Add(arg);
            _pieceOfKey.Add(piece);
        }

        for (var piece = 0; piece < _dealt.Count; piece++)
        {
            var first = batch.ArgCount;
            batch.AddArg(args.RefAt(0));
            foreach (var arg in _argsOfPiece[piece])
                batch.AddArg(args.RefAt(arg));
            _dealt[piece] = (_dealt[piece].Shard, new CommandRef(first, batch.ArgCount - first));
        }
    }

    private int PieceFor(int shard)
    {
        if (_pieceOfShard.TryGetValue(shard, out var piece))
            return piece;
        piece = _dealt.Count;
        _pieceOfShard.Add(shard, piece);
        _dealt.Add((shard, default));
        if (_argsOfPiece.Count == piece)
            _argsOfPiece.Add([]);
        _argsOfPiece[piece].Clear();
        return piece;
    }
}
