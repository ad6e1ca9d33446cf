using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Clients;

/// <summary>Tokens find their object while it is there, and nothing ever after.</summary>
public sealed class TokenTableTests
{
    [Fact]
    public void It_finds_what_a_dictionary_finds() => Seeds.Run(200, random =>
    {
        var table = new TokenTable<object>();
        var twin = new Dictionary<ulong, object>();
        var given = new List<ulong>();
        for (var step = 0; step < 300; step++)
        {
            if (given.Count == 0 || random.Next(2) == 0)
            {
                var item = new object();
                var token = table.Add(item);
                Assert.DoesNotContain(token, given);
                given.Add(token);
                twin[token] = item;
            }
            else
            {
                var token = given[random.Next(given.Count)];
                table.Remove(token);
                twin.Remove(token);
            }

            var asked = given[random.Next(given.Count)];
            Assert.Same(twin.GetValueOrDefault(asked), table.Find(asked));
        }
    });

    [Fact]
    public void A_token_that_was_never_given_finds_nothing()
    {
        var table = new TokenTable<object>();
        table.Add(new object());
        Assert.Null(table.Find(ulong.MaxValue));
        Assert.Null(table.Find(0));
        Assert.Null(table.Find(1000));
    }

    [Fact]
    public void Slots_are_used_again()
    {
        var table = new TokenTable<object>();
        var slots = new HashSet<uint>();
        for (var i = 0; i < 1000; i++)
        {
            var token = table.Add(new object());
            slots.Add((uint)token);
            table.Remove(token);
        }

        Assert.Single(slots);
    }
}
