using System.Numerics;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// All rows by name. Open addressing over a power of two at most a quarter full; the hash takes the length and the first
/// eight lower-cased bytes, which tell all command names of Redis apart well enough for one probe in almost all cases.
/// Immutable after construction, shared by all threads.
/// </summary>
public sealed class CommandTable
{
    private readonly CommandRow?[] _cells;
    private readonly CommandRow[] _rows;
    private readonly List<CommandRow> _all = [];

    public CommandTable(IEnumerable<CommandRow> rows)
    {
        _rows = rows.OrderBy(r => r.Name, StringComparer.Ordinal).ToArray();
        _cells = new CommandRow?[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, _rows.Length * 4))];
        foreach (var row in _rows)
            Insert(row);
        foreach (var row in _rows)
        {
            Number(row);
            foreach (var sub in row.Subcommands)
                Number(sub);
        }
    }

    /// <summary>Top-level rows in name order.</summary>
    public IReadOnlyList<CommandRow> Rows => _rows;

    /// <summary>Top-level rows and subcommands, indexed by <see cref="CommandRow.Id"/>.</summary>
    public IReadOnlyList<CommandRow> All => _all;

    /// <summary>The row of a name in any letter case, or null.</summary>
    public CommandRow? Find(ReadOnlySpan<byte> name)
    {
        var mask = _cells.Length - 1;
        for (var i = Hash(name) & mask; ; i = (i + 1) & mask)
        {
            var row = _cells[i];
            if (row is null || EqualsIgnoreCase(name, row.NameBytes))
                return row;
        }
    }

    /// <summary>The subcommand row of a container, or null.</summary>
    public static CommandRow? FindSubcommand(CommandRow container, ReadOnlySpan<byte> name)
    {
        foreach (var sub in container.Subcommands)
        {
            if (EqualsIgnoreCase(name, sub.NameBytes.AsSpan(container.NameBytes.Length + 1)))
                return sub;
        }

        return null;
    }

    private void Insert(CommandRow row)
    {
        var mask = _cells.Length - 1;
        var i = Hash(row.NameBytes) & mask;
        while (_cells[i] is { } other)
        {
            if (other.Name == row.Name)
                throw new ArgumentException($"two rows for command '{row.Name}'");
            i = (i + 1) & mask;
        }

        _cells[i] = row;
    }

    private void Number(CommandRow row)
    {
        if (row.Id >= 0 && row.Id != _all.Count)
            throw new ArgumentException($"row '{row.Name}' belongs to a table of another shape");
        row.Id = _all.Count;
        foreach (var inner in row.InnerRows)
            inner.Id = row.Id;
        _all.Add(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ReadOnlySpan<byte> name)
    {
        ulong word = (uint)name.Length;
        var n = Math.Min(name.Length, 8);
        for (var i = 0; i < n; i++)
            word = (word << 7) ^ (uint)(name[i] | 0x20);
        return (int)((word * 0x9E3779B97F4A7C15UL) >> 40);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> any, ReadOnlySpan<byte> lower)
    {
        if (any.Length != lower.Length)
            return false;
        for (var i = 0; i < any.Length; i++)
        {
            var c = any[i];
            if (c is >= (byte)'A' and <= (byte)'Z')
                c |= 0x20;
            if (c != lower[i])
                return false;
        }

        return true;
    }
}
