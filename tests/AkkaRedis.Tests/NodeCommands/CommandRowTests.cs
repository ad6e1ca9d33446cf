using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Tests.NodeCommands;

/// <summary>Walks every row of the node's table, so that a new row is tested by being there.</summary>
public class CommandRowTests
{
    /// <summary>Rows that redis-server 7.0.15 does not have.</summary>
    private static readonly HashSet<string> NewerRows = ["client|setinfo"];

    private readonly NodeRig _rig = new();

    public static TheoryData<string> Names() => [.. RigClient.Table.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_says_what_it_is_for(string name)
    {
        var row = RowOf(name);

        Assert.NotEmpty(row.Summary);
        Assert.EndsWith(".", row.Summary);
        Assert.NotEmpty(row.Group);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", row.Since);
        Assert.NotEqual(0, row.Arity);
        Assert.Equal(name.ToLowerInvariant(), name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_is_as_in_redis_server(string name)
    {
        if (NewerRows.Contains(name))
            return;
        var real = RealCommandRows.ByName[name];
        var entry = InfoOf(name);

        Assert.Equal(real.Arity, (int)(long)entry[1]!);
        Assert.Equal(real.Flags == "-" ? "" : real.Flags, string.Join(',', (List<object?>)entry[2]!));
        Assert.Equal(real.Keys, $"{entry[3]},{entry[4]},{entry[5]}");
        Assert.Equal(real.Categories, string.Join(',', (List<object?>)entry[6]!).Replace("@", "", StringComparison.Ordinal));
        Assert.Equal(real.Group, RowOf(name).Group);
        Assert.Equal(real.Since, RowOf(name).Since);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_key_specifications_are_as_in_redis_server(string name) =>
        Assert.Equal(RealKeySpecifications.Of(name), RealKeySpecifications.TextOf((List<object?>)InfoOf(name)[8]!));

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_entry_is_the_same_in_both_protocols(string name)
    {
        var resp2 = InfoOf(name);
        _rig.Session.Protocol = 3;

        Assert.Equal(10, resp2.Count);
        Assert.Equal(name, resp2[0]);
        Assert.Equal(RowOf(name).Subcommands.Count, ((List<object?>)resp2[9]!).Count);
        Assert.Equivalent(resp2, InfoOf(name), strict: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_docs_tell_the_row(string name)
    {
        var reply = RespValue.ParseList(_rig.Run($"COMMAND DOCS {name}"));
        var docs = Assert.IsType<List<object?>>(RespValue.Get(reply, name));

        Assert.Equal(RowOf(name).Summary, RespValue.Get(docs, "summary"));
        Assert.Equal(RowOf(name).Since, RespValue.Get(docs, "since"));
        Assert.Equal(RowOf(name).Group, RespValue.Get(docs, "group"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Too_few_arguments_are_refused_by_its_full_name(string name)
    {
        var row = RowOf(name);
        var tooFew = Math.Abs(row.Arity) - 1;
        var words = name.Split('|');
        if (tooFew < words.Length)
            return;

        var line = string.Join(' ', words.Concat(Enumerable.Repeat("x", tooFew - words.Length)));

        Assert.False(row.AcceptsArgCount(tooFew));
        Assert.Equal($"-{Errors.WrongArgCount(name)}\r\n", _rig.Run(line));
    }

    private static CommandRow RowOf(string name) => RigClient.Table.All.Single(r => r.Name == name);

    private List<object?> InfoOf(string name) =>
        Assert.IsType<List<object?>>(Assert.Single(RespValue.ParseList(_rig.Run($"COMMAND INFO {name}"))));
}
