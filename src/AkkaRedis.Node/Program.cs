using AkkaRedis.Node.Hosting;

return await NodeProcess.RunAsync(args);
