using System.Globalization;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// When a save begins by itself, written as in redis.conf: <c>3600 1 300 100</c> is after an hour if anything was changed, and
/// after five minutes if a hundred changes were made. A change is a unit of the log: a command, transaction or script.
/// Immutable.
/// </summary>
public sealed class SavePoints : IEquatable<SavePoints>
{
    public static readonly SavePoints None = new([]);

    /// <summary>After a save that failed, the next one is not tried before so long.</summary>
    public const long RetryDelayMs = 5000;

    private const long MsPerSecond = 1000;

    private readonly (int Seconds, int Changes)[] _points;

    private SavePoints((int, int)[] points) => _points = points;

    public bool Any => _points.Length > 0;

    public static bool TryParse(string text, out SavePoints value)
    {
        value = None;
        if (text.Length == 0)
            return true;
        var words = text.Split(' ');
        if (words.Length % 2 != 0)
            return false;
        var points = new (int, int)[words.Length / 2];
        for (var i = 0; i < points.Length; i++)
        {
            if (!TryNumber(words[2 * i], 1, out var seconds) || !TryNumber(words[2 * i + 1], 0, out var changes))
                return false;
            points[i] = (seconds, changes);
        }

        value = new SavePoints(points);
        return true;
    }

    /// <summary>So many changes, and so long since the last save that succeeded.</summary>
    public bool AreMet(long changes, long sinceSaveMs) =>
        Array.Exists(_points, p => changes >= p.Changes && sinceSaveMs > p.Seconds * MsPerSecond);

    public bool Equals(SavePoints? other) => other is not null && _points.AsSpan().SequenceEqual(other._points);

    public override bool Equals(object? obj) => Equals(obj as SavePoints);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(' ', _points.Select(p => $"{p.Seconds} {p.Changes}"));

    private static bool TryNumber(string word, int min, out int value) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= min;
}
