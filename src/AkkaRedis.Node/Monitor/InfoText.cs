using System.Globalization;
using System.Text;

namespace AkkaRedis.Node.Monitor;

/// <summary>Builds the text of INFO: sections headed "# Name", lines "field:value", a blank line between sections.</summary>
internal sealed class InfoText
{
    private readonly StringBuilder _text = new();

    public void Section(string title)
    {
        if (_text.Length > 0)
            _text.Append("\r\n");
        _text.Append("# ").Append(title).Append("\r\n");
    }

    public void Field(string name, string value) => _text.Append(name).Append(':').Append(value).Append("\r\n");

    public void Field(string name, long value) => _text.Append(name).Append(':').Append(value).Append("\r\n");

    /// <summary>A number with a fixed count of decimals.</summary>
    public void Field(string name, double value, int decimals) =>
        Field(name, value.ToString($"F{decimals}", CultureInfo.InvariantCulture));

    /// <summary>Bytes, and under name_human the same with a unit.</summary>
    public void Bytes(string name, long bytes)
    {
        Field(name, bytes);
        Field($"{name}_human", Human(bytes));
    }

    /// <summary>The fields that are always zero here, because what they count cannot happen.</summary>
    public void Zeros(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Field(name, 0);
    }

    public override string ToString() => _text.ToString();

    /// <summary>Two decimals and the biggest unit, powers of 1024, that leaves at least one.</summary>
    internal static string Human(long bytes)
    {
        const string Units = "KMGTP";
        if (bytes < 1024)
            return $"{bytes}B";
        var value = bytes / 1024.0;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString("F2", CultureInfo.InvariantCulture) + Units[unit];
    }
}
