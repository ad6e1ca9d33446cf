using System.Runtime.InteropServices;

namespace AkkaRedis.Compat.Harness;

internal static partial class Signals
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    public static void Terminate(int processId) => Send(processId, SigTerm);

    public static void Interrupt(int processId) => Send(processId, SigInt);

    private static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
            throw new InvalidOperationException($"kill({processId}, {signal}) failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
