using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Where the elements go that SORT has found and ordered.</summary>
internal interface ISortOutput
{
    /// <summary>Called first, with the number of elements.</summary>
    void Begin(int count);

    void Add(ReadOnlySpan<byte> element);

    /// <summary>In place of an element for which a pattern found nothing.</summary>
    void AddNone();
}

/// <summary>Into the reply.</summary>
internal readonly struct SortReply(RespWriter reply) : ISortOutput
{
    public void Begin(int count) => reply.Array(count);

    public void Add(ReadOnlySpan<byte> element) => reply.Bulk(element);

    public void AddNone() => reply.Null();
}

/// <summary>Into a list, which has no place for nothing but an empty text.</summary>
internal readonly struct SortList(ListValue list, NodeLimit limit) : ISortOutput
{
    public void Begin(int count)
    {
    }

    public void Add(ReadOnlySpan<byte> element) => list.PushTail(element, limit);

    public void AddNone() => list.PushTail(default, limit);
}
