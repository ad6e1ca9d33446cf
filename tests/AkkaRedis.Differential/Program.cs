using AkkaRedis.Differential;

if (RunOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(RunOptions.Usage);
    return 2;
}

return await new JudgedRuns(options, Console.Out, TimeProvider.System).RunAllAsync() ? 0 : 1;
