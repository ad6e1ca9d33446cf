using System.Diagnostics;
using System.Text;

namespace AkkaRedis.Compat.Harness;

/// <summary>A program run to its end: what it printed and how it ended.</summary>
public sealed record ProgramRun(string CommandLine, int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ProgramRun> StartAsync(string program, params string[] args) => StartAsync(program, args, "");

    public static Task<ProgramRun> StartAsync(string program, string[] args, string input) =>
        StartAsync(program, args, stdin => stdin.WriteAsync(Encoding.Latin1.GetBytes(input)).AsTask());

    /// <summary>Runs it with what <paramref name="writeInput"/> writes as its standard input, which is closed then.</summary>
    public static async Task<ProgramRun> StartAsync(string program, string[] args, Func<Stream, Task> writeInput)
    {
        var commandLine = $"{program} {string.Join(' ', args)}";
        using var process = Start(program, args);
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await WriteAndCloseAsync(process, writeInput);
            var run = new ProgramRun(commandLine, -1, await output, await errors);
            await process.WaitForExitAsync(limit.Token);
            return run with { ExitCode = process.ExitCode };
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{commandLine} did not end within {Limit.TotalSeconds} s");
        }
    }

    public static Process Start(string program, string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} was not started");
    }

    /// <summary>Fails with all the program printed unless it ended well and printed no error.</summary>
    public ProgramRun AssertClean()
    {
        Assert.True(ExitCode == 0 && Errors.Trim().Length == 0, $"{CommandLine}\nexit code {ExitCode}\nerrors: {Errors}\noutput: {Output}");
        return this;
    }

    private static async Task WriteAndCloseAsync(Process process, Func<Stream, Task> writeInput)
    {
        try
        {
            await writeInput(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException) when (process.HasExited)
        {
            // The program ended before it read its input: its exit code and errors tell why, and the caller looks at them.
        }
    }
}
