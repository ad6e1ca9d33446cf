namespace AkkaRedis.Shard.Values;

/// <summary>A collection whose elements can be walked, and drawn by chance; its default place stands before the first one.</summary>
public interface IDrawable<TPlace>
    where TPlace : struct
{
    int Count { get; }

    /// <summary>Is it in full form, where drawing is cheaper than walking?</summary>
    bool IsTable { get; }

    /// <summary>Steps to the next element; false after the last.</summary>
    bool MoveNext(ref TPlace place);

    /// <summary>Some element, each equally likely. Not for an empty collection.</summary>
    TPlace RandomPlace(Random random);
}
