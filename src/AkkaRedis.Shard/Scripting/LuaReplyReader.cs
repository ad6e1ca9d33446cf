using System.Globalization;
using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Turns the reply of a command into what a script sees of it: numbers, strings, false for null, arrays as tables, statuses
/// and errors as tables with "ok" and "err"; types of RESP3 as Redis' scripting documentation has them.
/// </summary>
internal ref struct LuaReplyReader(nint state, ReadOnlySpan<byte> reply)
{
    /// <summary>Stack a value needs while it is pushed: itself, a key, a copy, and what SetField takes.</summary>
    private const int SlotsPerLevel = 8;

    private readonly ReadOnlySpan<byte> _reply = reply;
    private int _at;

    /// <summary>Pushes the next value.</summary>
    public void Push()
    {
        Check.That(LuaNative.CheckStack(state, SlotsPerLevel) != 0, "room for the reply of a command");
        var type = _reply[_at++];
        switch ((char)type)
        {
            case ':':
                LuaNative.PushNumber(state, ReadLength());
                break;
            case '$':
                PushBulk();
                break;
            case '+':
                PushTagged("ok"u8, ReadLine());
                break;
            case '-':
                PushTagged("err"u8, ReadLine());
                break;
            case '*' or '>':
                PushArray();
                break;
            default:
                PushResp3((char)type);
                break;
        }
    }

    private void PushResp3(char type)
    {
        switch (type)
        {
            case '_':
                ReadLine();
                LuaNative.PushNil(state);
                break;
            case '#':
                LuaNative.PushBoolean(state, ReadLine()[0] == (byte)'t' ? 1 : 0);
                break;
            case ',':
                PushDouble();
                break;
            case '%' or '~':
                PushWrapped(type == '%' ? "map"u8 : "set"u8, isMap: type == '%');
                break;
            case '=':
                PushVerbatim();
                break;
            case '(':
                PushTagged("big_number"u8, ReadLine());
                break;
            default:
                throw new InvariantException($"a reply of type '{type}'");
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        var length = _reply[_at..].IndexOf("\r\n"u8);
        var line = _reply.Slice(_at, length);
        _at += length + 2;
        return line;
    }

    private long ReadLength()
    {
        Check.That(Numbers.TryParseLong(ReadLine(), out var number), "a length or integer in a reply");
        return number;
    }

    private ReadOnlySpan<byte> ReadBytes(int length)
    {
        var bytes = _reply.Slice(_at, length);
        _at += length + 2;
        return bytes;
    }

    private void PushBulk()
    {
        var length = ReadLength();
        if (length < 0)
            LuaNative.PushBoolean(state, 0);
        else
            LuaNative.Push(state, ReadBytes((int)length));
    }

    private void PushTagged(ReadOnlySpan<byte> field, ReadOnlySpan<byte> text)
    {
        LuaNative.CreateTable(state, 0, 1);
        LuaNative.Push(state, text);
        LuaNative.SetField(state, LuaNative.GetTop(state) - 1, field);
    }

    private void PushArray()
    {
        var count = ReadLength();
        if (count < 0)
        {
            LuaNative.PushBoolean(state, 0);
            return;
        }

        LuaNative.CreateTable(state, (int)count, 0);
        var table = LuaNative.GetTop(state);
        for (var i = 1L; i <= count; i++)
        {
            Push();
            LuaNative.RawSetAt(state, table, i);
        }
    }

    private void PushDouble()
    {
        var text = Encoding.ASCII.GetString(ReadLine());
        var value = text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
        LuaNative.CreateTable(state, 0, 1);
        LuaNative.PushNumber(state, value);
        LuaNative.SetField(state, LuaNative.GetTop(state) - 1, "double"u8);
    }

    /// <summary>A map, or a set, which is a table of its members with true for each, inside a table that tells which it is.</summary>
    private void PushWrapped(ReadOnlySpan<byte> field, bool isMap)
    {
        var count = ReadLength();
        LuaNative.CreateTable(state, 0, 1);
        LuaNative.CreateTable(state, 0, (int)count);
        var table = LuaNative.GetTop(state);
        for (var i = 0L; i < count; i++)
        {
            Push();
            if (isMap)
                Push();
            else
                LuaNative.PushBoolean(state, 1);
            LuaNative.RawSet(state, table);
        }

        LuaNative.SetField(state, table - 1, field);
    }

    private void PushVerbatim()
    {
        var bytes = ReadBytes((int)ReadLength());
        LuaNative.CreateTable(state, 0, 1);
        LuaNative.CreateTable(state, 0, 2);
        var table = LuaNative.GetTop(state);
        LuaNative.Push(state, bytes[..3]);
        LuaNative.SetField(state, table, "format"u8);
        LuaNative.Push(state, bytes[4..]);
        LuaNative.SetField(state, table, "string"u8);
        LuaNative.SetField(state, table - 1, "verbatim_string"u8);
    }
}
