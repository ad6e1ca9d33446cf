using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Keyspace;

public class DatabaseModelTests
{
    private const long Now = 1_700_000_000_000;

    [Theory]
    [InlineData(1, 12, 6000)]
    [InlineData(2, 100, 6000)]
    [InlineData(3, 1500, 12000)]
    [InlineData(4, 6000, 30000)]
    public void A_random_sequence_of_operations_does_what_it_does_to_a_dictionary(int seed, int keys, int steps)
    {
        using var run = new Run(seed, keys);
        for (var step = 0; step < steps; step++)
        {
            var what = run.Step();
            if (step % 500 == 0)
                run.CheckAll($"seed {seed}, step {step}: {what}");
        }

        run.CheckAll($"seed {seed}, end");
        run.EmptyAll();
    }

    private sealed class Run : IDisposable
    {
        private readonly KeyspaceStore _store = new(2);
        private readonly ModelDatabase[] _models = [new(), new()];
        private readonly Random _random;
        private readonly KeyspaceSamples _samples;
        private readonly int _seed;
        private DetachedValue? _detached;
        private ModelValue? _detachedModel;

        public Run(int seed, int keys)
        {
            _seed = seed;
            _random = new Random(seed);
            _samples = new KeyspaceSamples(_random, keys);
        }

        public string Step()
        {
            var db = _random.Next(8) == 0 ? 1 : 0;
            var (key, value, what) = (_samples.Key(), _samples.Value(), _random.Next(100));
            Apply(what, _store[db], _models[db], key, value);
            var text = $"operation {what} on key {Convert.ToHexString(key)}";
            CheckKey(_store[db], _models[db], key, $"seed {_seed}: {text}");
            if (_random.Next(4) == 0)
                _store.Reclaim(_random.Next(100));
            return text;
        }

        public void CheckAll(string where)
        {
            for (var db = 0; db < 2; db++)
            {
                CheckCounts(_store[db], _models[db], where);
                foreach (var model in _models[db].Keys.Values)
                    CheckKey(_store[db], _models[db], model.Key, where);
                var seen = new List<Entry>();
                for (ulong cursor = 0; ;)
                {
                    cursor = _store[db].Scan(cursor, 10, seen);
                    if (cursor == 0)
                        break;
                }

                Assert.Equal(_models[db].Keys.Keys.Order(), seen.Select(e => ModelDatabase.NameOf(e.Key)).Order());
            }
        }

        /// <summary>When every key is gone, by any way, no byte may be left but the roots.</summary>
        public void EmptyAll()
        {
            foreach (var model in _models[0].Keys.Values.ToList())
                Assert.True(_store[0].Remove(model.Key));
            Assert.Equal(0, _store[0].ExpiresCount);
            _store.Clear(0);
            _store.Clear(1);
            if (_detached is not null)
                _store[0].Attach("last"u8, _detached);
            _store.Clear(0);
            while (_store.Reclaim(1000))
            {
            }

            Assert.Equal(0, _store.PendingReclaims);
            Assert.Equal(0, _store.MemoryBytes);
        }

        public void Dispose() => _store.Dispose();

        private void Apply(int what, Database db, ModelDatabase model, byte[] key, byte[] value)
        {
            switch (what)
            {
                case < 30: Set(db, model, key, value); break;
                case < 45: Edit(db, model, key, value); break;
                case < 60: Assert.Equal(model.Keys.Remove(ModelDatabase.NameOf(key)), db.Remove(key)); break;
                case < 70: SetExpiry(db, model, key); break;
                case < 76: SetInteger(db, model, key); break;
                case < 82: Copy(db, model, key); break;
                case < 86: Collect(db, model, key); break;
                case < 90: Detach(db, model, key); break;
                case < 94: Attach(db, model, key); break;
                case < 97: ExpireSome(db, model); break;
                case 97: SwapAll(); break;
                default: Rarely(db, model); break;
            }
        }

        private long RandomExpiry() => _random.Next(5) switch
        {
            0 => Expiry.None,
            1 => Expiry.Keep,
            2 => Now + _random.Next(1000),
            3 => Now + _random.Next(100_000_000),
            _ => Now + _random.NextInt64(1L << _random.Next(1, 60)),
        };

        private void Set(Database db, ModelDatabase model, byte[] key, byte[] value)
        {
            var expiry = RandomExpiry();
            db.SetString(key, value, expiry);
            model.SetString(key, value, expiry);
        }

        private void Edit(Database db, ModelDatabase model, byte[] key, byte[] value)
        {
            if (model.Find(key)?.Collection is not null)
                return;
            if (_random.Next(2) == 0)
            {
                db.AppendString(key, value);
                model.Append(key, value);
                return;
            }

            var offset = _random.Next(3000);
            var mutable = db.MutableString(key, offset + value.Length);
            value.CopyTo(mutable[offset..]);
            model.WriteAt(key, offset, value);
        }

