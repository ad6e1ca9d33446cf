using System.Text;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Commands;

/// <summary>A library of functions as FUNCTION LIST tells it.</summary>
internal static class FunctionReply
{
    public static void Write(RespWriter reply, FunctionLibrary library, bool isWithCode)
    {
        reply.Map(isWithCode ? 4 : 3);
        reply.Bulk("library_name"u8);
        reply.Bulk(library.Name);
        reply.Bulk("engine"u8);
        reply.Bulk("LUA"u8);
        reply.Bulk("functions"u8);
        reply.Array(library.Functions.Count);
        foreach (var function in library.Functions)
            Write(reply, function);
        if (!isWithCode)
            return;
        reply.Bulk("library_code"u8);
        reply.Bulk(library.Source);
    }

    private static void Write(RespWriter reply, LibraryFunction function)
    {
        reply.Map(3);
        reply.Bulk("name"u8);
        reply.Bulk(function.Script.Name);
        reply.Bulk("description"u8);
        if (function.Description is { } description)
            reply.Bulk(description);
        else
            reply.Null();
        reply.Bulk("flags"u8);
        var flags = ScriptFlagNames.Of(function.Script.Flags);
        reply.Set(flags.Length);
        foreach (var flag in flags)
            reply.Simple(Encoding.ASCII.GetBytes(flag));
    }
}
