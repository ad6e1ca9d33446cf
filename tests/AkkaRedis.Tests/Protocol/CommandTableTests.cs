using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Tests.Protocol;

/// <summary>Rows by name, and keys by position.</summary>
public sealed class CommandTableTests
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    [Fact]
    public void Every_row_is_found_in_any_letter_case() => Seeds.Run(5, random =>
    {
        foreach (var row in Table.Rows)
        {
            Assert.Same(row, Find(row.Name));
            Assert.Same(row, Find(row.Name.ToUpperInvariant()));
            Assert.Same(row, Find(Mixed(row.Name, random)));
            foreach (var sub in row.Subcommands)
                Assert.Same(
                    sub, CommandTable.FindSubcommand(row, Encoding.ASCII.GetBytes(Mixed(sub.Name[(row.Name.Length + 1)..], random))));
        }
    });

    [Fact]
    public void Only_rows_are_found() => Seeds.Run(2000, random =>
    {
        var name = random.Next(2) == 0 ? Damaged(Table.Rows[random.Next(Table.Rows.Count)].Name, random) : Anything(random);
        Assert.Equal(Table.Rows.FirstOrDefault(r => r.Name == name.ToLowerInvariant()), Find(name));
    });

    [Fact]
    public void Rows_and_subcommands_are_numbered_densely()
    {
        Assert.Equal(Enumerable.Range(0, Table.All.Count), Table.All.Select(r => r.Id));
        Assert.Equal(Table.Rows.Count + Table.Rows.Sum(r => r.Subcommands.Count), Table.All.Count);
    }

    [Fact]
    public void Two_rows_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new CommandTable([new Row("a", 1), new Row("a", 2)]));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 3, false)]
    [InlineData(-2, 1, false)]
    [InlineData(-2, 2, true)]
    [InlineData(-2, 9, true)]
    public void Arity_is_exact_or_at_least(int arity, int count, bool accepts) =>
        Assert.Equal(accepts, new Row("a", arity).AcceptsArgCount(count));

    [Theory]
    [InlineData(0, 0, 0, 4, "")]
    [InlineData(1, 1, 1, 4, "1")]
    [InlineData(1, 1, 1, 1, "")]
    [InlineData(1, 2, 1, 4, "1 2")]
    [InlineData(1, 2, 1, 2, "1")]
    [InlineData(1, -1, 1, 4, "1 2 3")]
    [InlineData(1, -1, 2, 5, "1 3")]
    [InlineData(1, -1, 2, 6, "1 3 5")]
    [InlineData(1, -2, 1, 4, "1 2")]
    [InlineData(2, 2, 1, 4, "2")]
    public void Keys_are_found_by_position(int first, int last, int step, int count, string expected)
    {
        var args = Args.Of(Enumerable.Range(0, count).Select(i => new[] { (byte)i }).ToArray());
        var found = new List<int>();
        Assert.True(new KeySpec(first, last, step).Find(args, found));
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void A_finder_decides_for_itself()
    {
        var spec = new KeySpec(0, 0, 0, (in Args args, List<int> into) =>
        {
            into.Add(args.Count - 1);
            return false;
        });
        var found = new List<int>();
        Assert.False(spec.Find(Args.Of("a"u8.ToArray(), "b"u8.ToArray()), found));
        Assert.Equal([1], found);
        Assert.True(spec.HasKeys);
        Assert.False(spec.IsSingle);
    }

    private static CommandRow? Find(string name) => Table.Find(Encoding.Latin1.GetBytes(name));

    private static string Mixed(string name, Random random) =>
        string.Concat(name.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : c));

    private static string Damaged(string name, Random random)
    {
        var chars = name.ToCharArray();
        chars[random.Next(chars.Length)] ^= (char)(1 << random.Next(8));
        return new string(chars);
    }

    private static string Anything(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(256)));

    private sealed class Row(string name, int arity) : CommandRow(name, arity, CommandFlags.None, KeySpec.None);
}
