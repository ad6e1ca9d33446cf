namespace AkkaRedis.Shard.Journal;

/// <summary>Bytes that were on disk and are no longer what they were; nothing is read past them.</summary>
/// <param name="File">The file, below the journal's directory.</param>
/// <param name="Offset">Where in the file the first broken frame begins.</param>
public sealed record StreamDamage(string File, long Offset, string What)
{
    public override string ToString() => $"{File} is damaged at byte {Offset}: {What}";
}

/// <summary>A tail that the machine had not finished writing when it stopped, and that was cut off.</summary>
/// <param name="File">The file that was cut.</param>
/// <param name="Offset">Its length now.</param>
/// <param name="LostBytes">Bytes that were there behind it, in later files too.</param>
public sealed record StreamCut(string File, long Offset, long LostBytes)
{
    public override string ToString() => $"{File} had a torn tail: {LostBytes} bytes were cut off at byte {Offset}";
}
