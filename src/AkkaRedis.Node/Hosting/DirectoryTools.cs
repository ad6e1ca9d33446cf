using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaRedis.Node.Inspection;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The tools of the command line that look at a node's directory without a node: <c>check DIR</c> and <c>export DIR FILE</c>.
/// </summary>
internal static class DirectoryTools
{
    private const int DefaultDatabases = 16;

    /// <summary>Exit code 0 = all is whole, 1 = a stop left something unfinished, 2 = there is damage, or no such directory.</summary>
    public static Command Check()
    {
        var dir = NewDirectory();
        var command = new Command("check", "Reads log and snapshots of a node's directory and tells what there is, and damage.") { dir };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var files = NodeFiles.Open(parsed.GetRequiredValue(dir));
            return (int)await new DirectoryCheck(files, parsed.InvocationConfiguration.Output).RunAsync(cancellation);
        });
        return command;
    }

    /// <summary>Exit code 0 = the file is there, 2 = it is not.</summary>
    public static Command Export()
    {
        var dir = NewDirectory();
        var file = new Argument<string>("file") { Description = "RDB file to write; must not be there yet" };
        var databases = new Option<int>("--databases")
        {
            Description = $"databases of the node [{DefaultDatabases}]", HelpName = "value", DefaultValueFactory = _ => DefaultDatabases,
        };
        databases.Validators.Add(RefuseNone);
        var command = new Command("export", "Writes what a node's directory holds as an RDB file, which redis-server loads.")
        {
            dir, file, databases,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var files = NodeFiles.Open(parsed.GetRequiredValue(dir));
            var export = new DirectoryExport(files, parsed.GetValue(databases), parsed.InvocationConfiguration.Output);
            await export.RunAsync(parsed.GetRequiredValue(file), cancellation);
            return 0;
        });
        return command;
    }

    private static Argument<string> NewDirectory() => new("dir") { Description = "the directory that the node is started on, as --dir" };

    private static void RefuseNone(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, CultureInfo.InvariantCulture, out var n) && n > 0))
            result.AddError($"--databases: '{text}' is not a number from 1 on");
    }
}
