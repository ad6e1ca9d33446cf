using AkkaRedis.Node.Hosting;

// Read by the runtime when the first socket is made: completions run on the thread that polls the sockets, where the
// connection's actor then runs too (Clients/SocketThreadExecutor.cs).
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await NodeProcess.RunAsync(args);
