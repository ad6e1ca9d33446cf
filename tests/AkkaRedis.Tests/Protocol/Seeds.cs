using Xunit.Sdk;

namespace AkkaRedis.Tests.Protocol;

/// <summary>Runs a random test over a row of seeds; a failure says which seed to look at.</summary>
internal static class Seeds
{
    public static void Run(int count, Action<Random> test) => Run(1, count, test);

    public static void Run(int first, int count, Action<Random> test)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                test(new Random(seed));
            }
            catch (Exception e)
            {
                throw new XunitException($"seed {seed}: {e.Message}", e);
            }
        }
    }
}
