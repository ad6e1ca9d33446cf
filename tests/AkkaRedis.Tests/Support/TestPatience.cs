namespace AkkaRedis.Tests.Support;

/// <summary>
/// How long an actor spec waits for what must come. It says only when a failure is told: a machine that is busy with other
/// things makes a test slow, not red.
/// </summary>
internal static class TestPatience
{
    public const string Hocon = "akka.test { single-expect-default = 60s\n default-timeout = 60s }";
}
