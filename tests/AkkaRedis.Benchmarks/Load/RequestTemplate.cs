using System.Text;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// One request as RESP bytes, made of words separated by blanks. <c>__rand__</c> in a word stands for a number of 12 digits
/// drawn anew for every request, <c>__data__</c> for a value of the length asked for. All requests have the same length, so
/// that one is written by copying the bytes and filling in the digits.
/// </summary>
internal sealed class RequestTemplate
{
    private const string RandomWord = "__rand__";
    private const string DataWord = "__data__";
    private const int Digits = 12;

    private readonly byte[] _bytes;
    private readonly int[] _digitPlaces;
    private readonly long _keys;
    private ulong _state;

    /// <param name="keys">Numbers are drawn from 0 to this one, exclusive.</param>
    public RequestTemplate(string command, int valueBytes, long keys, int seed)
    {
        _keys = keys;
        _state = (ulong)seed * 0x9E3779B97F4A7C15 | 1;
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
        {
            var filled = word.Replace(DataWord, new string('x', valueBytes), StringComparison.Ordinal)
                .Replace(RandomWord, new string('#', Digits), StringComparison.Ordinal);
            text.Append($"${filled.Length}\r\n{filled}\r\n");
        }

        var request = text.ToString();
        _digitPlaces = [.. PlacesOf(new string('#', Digits), request)];
        _bytes = Encoding.Latin1.GetBytes(request);
    }

    public int Length => _bytes.Length;

    /// <summary>Writes the next request to the start of the room given, which has at least <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> room)
    {
        _bytes.CopyTo(room);
        foreach (var place in _digitPlaces)
        {
            var number = NextNumber();
            for (var i = Digits - 1; i >= 0; i--, number /= 10)
                room[place + i] = (byte)('0' + number % 10);
        }
    }

    private static IEnumerable<int> PlacesOf(string mark, string text)
    {
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
            yield return at;
    }

    /// <summary>Xorshift: quick, even enough for choosing keys, and the same in every run of one seed.</summary>
    private long NextNumber()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (long)(_state % (ulong)_keys);
    }
}
