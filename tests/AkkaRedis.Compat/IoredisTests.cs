using System.Globalization;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class IoredisOnOneShard(OneShardServer server) : IoredisTests(server);

[Collection(FiveShards.Name)]
public sealed class IoredisOnFiveShards(FiveShardServer server) : IoredisTests(server);

/// <summary>Runs ioredis/test.js, which holds the checks.</summary>
public abstract class IoredisTests(SharedServer server)
{
    [IoredisFact]
    public async Task All_checks_of_the_script_pass()
    {
        var script = Path.Combine(IoredisFactAttribute.Folder, "test.js");
        var run = await ProgramRun.StartAsync("node", script, server.Port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal("13 checks passed", run.AssertClean().Output.Trim());
    }

    /// <summary>Needs node and the package, which npm ci puts beside the script.</summary>
    private sealed class IoredisFactAttribute : FactAttribute
    {
        public static readonly string Folder = Path.Combine(ServerTarget.ProjectFolder, "ioredis");

        public IoredisFactAttribute() => Skip = Tools.ReasonToSkip(["node"]) ?? ReasonPackageIsMissing();

        private static string? ReasonPackageIsMissing() =>
            ServerTarget.RequiresTools || Directory.Exists(Path.Combine(Folder, "node_modules", "ioredis"))
                ? null
                : "needs the npm package ioredis; tests/run.sh installs it";
    }
}
