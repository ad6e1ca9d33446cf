using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Keys that may not be written for the moment, because a sliced job is reading them. Almost always empty, which is one
/// comparison per command.
/// </summary>
internal sealed class KeyLocks
{
    private readonly List<(int Db, byte[] Key, int Holders)> _locks = [];
    private readonly List<int> _keyArgs = [];

    public bool Any => _locks.Count > 0;

    public void Lock(int db, ReadOnlySpan<byte> key)
    {
        var i = IndexOf(db, key);
        if (i < 0)
            _locks.Add((db, key.ToArray(), 1));
        else
            _locks[i] = _locks[i] with { Holders = _locks[i].Holders + 1 };
    }

    public void Unlock(int db, ReadOnlySpan<byte> key)
    {
        var i = IndexOf(db, key);
        if (_locks[i].Holders > 1)
            _locks[i] = _locks[i] with { Holders = _locks[i].Holders - 1 };
        else
            _locks.RemoveAt(i);
    }

    /// <summary>
    /// Must this command wait? A writer of a locked key must, and a writer without keys (FLUSHALL, SWAPDB) always. A key is
    /// taken for locked in whatever database, because MOVE and COPY write to others than their own. What a script writes is not
    /// known before, so it waits for all locks.
    /// </summary>
    public bool Blocks(CommandRow row, in Args args)
    {
        if ((row.Flags & CommandFlags.RunsScript) != 0)
            return !row.IsReadOnly;
        if (!row.IsWrite)
            return false;
        if (!row.Keys.HasKeys)
            return true;
        _keyArgs.Clear();
        if (!row.Keys.Find(args, _keyArgs))
            return false;
        foreach (var arg in _keyArgs)
        {
            foreach (var held in _locks)
            {
                if (args[arg].SequenceEqual(held.Key))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Is the key locked, in whatever database?</summary>
    public bool Holds(ReadOnlySpan<byte> key)
    {
        foreach (var held in _locks)
        {
            if (key.SequenceEqual(held.Key))
                return true;
        }

        return false;
    }

    private int IndexOf(int db, ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < _locks.Count; i++)
        {
            if (_locks[i].Db == db && key.SequenceEqual(_locks[i].Key))
                return i;
        }

        return -1;
    }
}
