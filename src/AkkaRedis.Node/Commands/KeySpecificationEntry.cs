using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Commands;

/// <summary>Key specifications as COMMAND INFO tells them.</summary>
internal static class KeySpecificationEntry
{
    public static void WriteAll(RespWriter to, IReadOnlyList<KeySpecification> specifications)
    {
        to.Set(specifications.Count);
        foreach (var specification in specifications)
        {
            to.Map(3);
            to.Bulk("flags"u8);
            CommandEntry.WriteKeyUse(to, specification.Use);
            to.Bulk("begin_search"u8);
            WriteBegin(to, specification);
            to.Bulk("find_keys"u8);
            WriteFind(to, specification);
        }
    }

    private static void WriteBegin(RespWriter to, KeySpecification specification)
    {
        if (specification.IsUnknown)
        {
            WriteRule(to, "unknown"u8, 0);
        }
        else if (specification.Keyword is { } keyword)
        {
            WriteRule(to, "keyword"u8, 2);
            to.Bulk("keyword"u8);
            to.Bulk(Encoding.ASCII.GetBytes(keyword));
            WriteNumber(to, "startfrom"u8, specification.First);
        }
        else
        {
            WriteRule(to, "index"u8, 1);
            WriteNumber(to, "index"u8, specification.First);
        }
    }

    private static void WriteFind(RespWriter to, KeySpecification specification)
    {
        if (specification.IsUnknown)
        {
            WriteRule(to, "unknown"u8, 0);
        }
        else if (specification.IsCounted)
        {
            WriteRule(to, "keynum"u8, 3);
            WriteNumber(to, "keynumidx"u8, 0);
            WriteNumber(to, "firstkey"u8, 1);
            WriteNumber(to, "keystep"u8, specification.Step);
        }
        else
        {
            WriteRule(to, "range"u8, 3);
            WriteNumber(to, "lastkey"u8, specification.Last);
            WriteNumber(to, "keystep"u8, specification.Step);
            WriteNumber(to, "limit"u8, specification.Limit);
        }
    }

    private static void WriteRule(RespWriter to, ReadOnlySpan<byte> type, int pairs)
    {
        to.Map(2);
        to.Bulk("type"u8);
        to.Bulk(type);
        to.Bulk("spec"u8);
        to.Map(pairs);
    }

    private static void WriteNumber(RespWriter to, ReadOnlySpan<byte> name, int value)
    {
        to.Bulk(name);
        to.Integer(value);
    }
}
