using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AkkaRedis.Compat.Harness;

/// <summary>
/// redis-cli at a pseudo terminal, which the program script makes. It is driven by its prompts: a line typed before the prompt
/// is there would be thrown away when redis-cli sets its terminal up. TERM=dumb keeps cursor movements out of the output.
/// </summary>
public sealed partial class CliTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private CliTerminal(Process process) => _process = process;

    /// <summary>The last prompt seen.</summary>
    public string Prompt { get; private set; } = "";

    public static CliTerminal Open(int port) => new(ProgramRun.Start(
        "script",
        ["-qec", string.Create(CultureInfo.InvariantCulture, $"redis-cli -h 127.0.0.1 -p {port}"), "/dev/null"],
        new Dictionary<string, string> { ["TERM"] = "dumb", ["REDISCLI_HISTFILE"] = "/dev/null" }));

    /// <summary>Types a line and gives what was shown between its echo and the next prompt.</summary>
    public async Task<string> AskAsync(string line)
    {
        if (Prompt.Length == 0)
            await ReadToPromptAsync();
        await TypeAsync(line);
        var shown = await ReadToPromptAsync();
        Assert.StartsWith(line, shown, StringComparison.Ordinal);
        return shown[line.Length..].Trim();
    }

    /// <summary>Leaves redis-cli and gives its exit code.</summary>
    public async Task<int> QuitAsync()
    {
        await TypeAsync("quit");
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> ReadToPromptAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var shown = new StringBuilder();
        var next = new char[1024];
        while (true)
        {
            var text = shown.ToString().ReplaceLineEndings("\n");
            if (PromptAtEnd().Match(text) is { Success: true } prompt)
            {
                Prompt = prompt.Value;
                return text[..prompt.Index];
            }

            var read = await _process.StandardOutput.ReadAsync(next, limit.Token);
            Assert.True(read > 0, $"redis-cli ended; it showed: {text}");
            shown.Append(next, 0, read);
        }
    }

    [GeneratedRegex(@"127\.0\.0\.1:\d+(\[\d+\])?(\(TX\))?> $")]
    private static partial Regex PromptAtEnd();
}
