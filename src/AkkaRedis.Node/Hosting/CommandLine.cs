using System.CommandLine;
using AkkaRedis.Node.Hosting.Settings;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The command line: an option for every row of the <see cref="SettingTable"/> that has a help text, and --config. Values
/// stay text here, so that a value is judged by one rule wherever it was given. With the name of a tool first, it is the command
/// line of that tool (<see cref="DirectoryTools"/>).
/// </summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, Option<string>> _options = [];
    private readonly Option<string> _config = NewOption("config", "HOCON file with akkaredis.* and akka.* keys");
    private readonly Command[] _tools;
    private readonly RootCommand _command = new("AkkaRedis: a Redis-compatible, sharded, in-memory data server.");

    public CommandLine()
    {
        var defaults = HoconDocument.Embedded("reference.conf").Layer;
        foreach (var setting in SettingTable.Rows.Where(s => s.OptionHelp is not null))
        {
            var value = defaults.Find(setting);
            var option = NewOption(setting.Key, setting.OptionHelp + (string.IsNullOrEmpty(value) ? "" : $" [{value}]"));
            _options.Add(setting.Key, option);
            _command.Options.Add(option);
        }

        _command.Options.Add(_config);
        _command.SetAction(_ => 0);
        _tools = [DirectoryTools.Check(), DirectoryTools.Export()];
        foreach (var tool in _tools)
            _command.Subcommands.Add(tool);
    }

    /// <summary>Runs the tool that the arguments last parsed ask for, and gives its exit code; null when they ask for none.</summary>
    public Func<TextWriter, CancellationToken, Task<int>>? Tool { get; private set; }

    /// <summary>
    /// The configuration of a node started with these arguments: the command line over the --config file over
    /// hocon/reference.conf; null when help or the version was asked for and printed, or a <see cref="Tool"/> is to be run.
    /// </summary>
    /// <exception cref="StartupException">An option is unknown, or a value is not what its setting accepts.</exception>
    public NodeConfiguration? Parse(IReadOnlyList<string> args, TextWriter output)
    {
        // A password may begin with @, so no argument is the name of a file with more arguments.
        var parsed = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            throw new StartupException($"{parsed.Errors[0].Message} (--help lists the options)");
        if (_tools.Any(tool => tool.Action == parsed.Action))
        {
            Tool = (toolOutput, cancellation) => parsed.InvokeAsync(ConfigurationOf(toolOutput), cancellation);
            return null;
        }

        if (parsed.Action != _command.Action)
        {
            parsed.Invoke(new InvocationConfiguration { Output = output });
            return null;
        }

        var layer = new SettingLayer(
            setting => _options.TryGetValue(setting.Key, out var option) ? parsed.GetValue(option) : null, setting => "--" + setting.Key);
        return NodeConfigurationFactory.Create(layer, parsed.GetValue(_config));
    }

    /// <summary>What goes wrong, and signals, are the process's affair.</summary>
    private static InvocationConfiguration ConfigurationOf(TextWriter output) => new()
    {
        Output = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
    };

    private static Option<string> NewOption(string key, string help) => new("--" + key) { Description = help, HelpName = "value" };
}
