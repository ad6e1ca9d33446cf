namespace AkkaRedis.Tests.Tidy;

internal static class Violations
{
    /// <summary>Fails with the rule and every place that breaks it.</summary>
    public static void AssertNone(string rule, IEnumerable<string> violations)
    {
        var all = violations.ToList();
        if (all.Count > 0)
            Assert.Fail($"{rule}\n{string.Join('\n', all)}");
    }

    /// <summary>
    /// A rule that the code does not keep everywhere yet: the number of places is written down, and may only fall. Fewer places
    /// than written down fail too, so that the number comes down with them.
    /// </summary>
    public static void AssertRatchet(string rule, int writtenDown, IReadOnlyList<string> violations)
    {
        if (violations.Count > writtenDown)
            Assert.Fail($"{rule}: {violations.Count} places, {writtenDown} at most\n{string.Join('\n', violations)}");
        if (violations.Count < writtenDown)
            Assert.Fail($"{rule}: {violations.Count} places are left, so write {violations.Count} where {writtenDown} stands in the test");
    }
}
