namespace AkkaRedis.Shard.Journal;

/// <summary>A failure of the journal in the form in which Akka.Persistence hears of failures.</summary>
public sealed class JournalException(JournalFailure failure) : Exception(failure.Message)
{
    public JournalFailure Failure => failure;
}