        private void SetExpiry(Database db, ModelDatabase model, byte[] key)
        {
            if (model.Find(key) is not { } found)
                return;
            var expiry = RandomExpiry();
            var entry = db.SetExpiry(db.Find(key), expiry);
            if (expiry != Expiry.Keep)
                found.ExpireAtMs = expiry;
            Assert.Equal(found.ExpireAtMs, entry.ExpireAtMs);
        }

        private void SetInteger(Database db, ModelDatabase model, byte[] key)
        {
            var n = _random.NextInt64(long.MinValue, long.MaxValue);
            var entry = db.Find(key);
            if (entry.IsNone || entry.Kind != ValueKind.String)
                return;
            db.SetInteger(entry, n);
            model.SetString(key, System.Text.Encoding.Latin1.GetBytes(n.ToString()), Expiry.Keep);
        }

        /// <summary>As COPY does it: the value given is a span of another entry, or of the key itself.</summary>
        private void Copy(Database db, ModelDatabase model, byte[] key)
        {
            var source = _samples.Key();
            if (model.Find(source) is not { Collection: null } found)
                return;
            var expiry = RandomExpiry();
            db.SetString(key, db.Find(source).GetString(stackalloc byte[20]), expiry);
            model.SetString(key, found.Bytes, expiry);
        }

        private void Collect(Database db, ModelDatabase model, byte[] key)
        {
            var value = new FakeCollection((ValueKind)_random.Next(2, 7));
            var expiry = RandomExpiry();
            db.SetCollection(key, value, expiry);
            model.SetCollection(key, value, expiry);
        }

        private void Detach(Database db, ModelDatabase model, byte[] key)
        {
            if (_detached is not null)
                return;
            _detached = db.Detach(key);
            model.Keys.Remove(ModelDatabase.NameOf(key), out _detachedModel);
            Assert.Equal(_detachedModel is null, _detached is null);
            Assert.Equal(_detachedModel?.ExpireAtMs, _detached?.ExpireAtMs);
        }

        private void Attach(Database db, ModelDatabase model, byte[] key)
        {
            if (_detached is null || _detachedModel is null)
                return;
            db.Attach(key, _detached);
            model.Set(key, _detachedModel, _detachedModel.ExpireAtMs);
            (_detached, _detachedModel) = (null, null);
        }

        private void ExpireSome(Database db, ModelDatabase model)
        {
            var now = Now + _random.Next(2000);
            for (var i = 0; i < 20; i++)
            {
                var entry = db.NextExpired(now);
                Assert.Equal(model.Keys.Values.Any(v => v.ExpireAtMs >= 0 && v.ExpireAtMs < now), !entry.IsNone);
                if (entry.IsNone)
                    return;
                Assert.True(entry.IsExpiredAt(now));
                Assert.True(model.Keys.Remove(ModelDatabase.NameOf(entry.Key)));
                Assert.True(db.Remove(entry.Key));
            }
        }

        private void SwapAll()
        {
            _store.Swap(0, 1);
            _models[0].Swap(_models[1]);
        }

        private void Rarely(Database db, ModelDatabase model)
        {
            if (_random.Next(10) != 0)
                return;
            _store.Clear(db == _store[0] ? 0 : 1);
            model.Keys.Clear();
        }

        private static void CheckCounts(Database db, ModelDatabase model, string where)
        {
            var expiring = model.Keys.Values.Where(v => v.ExpireAtMs >= 0).ToList();
            Assert.True(model.Keys.Count == db.Count, where);
            Assert.True(expiring.Count == db.ExpiresCount, where);
            var sum = expiring.Aggregate((Int128)0, (sum, v) => sum + v.ExpireAtMs);
            Assert.True((expiring.Count == 0 ? 0 : (long)(sum / expiring.Count - Now)) == db.AverageTtlMs(Now), where);
            foreach (var slot in model.Keys.Values.GroupBy(v => Slot.Of(v.Key)))
                Assert.True(slot.Count() == db.CountInSlot(slot.Key), where);
        }

        private static void CheckKey(Database db, ModelDatabase model, byte[] key, string where)
        {
            var entry = db.Find(key);
            var expected = model.Find(key);
            Assert.True(expected is null == entry.IsNone, where);
            if (expected is null)
                return;
            Assert.True(entry.Key.SequenceEqual(key), where);
            Assert.True(expected.ExpireAtMs == entry.ExpireAtMs, where);
            if (expected.Collection is not null)
            {
                Assert.True(ReferenceEquals(expected.Collection, entry.Collection) && entry.Kind == expected.Collection.Kind, where);
                return;
            }

            Assert.True(entry.Kind == ValueKind.String, where);
            Assert.True(entry.GetString(stackalloc byte[20]).SequenceEqual(expected.Bytes), where);
            Assert.True(entry.StringLength == expected.Bytes.Length, where);
            Assert.True(entry.TryGetInteger(out _) == expected.IsInteger, where);
        }
    }
}
