using AkkaRedis.Node.Clients.Sockets;
using System.Runtime.InteropServices;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The program: command line in, exit code out. 0 = stopped as asked, 1 = put out of the cluster or broken, 2 = could not
/// start with what it was given; tools have codes of their own. Stdout has the READY line alone, or what a tool prints.
/// </summary>
public static class NodeProcess
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = StopOn(PosixSignal.SIGTERM, stop);
        using var interrupt = StopOn(PosixSignal.SIGINT, stop);
        try
        {
            var commandLine = new CommandLine();
            if (commandLine.Parse(args, Console.Out) is not { } configuration)
                return commandLine.Tool is { } tool ? await tool(Console.Out, stop.Token) : 0;
            SocketEngines.PrepareProcess(configuration.Node);
            await using var server = await AkkaRedisServer.StartAsync(configuration, stop.Token);
            if (server.IsServing)
                await Console.Out.WriteLineAsync(server.ReadyLine);
            StartMemory.Release();
            return await server.RunAsync(stop.Token);
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync("akkaredis: " + e.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>The signal no longer kills the process; the node then takes its leave.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
