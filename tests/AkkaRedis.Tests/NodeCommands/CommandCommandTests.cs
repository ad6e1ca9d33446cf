using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Tests.NodeCommands;

public class CommandCommandTests
{
    private readonly NodeRig _rig = new(told: new CommandTable(
    [
        Read("get", 2, CommandFlags.Fast, KeySpec.One, "string"),
        Write("mset", -3, CommandFlags.DenyOom, KeySpec.Pairs, "string"),
        Write("rename", 3, CommandFlags.None, KeySpec.Two, "generic"),
        Write("del", -2, CommandFlags.None, KeySpec.All, "generic", ReplyMerge.SumByKey),
        Write("lmpop", -4, CommandFlags.MovableKeys, new KeySpec(0, 0, 0, FindCountedKeys), "list"),
        Write("eval", -3, CommandFlags.NoMandatoryKeys, new KeySpec(0, 0, 0, FindNothing), "scripting"),
        Read("ping", -1, CommandFlags.Fast, KeySpec.None, "connection"),
        Read("object", -2, CommandFlags.None, KeySpec.None, "generic",
            Read("object|encoding", 3, CommandFlags.None, KeySpec.Second, "generic")),
    ]));

    [Theory]
    [InlineData("ssubscribe a")]
    [InlineData("spublish a b")]
    public void Shard_channels_are_no_keys(string command) =>
        Assert.Equal("-ERR The command has no key arguments\r\n", new NodeRig().Run($"COMMAND GETKEYS {command}"));

    [Theory]
    [InlineData("COMMAND COUNT", ":8\r\n")]
    [InlineData("COMMAND COUNT x", "-ERR wrong number of arguments for 'command|count' command\r\n")]
    [InlineData("COMMAND foo", "-ERR unknown subcommand 'foo'. Try COMMAND HELP.\r\n")]
    [InlineData("COMMAND INFO nosuch", "*1\r\n$-1\r\n")]
    [InlineData("COMMAND INFO get|nosuch", "*1\r\n$-1\r\n")]
    [InlineData("COMMAND INFO object|nosuch", "*1\r\n$-1\r\n")]
    [InlineData("COMMAND DOCS nosuch", "*0\r\n")]
    [InlineData("COMMAND LIST x", "-ERR syntax error\r\n")]
    [InlineData("COMMAND LIST FILTERBY PATTERN", "-ERR syntax error\r\n")]
    [InlineData("COMMAND LIST FILTERBY foo bar", "-ERR syntax error\r\n")]
    [InlineData("COMMAND LIST FILTERBY PATTERN a b", "-ERR syntax error\r\n")]
    [InlineData("COMMAND LIST FILTERBY MODULE foo", "*0\r\n")]
    [InlineData("COMMAND LIST FILTERBY ACLCAT foo", "*0\r\n")]
    [InlineData("COMMAND GETKEYS", "-ERR wrong number of arguments for 'command|getkeys' command\r\n")]
    [InlineData("COMMAND GETKEYS nosuch a", "-ERR Invalid command specified\r\n")]
    [InlineData("COMMAND GETKEYS ping a", "-ERR The command has no key arguments\r\n")]
    [InlineData("COMMAND GETKEYS get a b", "-ERR Invalid number of arguments specified for command\r\n")]
    [InlineData("COMMAND GETKEYS lmpop 9 a left", "-ERR Invalid arguments specified for command\r\n")]
    [InlineData("COMMAND GETKEYS eval x foo a", "*0\r\n")]
    [InlineData("COMMAND GETKEYS get a", "*1\r\n$1\r\na\r\n")]
    [InlineData("COMMAND GETKEYS MSET a 1 b 2", "*2\r\n$1\r\na\r\n$1\r\nb\r\n")]
    [InlineData("COMMAND GETKEYS lmpop 2 a b left", "*2\r\n$1\r\na\r\n$1\r\nb\r\n")]
    [InlineData("COMMAND GETKEYS object encoding a", "*1\r\n$1\r\na\r\n")]
    [InlineData("COMMAND GETKEYSANDFLAGS get a", "*1\r\n*2\r\n$1\r\na\r\n*2\r\n+RO\r\n+access\r\n")]
    [InlineData("COMMAND GETKEYSANDFLAGS del a", "*1\r\n*2\r\n$1\r\na\r\n*2\r\n+RM\r\n+delete\r\n")]
    public void Answers_as_redis_server(string line, string reply) => Assert.Equal(reply, _rig.Run(line));

