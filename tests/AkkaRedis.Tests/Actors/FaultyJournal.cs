using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Actors;

public enum JournalFault
{
    None,

    /// <summary>Writes fail, and nothing is written.</summary>
    BeforeWrite,

    /// <summary>Writes are told to have failed after they were written.</summary>
    AfterWrite,
}

/// <summary>A journal in memory that fails when a test wants it to.</summary>
public sealed class FaultyJournal(Config config) : MemoryJournal
{
    private readonly Switch _switch = Switch.Find(config.GetInt("switch"));

    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var fault = _switch.Fault;
        if (fault != JournalFault.BeforeWrite)
            await base.WriteMessagesAsync(messages.Select(Copy).ToArray(), cancellationToken);
        if (fault == JournalFault.None)
            return messages.Select(_ => (Exception?)null).ToImmutableList();
        _switch.Failed();
        throw new InvalidOperationException("out of order");
    }

    /// <summary>The bytes of a group are its sender's again when it is stored.</summary>
    private static AtomicWrite Copy(AtomicWrite write) => new(
        ((IImmutableList<IPersistentRepresentation>)write.Payload).Select(Copy).ToImmutableList());

    private static IPersistentRepresentation Copy(IPersistentRepresentation persistent) =>
        persistent.Payload is CommandGroup g
            ? persistent.WithPayload(new CommandGroup(g.Shard, g.Epoch, g.Offset, g.Units.ToArray()))
            : persistent;

    /// <summary>A test's hand on its journal.</summary>
    public sealed class Switch
    {
        private static readonly ConcurrentDictionary<int, Switch> _all = new();
        private static int _last;
        private readonly SemaphoreSlim _failures = new(0);
        private volatile JournalFault _fault;

        public Switch() => _all[Number] = this;

        public int Number { get; } = Interlocked.Increment(ref _last);

        public JournalFault Fault
        {
            get => _fault;
            set => _fault = value;
        }

        public static Switch Find(int number) => _all[number];

        public void Failed() => _failures.Release();

        public void AwaitFailures(int count)
        {
            for (; count > 0; count--)
                Assert.True(_failures.Wait(TimeSpan.FromSeconds(60)));
        }
    }
}
