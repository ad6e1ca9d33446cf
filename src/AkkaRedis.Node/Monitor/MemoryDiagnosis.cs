namespace AkkaRedis.Node.Monitor;

/// <summary>What MEMORY DOCTOR says: which of a few ratios are unusual, and what that may mean.</summary>
internal static class MemoryDiagnosis
{
    private const long LeastBytes = 5 << 20;
    private const double HighPeak = 1.5;
    private const double HighFragmentation = 1.4;
    private const long SlackBytes = 10 << 20;
    private const long HighClientBytes = 200 << 10;

    public static string Of(in MemoryUse use, int clients)
    {
        if (use.DataBytes < LeastBytes)
            return "There is too little data for its memory to tell anything. Ask again when there is more.";
        var remarks = new List<string>();
        if (use.PeakBytes > use.UsedBytes * HighPeak)
            remarks.Add("The peak is more than one and a half of what is in use now: much was removed since.");
        if (use.ReservedBytes > use.DataBytes * HighFragmentation && use.ReservedBytes - use.DataBytes > SlackBytes)
            remarks.Add("Much memory is taken for data and not filled: values of other sizes were there before, or many were removed.");
        if (use.HeapBytes > (use.CollectionBytes + use.StartupBytes) * HighFragmentation + SlackBytes)
            remarks.Add("Much of the managed heap is garbage that waits for its collection, or serves connections.");
        if (clients > 0 && use.ClientBytes / clients > HighClientBytes)
            remarks.Add("Connections hold more than 200 KB on average: clients send big requests or read their replies slowly.");
        return remarks.Count == 0 ? "Nothing is unusual about the memory in use." : string.Join('\n', remarks);
    }
}