    [Theory]
    [InlineData("set k v", "k:OW,update")]
    [InlineData("set k v get", "k:RW,access,update")]
    [InlineData("mset a 1 b 2", "a:OW,update b:OW,update")]
    [InlineData("lmove a b left right", "a:RW,access,delete b:RW,insert")]
    [InlineData("sort a store b", "a:RO,access b:OW,update")]
    [InlineData("sort_ro a by b", "a:RO,access")]
    [InlineData("bitfield k get u8 0 overflow sat", "k:RO,access")]
    [InlineData("bitfield k get u8 0 set u8 0 1", "k:RW,access,update")]
    [InlineData("bitfield k nosuch", "k:RW,access,update")]
    [InlineData("zunionstore t 2 a b weights 1 2", "t:OW,update a:RO,access b:RO,access")]
    [InlineData("georadius k 1 2 3 m store a storedist b", "k:RO,access a:OW,update b:OW,update")]
    [InlineData("georadius k 1 2 3 m store", "k:RO,access")]
    [InlineData("blpop a b 0", "a:RW,access,delete b:RW,access,delete")]
    [InlineData("object encoding a", "a:RO")]
    public void Keys_are_told_with_their_use(string command, string keys)
    {
        var reply = RespValue.ParseList(new NodeRig().Run($"COMMAND GETKEYSANDFLAGS {command}"));

        Assert.Equal(keys, string.Join(' ', reply.Cast<List<object?>>().Select(k => $"{k[0]}:{string.Join(',', (List<object?>)k[1]!)}")));
    }

    [Theory]
    [InlineData("zunion 0 a", "-ERR Invalid arguments specified for command\r\n")]
    [InlineData("zunion 3 a b", "-ERR Invalid arguments specified for command\r\n")]
    [InlineData("ssubscribe a", "-ERR The command has no key arguments\r\n")]
    [InlineData("spublish a b", "-ERR The command has no key arguments\r\n")]
    public void Commands_without_keys_are_refused(string command, string error) =>
        Assert.Equal(error, new NodeRig().Run($"COMMAND GETKEYS {command}"));

    [Theory]
    [InlineData("", "del eval get lmpop mset object object|encoding ping rename")]
    [InlineData("FILTERBY PATTERN [eg]*", "eval get")]
    [InlineData("FILTERBY PATTERN OBJECT|E*", "object|encoding")]
    [InlineData("FILTERBY PATTERN get", "get")]
    [InlineData("FILTERBY ACLCAT STRING", "get mset")]
    [InlineData("FILTERBY ACLCAT keyspace", "del object|encoding rename")]
    public void List_names_rows_and_subcommands(string filter, string names) =>
        Assert.Equal(names, string.Join(' ', RespValue.ParseList(_rig.Run($"COMMAND LIST {filter}")).Order()));

    [Fact]
    public void Without_names_all_rows_are_told()
    {
        var all = RespValue.ParseList(_rig.Run("COMMAND"));

        Assert.Equal(8, all.Count);
        Assert.Equivalent(all, RespValue.ParseList(_rig.Run("COMMAND INFO")), strict: true);
        Assert.Equal(16, RespValue.ParseList(_rig.Run("COMMAND DOCS")).Count);
    }

