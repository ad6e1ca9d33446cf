using AkkaRedis.Benchmarks.Load;
using BenchmarkDotNet.Running;

return args switch
{
    ["load", .. var rest] => LoadProgram.Load(rest),
    ["hold", .. var rest] => LoadProgram.Hold(rest),
    _ => BenchmarkSwitcher.FromAssembly(typeof(LoadProgram).Assembly).Run(args).Any(s => s.HasCriticalValidationErrors) ? 1 : 0,
};
