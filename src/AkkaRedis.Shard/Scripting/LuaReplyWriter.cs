using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Writes the result of a script, the value on top of the stack, as its reply. Tables are looked at without metamethods:
/// no code of the script runs any more.
/// </summary>
/// <param name="state">The script's stack.</param>
/// <param name="reply">The reply, in the protocol of the client.</param>
/// <param name="scriptProtocol">The protocol the script has chosen; decides what booleans are.</param>
internal readonly struct LuaReplyWriter(nint state, RespWriter reply, int scriptProtocol)
{
    private const int MaxDepth = 1000;
    private const int SlotsPerLevel = 8;

    public void Write() => Write(0);

    /// <summary>Writes the value on top and pops it.</summary>
    private void Write(int depth)
    {
        if (depth > MaxDepth || LuaNative.CheckStack(state, SlotsPerLevel) == 0)
        {
            reply.Error("ERR reached lua stack limit"u8);
            LuaNative.Pop(state, 1);
            return;
        }

        switch (LuaNative.TypeOf(state, -1))
        {
            case LuaNative.TypeString:
                reply.Bulk(LuaNative.StringAt(state, -1));
                break;
            case LuaNative.TypeNumber:
                reply.Integer(Truncate(LuaNative.NumberAt(state, -1)));
                break;
            case LuaNative.TypeBoolean:
                WriteBoolean(LuaNative.ToBoolean(state, -1) != 0);
                break;
            case LuaNative.TypeTable:
                WriteTable(LuaNative.GetTop(state), depth);
                break;
            default:
                reply.Null();
                break;
        }

        LuaNative.Pop(state, 1);
    }

    /// <summary>As C turns a double into an integer: what does not fit is the least one.</summary>
    private static long Truncate(double value) =>
        value is >= -9.2233720368547758e18 and < 9.2233720368547758e18 ? (long)value : long.MinValue;

    private void WriteBoolean(bool value)
    {
        if (scriptProtocol == 3)
            reply.Boolean(value);
        else if (value)
            reply.Integer(1);
        else
            reply.Null();
    }

    private void WriteTable(int table, int depth)
    {
        if (Field(table, "err"u8, LuaNative.TypeString))
            reply.Error(LuaNative.StringAt(state, -1));
        else if (Field(table, "ok"u8, LuaNative.TypeString))
            WriteStatus(LuaNative.StringAt(state, -1));
        else if (Field(table, "double"u8, LuaNative.TypeNumber))
            reply.Double(LuaNative.NumberAt(state, -1));
        else if (Field(table, "map"u8, LuaNative.TypeTable))
            WritePairs(LuaNative.GetTop(state), depth, isMap: true);
        else if (Field(table, "set"u8, LuaNative.TypeTable))
            WritePairs(LuaNative.GetTop(state), depth, isMap: false);
        else if (Field(table, "big_number"u8, LuaNative.TypeString))
            WriteBigNumber(LuaNative.StringAt(state, -1));
        else if (!Field(table, "verbatim_string"u8, LuaNative.TypeTable) || !TryWriteVerbatim(LuaNative.GetTop(state)))
            WriteArray(table, depth);
        LuaNative.SetTop(state, table);
    }

    /// <summary>Pushes a field; true when it has the type.</summary>
    private bool Field(int table, ReadOnlySpan<byte> name, int type)
    {
        LuaNative.SetTop(state, table);
        return LuaNative.PushField(state, table, name) == type;
    }

    private void WriteStatus(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            reply.Simple(text);
            return;
        }

        var line = text.ToArray();
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        reply.Simple(line);
    }

    private void WriteBigNumber(ReadOnlySpan<byte> digits)
    {
        if (!reply.IsResp3)
        {
            reply.Bulk(digits);
            return;
        }

        reply.Raw("("u8);
        reply.Raw(digits);
        reply.Raw("\r\n"u8);
    }

    private bool TryWriteVerbatim(int table)
    {
        if (LuaNative.PushField(state, table, "string"u8) != LuaNative.TypeString
            || LuaNative.PushField(state, table, "format"u8) != LuaNative.TypeString)
        {
            LuaNative.SetTop(state, table - 1);
            return false;
        }

        var format = LuaNative.StringAt(state, -1);
        Span<byte> three = [(byte)' ', (byte)' ', (byte)' '];
        format[..Math.Min(3, format.Length)].CopyTo(three);
        reply.Verbatim(three, LuaNative.StringAt(state, -2));
        return true;
    }

    private void WriteArray(int table, int depth)
    {
        LuaNative.SetTop(state, table);
        var mark = reply.OpenAggregate();
        var count = 0;
        while (LuaNative.RawGetAt(state, table, count + 1L) != LuaNative.TypeNil)
        {
            Write(depth + 1);
            count++;
        }

        reply.CloseAggregate(mark, '*', count);
    }

    /// <summary>The pairs of a map, or the keys alone for a set.</summary>
    private void WritePairs(int table, int depth, bool isMap)
    {
        var mark = reply.OpenAggregate();
        var count = 0;
        LuaNative.PushNil(state);
        while (LuaNative.Next(state, table) != 0)
        {
            var key = LuaNative.GetTop(state) - 1;
            LuaNative.PushCopy(state, key);
            Write(depth + 1);
            if (isMap)
            {
                LuaNative.PushCopy(state, key + 1);
                Write(depth + 1);
            }

            LuaNative.SetTop(state, key);
            count++;
        }

        var isFlat = isMap && !reply.IsResp3;
        reply.CloseAggregate(mark, !reply.IsResp3 ? '*' : isMap ? '%' : '~', isFlat ? 2 * count : count);
    }
}
