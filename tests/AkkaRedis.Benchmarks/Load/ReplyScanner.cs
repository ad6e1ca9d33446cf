using AkkaRedis.Protocol;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// Counts whole RESP2 replies in a stream of bytes that may be cut anywhere. Keeps nothing of them but how many there were
/// and how many of those were errors; what is no RESP2 sets <see cref="IsBroken"/>.
///
/// A reply is done when no element of it is missing: one is missing at its start, an array adds as many as it holds, and
/// each element that ends takes one away.
/// </summary>
internal sealed class ReplyScanner
{
    private const int MaxLineBytes = 32;

    private readonly byte[] _line = new byte[MaxLineBytes];
    private int _lineLength;
    private byte _type;
    private long _bytesToSkip;
    private long _missing = 1;

    public long Errors { get; private set; }

    public bool IsBroken { get; private set; }

    /// <summary>Takes the next bytes and gives the number of replies that end in them.</summary>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        var replies = 0;
        while (!bytes.IsEmpty && !IsBroken)
        {
            bytes = _bytesToSkip > 0 ? Skip(bytes) : ReadLine(bytes);
            if (_missing > 0)
                continue;
            _missing = 1;
            replies++;
        }

        return replies;
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        var skipped = (int)Math.Min(_bytesToSkip, bytes.Length);
        _bytesToSkip -= skipped;
        if (_bytesToSkip == 0)
            _missing--;
        return bytes[skipped..];
    }

    /// <summary>The line's type and as much of it as a number can have; the rest of a long status or error is not looked at.</summary>
    private ReadOnlySpan<byte> ReadLine(ReadOnlySpan<byte> bytes)
    {
        if (_type == 0)
        {
            _type = bytes[0];
            bytes = bytes[1..];
        }

        var newline = bytes.IndexOf((byte)'\n');
        var part = newline < 0 ? bytes : bytes[..newline];
        var kept = Math.Min(part.Length, MaxLineBytes - _lineLength);
        part[..kept].CopyTo(_line.AsSpan(_lineLength));
        _lineLength += kept;
        if (newline < 0)
            return [];
        EndLine();
        return bytes[(newline + 1)..];
    }

    private void EndLine()
    {
        var line = _line.AsSpan(0, _lineLength);
        switch ((char)_type)
        {
            case '+' or ':':
                _missing--;
                break;
            case '-':
                _missing--;
                Errors++;
                break;
            case '$' when TryReadLength(line, out var length):
                _bytesToSkip = length < 0 ? 0 : length + 2;
                _missing -= length < 0 ? 1 : 0;
                break;
            case '*' when TryReadLength(line, out var count):
                _missing += Math.Max(count, 0) - 1;
                break;
            default:
                IsBroken = true;
                break;
        }

        _type = 0;
        _lineLength = 0;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> line, out long length)
    {
        length = 0;
        return line.Length > 1 && line[^1] == (byte)'\r' && Numbers.TryParseLong(line[..^1], out length) && length >= -1;
    }
}
