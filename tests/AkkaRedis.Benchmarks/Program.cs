using AkkaRedis.Benchmarks.Pauses;
using BenchmarkDotNet.Running;

if (args is ["pauses", .. var options])
    new PauseRun(PauseOptions.Parse(options)).Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
