using System.CommandLine;
using AkkaRedis.Node.Hosting.Settings;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The command line: an option for every row of the <see cref="SettingTable"/> that has a help text, and --config. Values
/// stay text here, so that a value is judged by one rule wherever it was given.
/// </summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, Option<string>> _options = [];
    private readonly Option<string> _config = NewOption("config", "HOCON file with akkaredis.* and akka.* keys");
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
    }

    /// <summary>
    /// The configuration of a node started with these arguments: the command line over the --config file over
    /// hocon/reference.conf; null when help or the version was asked for and printed.
    /// </summary>
    /// <exception cref="StartupException">An option is unknown, or a value is not what its setting accepts.</exception>
    public NodeConfiguration? Parse(IReadOnlyList<string> args, TextWriter output)
    {
        // A password may begin with @, so no argument is the name of a file with more arguments.
        var parsed = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            throw new StartupException($"{parsed.Errors[0].Message} (--help lists the options)");
        if (parsed.Action != _command.Action)
        {
            parsed.Invoke(new InvocationConfiguration { Output = output });
            return null;
        }

        var layer = new SettingLayer(
            setting => _options.TryGetValue(setting.Key, out var option) ? parsed.GetValue(option) : null, setting => "--" + setting.Key);
        return NodeConfigurationFactory.Create(layer, parsed.GetValue(_config));
    }

    private static Option<string> NewOption(string key, string help) => new("--" + key) { Description = help, HelpName = "value" };
}
