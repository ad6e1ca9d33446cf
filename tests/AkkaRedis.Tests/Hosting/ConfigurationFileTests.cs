using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.Hosting;

public class ConfigurationFileTests
{
    private static NodeConfiguration Load(string text)
    {
        using var dir = new TemporaryDirectory();
        return NodeConfigurationFactory.Create(new Dictionary<string, string>(), dir.File("node.conf", text));
    }

    [Theory]
    [InlineData("akkaredis { prot = 1 }", "unknown key 'akkaredis.prot'")]
    [InlineData("akkaredis.client-output-buffer-limit.slave = \"0 0 0\"", "unknown key 'akkaredis.client-output-buffer-limit.slave'")]
    [InlineData("akkaredis { port { a = 1 } }", "unknown key 'akkaredis.port'")]
    [InlineData("akkaredis { port = x }", "akkaredis.port: 'x' is not a number from 0 to 65535")]
    [InlineData("akkaredis { port = }", "akkaredis.port: '' is not a number from 0 to 65535")]
    [InlineData("akkaredis { timeout = -1 }", "akkaredis.timeout: '-1' is not a number from 0 to 2147483647")]
    [InlineData("akkaredis { request-timeout = 5 }", "akkaredis.request-timeout: '5' is not a time of at least 1ms such as 500ms, 5s, 1m")]
    [InlineData("akkaredis { client-output-buffer-limit.normal = \"1mb 2mb\" }", "'1mb 2mb' is not a hard limit")]
    [InlineData("akkaredis = 5", "'akkaredis' is no section")]
    [InlineData("port 6379\nbind 127.0.0.1", "'port 6379' is no section")]
    [InlineData("akkaredis {\n port = 1\n", "line 1: '{' is not closed")]
    [InlineData("akkaredis { port = 1 }\n}", "line 2: '}' closes nothing")]
    [InlineData("akkaredis { bind = [\"::1\" }", "line 1: '}' closes nothing")]
    [InlineData("akkaredis {\n dir = \"x\n}", "line 2: a quote is not closed")]
    [InlineData("akkaredis { dir = ${nowhere} }", "Unresolved substitution: nowhere")]
    [InlineData("akkaredis { bind { } , port = 1 }", "not HOCON")]
    [InlineData("include \"nowhere.conf\"", "nowhere.conf: cannot read the configuration file")]
    public void What_nobody_would_read_as_meant_is_refused_with_the_name_of_the_file(string text, string message)
    {
        var e = Assert.Throws<StartupException>(() => Load(text));
        Assert.Matches("(node|nowhere)\\.conf: ", e.Message);
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain("\n", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# a { brace in a comment\n// and [ one more")]
    [InlineData("akkaredis { dir = \"a { brace \\\" in quotes\" }")]
    [InlineData("akkaredis { requirepass = \"\"\"a \" quote\"\"\" }")]
    public void Comments_and_strings_may_hold_what_they_like(string text) => Load(text);

    [Fact]
    public void Lists_are_written_as_lists_or_with_commas()
    {
        Assert.Equal(["10.0.0.1", "0.0.0.0"], NodeWith("akkaredis.bind = [\"10.0.0.1\", \"*\"]").Bind);
        Assert.Equal(["10.0.0.1", "::1"], NodeWith("akkaredis.bind = \"10.0.0.1, ::1\"").Bind);

        static NodeOptions NodeWith(string text) => Load(text).Node;
    }

    [Fact]
    public void A_file_includes_others_from_its_own_directory()
    {
        using var dir = new TemporaryDirectory();
        dir.File("common.conf", "akkaredis { databases = 5\n port = 1 }");
        var file = dir.File("node.conf", "include \"common.conf\"\nakkaredis.port = 2");
        var node = NodeConfigurationFactory.Create(new Dictionary<string, string>(), file).Node;
        Assert.Equal((5, 2), (node.Databases, node.Port));
    }

    [Fact]
    public void Akka_gets_what_the_options_say_then_the_file_then_the_profile()
    {
        var akka = Load(
            """
            akkaredis { profile = fast
              bind = ["10.1.2.3"]
              roles = [witness]
              announce-host = node-1.example }
            akka.cluster.gossip-interval = 3s
            """).Akka;
        Assert.Equal("10.1.2.3", akka.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal("node-1.example", akka.GetString("akka.remote.dot-netty.tcp.public-hostname"));
        Assert.Equal(["witness"], akka.GetStringList("akka.cluster.roles"));
        Assert.Equal(TimeSpan.FromSeconds(3), akka.GetTimeSpan("akka.cluster.gossip-interval"));
        Assert.Equal(TimeSpan.FromMilliseconds(200), akka.GetTimeSpan("akka.cluster.leader-actions-interval"));
        Assert.Equal("ddata", akka.GetString("akka.cluster.sharding.state-store-mode"));
        Assert.Equal(64, akka.GetInt("akkaredis.shard-dispatcher.throughput"));
    }

    [Fact]
    public void Values_by_key_are_checked_like_a_file()
    {
        Assert.Contains("unknown key 'prot'", Refusal("prot", "1"));
        Assert.Contains("akkaredis.port: 'x' is not", Refusal("port", "x"));

        static string Refusal(string key, string value) => Assert.Throws<StartupException>(
            () => NodeConfigurationFactory.Create(new Dictionary<string, string> { [key] = value })).Message;
    }
}