    [Fact]
    public void An_entry_is_to_the_byte_as_in_redis_server()
    {
        const string Resp2 =
            "*1\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n" +
            "*3\r\n+@read\r\n+@string\r\n+@fast\r\n*0\r\n" +
            "*1\r\n*6\r\n$5\r\nflags\r\n*2\r\n+RO\r\n+access\r\n" +
            "$12\r\nbegin_search\r\n*4\r\n$4\r\ntype\r\n$5\r\nindex\r\n$4\r\nspec\r\n*2\r\n$5\r\nindex\r\n:1\r\n" +
            "$9\r\nfind_keys\r\n*4\r\n$4\r\ntype\r\n$5\r\nrange\r\n$4\r\nspec\r\n*6\r\n$7\r\nlastkey\r\n:0\r\n" +
            "$7\r\nkeystep\r\n:1\r\n$5\r\nlimit\r\n:0\r\n*0\r\n";
        const string Resp3 =
            "*1\r\n*10\r\n$3\r\nget\r\n:2\r\n~2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n" +
            "~3\r\n+@read\r\n+@string\r\n+@fast\r\n~0\r\n" +
            "~1\r\n%3\r\n$5\r\nflags\r\n~2\r\n+RO\r\n+access\r\n" +
            "$12\r\nbegin_search\r\n%2\r\n$4\r\ntype\r\n$5\r\nindex\r\n$4\r\nspec\r\n%1\r\n$5\r\nindex\r\n:1\r\n" +
            "$9\r\nfind_keys\r\n%2\r\n$4\r\ntype\r\n$5\r\nrange\r\n$4\r\nspec\r\n%3\r\n$7\r\nlastkey\r\n:0\r\n" +
            "$7\r\nkeystep\r\n:1\r\n$5\r\nlimit\r\n:0\r\n~0\r\n";

        Assert.Equal(Resp2, _rig.Run("COMMAND INFO get"));
        _rig.Session.Protocol = 3;
        Assert.Equal(Resp3, _rig.Run("COMMAND INFO GET"));
    }

    [Theory]
    [InlineData("rename", 1L, 0L)]
    [InlineData("mset", 1L, -1L)]
    public void The_last_key_of_a_specification_counts_from_the_first(string name, long first, long last)
    {
        var spec = (List<object?>)((List<object?>)Entry(name)[8]!)[0]!;
        var beginSearch = (List<object?>)RespValue.Get(spec, "begin_search")!;
        var findKeys = (List<object?>)RespValue.Get(spec, "find_keys")!;

        Assert.Equal(first, RespValue.Get((List<object?>)RespValue.Get(beginSearch, "spec")!, "index"));
        Assert.Equal(last, RespValue.Get((List<object?>)RespValue.Get(findKeys, "spec")!, "lastkey"));
    }

    [Fact]
    public void Tips_come_from_how_replies_are_merged() =>
        Assert.Equal(["request_policy:multi_shard", "response_policy:agg_sum"], (List<object?>)Entry("del")[7]!);

    [Theory]
    [InlineData("COMMAND HELP", "COMMAND")]
    [InlineData("CLIENT HELP", "CLIENT")]
    [InlineData("CONFIG HELP", "CONFIG")]
    public void Help_names_every_subcommand(string line, string container)
    {
        var help = RespValue.ParseList(new NodeRig().Run(line));
        var row = RigClient.Table.Rows.Single(r => r.Name == container.ToLowerInvariant());

        Assert.Equal($"{container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:", help[0]);
        foreach (var sub in row.Subcommands)
            Assert.Contains(sub.Name[(container.Length + 1)..].ToUpperInvariant(), help);
    }

    private static CommandRow Read(string name, int arity, CommandFlags flags, KeySpec keys, string group,
        params CommandRow[] subcommands) =>
        ShardCommand.Read(name, arity, flags, keys, _ => { }, group, "1.0.0", "A command.", subcommands: subcommands);

    private static CommandRow Write(string name, int arity, CommandFlags flags, KeySpec keys, string group,
        ReplyMerge merge = ReplyMerge.None) =>
        ShardCommand.Write(name, arity, flags, keys, _ => { }, group, "1.0.0", "A command.", merge);

    private static bool FindCountedKeys(in Args args, List<int> into)
    {
        var count = args[1][0] - '0';
        if (count > args.Count - 3)
            return false;
        into.AddRange(Enumerable.Range(2, count));
        return true;
    }

    private static bool FindNothing(in Args args, List<int> into) => false;

    private List<object?> Entry(string name) => (List<object?>)RespValue.ParseList(_rig.Run($"COMMAND INFO {name}"))[0]!;
}
