using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Clients;

/// <summary>
/// A socket's owner and the thread that polls, in random steps against a model of the kernel's side: bytes come, the other
/// side closes, an edge is told once. Whatever the order, everything is read in the end and nobody waits for what is there.
/// </summary>
public sealed class ReadinessTests
{
    [Fact]
    public void Whatever_the_order_of_steps_all_bytes_and_the_end_are_read() => Seeds.Run(3000, random =>
    {
        var model = new SocketModel(random);
        for (var step = 0; step < 60; step++)
            model.StepAtRandom();
        model.Close();
        model.RunToRest();
        Assert.True(model.HasReadAll, model.ToString());
    });

    [Fact]
    public void Short_reads_are_followed_by_no_call_that_finds_nothing()
    {
        var readiness = default(Readiness);
        Assert.False(readiness.TryUse(out _));
        Assert.True(readiness.Signal(hasEnded: false));
        Assert.True(readiness.TryUse(out _));
        Assert.False(readiness.TryUse(out _));
    }

    [Fact]
    public void Only_an_owner_who_waits_is_called_and_once()
    {
        var readiness = Readiness.ReadyAtFirst;
        Assert.False(readiness.Signal(hasEnded: false));
        Assert.True(readiness.TryUse(out _));
        Assert.False(readiness.TryUse(out _));
        Assert.True(readiness.Signal(hasEnded: false));
        Assert.False(readiness.Signal(hasEnded: false));
    }

    [Fact]
    public void After_the_end_every_call_is_worth_it()
    {
        var readiness = default(Readiness);
        readiness.Signal(hasEnded: true);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(readiness.TryUse(out var hasEnded));
            Assert.True(hasEnded);
        }
    }

    /// <summary>
    /// The kernel's queue and edge, a polling thread between harvest and signal, and an owner that reads whenever it may. Each
    /// step is one that another thread can come before or after.
    /// </summary>
    private sealed class SocketModel(Random random)
    {
        private Readiness _readiness;
        private int _queued;
        private int _arrived;
        private int _read;
        private bool _isClosed;
        private bool _hasEdge;
        private (bool Readable, bool Ended)? _harvested;
        private bool _isWaiting;
        private int _lastRead = -1;
        private bool _mayRead;
        private bool _sawEnd;

        public bool HasReadAll => _read == _arrived && _sawEnd;

        public void StepAtRandom()
        {
            switch (random.Next(4))
            {
                case 0 when !_isClosed:
                    Arrive(1 + random.Next(6));
                    break;
                case 1 when random.Next(20) == 0:
                    Close();
                    break;
                case 2:
                    StepPoll();
                    break;
                default:
                    StepOwner();
                    break;
            }
        }

        public void Close()
        {
            _hasEdge |= !_isClosed;
            _isClosed = true;
        }

        /// <summary>Until neither thread has anything to do but wait.</summary>
        public void RunToRest()
        {
            while (_hasEdge || _harvested is not null || (!_isWaiting && !_sawEnd))
            {
                if (random.Next(2) == 0)
                    StepPoll();
                else
                    StepOwner();
            }
        }

        public override string ToString() => $"read {_read} of {_arrived}, waiting {_isWaiting}, saw the end {_sawEnd}";

        private void Arrive(int bytes)
        {
            _queued += bytes;
            _arrived += bytes;
            _hasEdge = true;
        }

        /// <summary>An edge is told with what is so at the time of the harvest.</summary>
        private void StepPoll()
        {
            if (_harvested is { } told)
            {
                _harvested = null;
                if ((told.Readable || told.Ended) && _readiness.Signal(told.Ended))
                    _isWaiting = false;
            }
            else if (_hasEdge)
            {
                _hasEdge = false;
                _harvested = (_queued > 0, _isClosed);
            }
        }

        private void StepOwner()
        {
            const int RoomBytes = 4;
            if (_sawEnd || _isWaiting)
                return;
            if (_lastRead == RoomBytes)
            {
                _readiness.KeepReady();
                _lastRead = -1;
            }
            else if (!_mayRead)
            {
                _mayRead = (random.Next(2) == 0 || _readiness.IsReadyOrWait()) && _readiness.TryUse(out _);
                _isWaiting = !_mayRead;
            }
            else
            {
                _mayRead = false;
                Read(RoomBytes);
            }
        }

        private void Read(int room)
        {
            _lastRead = Math.Min(_queued, room);
            _queued -= _lastRead;
            _read += _lastRead;
            _sawEnd = _lastRead == 0 && _isClosed;
        }
    }
}
