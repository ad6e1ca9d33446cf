using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Serialization;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Hosting;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Journal;

/// <summary>
/// What Akka.Persistence demands of a journal, asked in its own messages, and what ours promises beyond it. Strict serialization
/// is on: nothing is stored that has no serializer of its own.
/// </summary>
public sealed class SegmentJournalTests : TestKit
{
    private const string Id = "p-1";
    private static readonly string _writer = Guid.Empty.ToString();

    private readonly TemporaryDirectory _dir;
    private readonly TestProbe _probe;

    public SegmentJournalTests()
        : this(new TemporaryDirectory())
    {
    }

    private SegmentJournalTests(TemporaryDirectory dir)
        : base(ConfigOf(dir))
    {
        _dir = dir;
        _probe = CreateTestProbe();
    }

    private IActorRef Journal => Persistence.Instance.Apply(Sys).JournalFor(SegmentJournal.PluginId);

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, "1 2 3 4 5")]
    [InlineData(0, long.MaxValue, long.MaxValue, "1 2 3 4 5")]
    [InlineData(3, long.MaxValue, long.MaxValue, "3 4 5")]
    [InlineData(1, 3, long.MaxValue, "1 2 3")]
    [InlineData(1, long.MaxValue, 3, "1 2 3")]
    [InlineData(2, 5, 2, "2 3")]
    [InlineData(2, 2, long.MaxValue, "2")]
    [InlineData(2, 4, 0, "")]
    [InlineData(3, 2, long.MaxValue, "")]
    public void It_replays_what_is_asked_for(long from, long to, long max, string expected)
    {
        Write(1, 5);
        Assert.Equal((expected, 5L), Replay(from, to, max));
    }

    [Fact]
    public void An_id_without_events_has_none() => Assert.Equal(("", 0L), Replay(0, long.MaxValue, long.MaxValue, "other"));

    [Fact]
    public void Pruned_events_are_not_replayed_and_the_highest_number_stays()
    {
        Write(1, 5);
        Delete(3);
        Assert.Equal(("4 5", 5L), Replay());
        Delete(long.MaxValue);
        Assert.Equal(("", 5L), Replay());
        Write(6, 7);
        Assert.Equal(("6 7", 7L), Replay());
    }

    [Fact]
    public void Events_keep_writer_adapter_manifest_and_payload()
    {
        var group = Group("payload");
        Send(new Persistent(group, 1, Id, writerGuid: _writer), new Persistent(new Note("x"), 2, Id, "adapted", writerGuid: _writer));
        _probe.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Same(group, _probe.ExpectMsg<WriteMessageSuccess>().Persistent.Payload);
        _probe.ExpectMsg<WriteMessageSuccess>();
        Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, Id, _probe.Ref));
        var first = (CommandGroup)_probe.ExpectMsg<ReplayedMessage>().Persistent.Payload;
        Assert.Equal((group.Shard, group.Epoch, group.Offset, "payload"), (first.Shard, first.Epoch, first.Offset, Text(first)));
        var second = _probe.ExpectMsg<ReplayedMessage>().Persistent;
        Assert.Equal((new Note("x"), "adapted", _writer, Id), (second.Payload, second.Manifest, second.WriterGuid, second.PersistenceId));
        Assert.Equal(2, _probe.ExpectMsg<RecoverySuccess>().HighestSequenceNr);
    }

    [Fact]
    public void An_event_without_serializer_is_rejected_and_the_others_are_written()
    {
        Send(Event(1), new Persistent(new Unknown(), 2, Id), Event(3));
        _probe.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Equal(1, _probe.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Assert.Equal(2, _probe.ExpectMsg<WriteMessageRejected>().Persistent.SequenceNr);
        Assert.Equal(3, _probe.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Assert.Equal(("1 3", 3L), Replay());
    }

    [Fact]
    public void A_failure_fails_the_write_and_the_next_one_succeeds()
    {
        Write(1, 2);
        Send(Event(2));
        Assert.IsType<JournalException>(_probe.ExpectMsg<WriteMessagesFailed>().Cause);
        _probe.ExpectMsg<WriteMessageFailure>();
        Write(3, 4);
        Assert.Equal(("1 2 3 4", 4L), Replay());
    }

    [Fact]
    public void A_replay_waits_for_who_applies_it()
    {
        for (var i = 1; i <= 10; i++)
            Send(new Persistent(Group(new string('x', 1000)), i, Id));
        for (var i = 0; i < 20; i++)
            _probe.ReceiveOne();
        Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, Id, _probe.Ref));
        var held = Enumerable.Range(0, 4).Select(_ => (CommandGroup)_probe.ExpectMsg<ReplayedMessage>().Persistent.Payload).ToList();
        Journal.Tell(new ReplayMessages(1, 0, 0, "other", _probe.Ref));
        Assert.Equal(0, _probe.ExpectMsg<RecoverySuccess>().HighestSequenceNr);
        held.ForEach(group => group.Release());
        for (var i = 4; i < 10; i++)
            ((CommandGroup)_probe.ExpectMsg<ReplayedMessage>().Persistent.Payload).Release();
        Assert.Equal(10, _probe.ExpectMsg<RecoverySuccess>().HighestSequenceNr);
    }

    [Fact]
    public void A_persistent_actor_finds_its_state_after_a_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Recorder("recorder")));
        foreach (var word in new[] { "one", "two", "three" })
        {
            actor.Tell(word, _probe.Ref);
            _probe.ExpectMsg(word);
        }

        _probe.Watch(actor);
        actor.Tell(PoisonPill.Instance);
        _probe.ExpectTerminated(actor);
        Sys.ActorOf(Props.Create(() => new Recorder("recorder"))).Tell(Recorder.Tell, _probe.Ref);
        _probe.ExpectMsg("one two three");
    }

    [Fact]
    public void The_stored_form_of_a_group_is_frozen()
    {
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerForType(typeof(CommandGroup));
        var group = new CommandGroup(3, 4, 5, "xy"u8.ToArray());
        Assert.Equal((6379, "cg1"), (serializer.Identifier, serializer.Manifest(group)));
        var bytes = serializer.ToBinary(group);
        Assert.Equal("0300" + "0400000000000000" + "0500000000000000" + "7879", Convert.ToHexString(bytes));
        var read = (CommandGroup)serializer.FromBinary(bytes, "cg1");
        Assert.Equal((3, 4L, 5L, "xy"), (read.Shard, read.Epoch, read.Offset, Text(read)));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _dir.Dispose();
    }

    private static Config ConfigOf(TemporaryDirectory dir) => ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = ERROR
        akka.actor.serialization-settings.allow-unregistered-types = off
        akka.actor.serializers.note = "{{typeof(NoteSerializer).AssemblyQualifiedName}}"
        akka.actor.serialization-bindings { "{{typeof(Note).AssemblyQualifiedName}}" = note }
        akka.persistence.journal.plugin = "{{SegmentJournal.PluginId}}"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        akka.persistence.journal.segments {
            dir = "{{dir.Path.Replace('\\', '/')}}"
            replay-window = 4000
        }
        """).WithFallback(ConfigurationFactory.ParseString(TestPatience.Hocon)).WithFallback(HoconDocument.Embedded("journal.conf").Config);

    private static Persistent Event(long sequence) => new(new Note($"{sequence}"), sequence, Id, writerGuid: _writer);

    private static CommandGroup Group(string text) => new(7, 8, 9, Encoding.UTF8.GetBytes(text));

    private static string Text(CommandGroup group) => Encoding.UTF8.GetString(group.Units.Span);

    private void Send(params Persistent[] events) => Journal.Tell(
        new WriteMessages(events.Select(e => new AtomicWrite(e)).ToImmutableList<IPersistentEnvelope>(), _probe.Ref, 1));

    /// <summary>Writes events, the last two of them as one write.</summary>
    private void Write(int from, int to)
    {
        var writes = Enumerable.Range(from, to - from - 1).Select(i => new AtomicWrite(Event(i)))
            .Append(new AtomicWrite(ImmutableList.Create<IPersistentRepresentation>(Event(to - 1), Event(to))));
        Journal.Tell(new WriteMessages(writes.ToImmutableList<IPersistentEnvelope>(), _probe.Ref, 1));
        _probe.ExpectMsg<WriteMessagesSuccessful>();
        for (var i = from; i <= to; i++)
            Assert.Equal(i, _probe.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
    }

    private void Delete(long to)
    {
        Journal.Tell(new DeleteMessagesTo(Id, to, _probe.Ref));
        Assert.Equal(to, _probe.ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
    }

    private (string Events, long Highest) Replay(
        long from = 1, long to = long.MaxValue, long max = long.MaxValue, string id = Id)
    {
        Journal.Tell(new ReplayMessages(from, to, max, id, _probe.Ref));
        var events = new List<string>();
        while (true)
        {
            switch (_probe.ReceiveOne())
            {
                case ReplayedMessage replayed:
                    Assert.Equal(replayed.Persistent.SequenceNr.ToString(), ((Note)replayed.Persistent.Payload).Text);
                    events.Add($"{replayed.Persistent.SequenceNr}");
                    break;
                case RecoverySuccess success:
                    return (string.Join(' ', events), success.HighestSequenceNr);
                case var other:
                    Assert.Fail($"{other}");
                    break;
            }
        }
    }

    public sealed record Note(string Text);

    private sealed record Unknown;

    public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 9999;

        public override string Manifest(object o) => "note";

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Note)obj).Text);

        public override object FromBinary(byte[] bytes, string manifest) => new Note(Encoding.UTF8.GetString(bytes));
    }

    private sealed class Recorder : UntypedPersistentActor
    {
        public static readonly object Tell = new();

        private readonly List<string> _words = [];

        public Recorder(string id)
        {
            PersistenceId = id;
            JournalPluginId = SegmentJournal.PluginId;
        }

        public override string PersistenceId { get; }

        protected override void OnCommand(object message)
        {
            if (message == Tell)
                Sender.Tell(string.Join(' ', _words));
            else
                Persist(new Note((string)message), note =>
                {
                    _words.Add(note.Text);
                    Sender.Tell(note.Text);
                });
        }

        protected override void OnRecover(object message)
        {
            if (message is Note note)
                _words.Add(note.Text);
        }
    }
}
