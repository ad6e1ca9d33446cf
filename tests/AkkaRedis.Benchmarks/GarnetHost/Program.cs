using System.Runtime.InteropServices;
using Garnet;

// A Garnet server with the options of its own command line, until SIGTERM or SIGINT.
var stopped = new TaskCompletionSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var server = new GarnetServer(args);
server.Start();
await stopped.Task;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped.TrySetResult();
}
