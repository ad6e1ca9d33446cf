using System.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Scripting;

/// <summary>Libraries of functions: what functions.lua has to be told, and what it gives.</summary>
internal sealed unsafe partial class LuaEngine
{
    public IReadOnlyList<LibraryFunction>? LoadLibrary(
        ReadOnlySpan<byte> source, IScriptHost host, long memoryLimitBytes, out string error)
    {
        var rewritten = Encoding.Latin1.GetBytes(LuaDialect.Rewrite(source, isVararg: false));
        LuaNative.SetTop(_state, 0);
        LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, _onError);
        LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, _loadLibrary);
        LuaNative.Push(_state, rewritten);
        PushChunkArgs();
        var status = CallLua(1 + _chunkArgs.Length, host, memoryLimitBytes);
        error = status == LuaNative.Ok ? "" : FailureOfLoad();
        List<LibraryFunction>? functions = null;
        if (status == LuaNative.Ok && LuaNative.TypeOf(_state, -1) == LuaNative.TypeTable)
            functions = TakeFunctions(LuaNative.GetTop(_state));
        else if (status == LuaNative.Ok)
            error = TextAt(-1);
        EndLibrary();
        return functions;
    }

    /// <summary>Why the loading itself broke off.</summary>
    private string FailureOfLoad()
    {
        if (_isEnding && _fault is null)
            return "Error registering functions: ERR FUNCTION LOAD timeout";
        var error = LuaNative.GetTop(_state);
        var isTable = LuaNative.TypeOf(_state, error) == LuaNative.TypeTable;
        var hasText = isTable && LuaNative.PushField(_state, error, "err"u8) == LuaNative.TypeString;
        return "Error registering functions: " + (hasText || !isTable ? TextAt(-1) : "");
    }

    private List<LibraryFunction> TakeFunctions(int list)
    {
        var functions = new List<LibraryFunction>();
        for (var i = 1; LuaNative.RawGetAt(_state, list, i) == LuaNative.TypeTable; i++)
        {
            var function = LuaNative.GetTop(_state);
            LuaNative.PushField(_state, function, "name"u8);
            LuaNative.PushField(_state, function, "description"u8);
            LuaNative.PushField(_state, function, "flags"u8);
            LuaNative.PushField(_state, function, "callback"u8);
            var number = LuaNative.Ref(_state, LuaNative.RegistryIndex);
            var flags = (ScriptFlags)(int)LuaNative.NumberAt(_state, function + 3);
            var script = new CompiledScript(number, LuaNative.StringAt(_state, function + 1).ToArray(), flags, IsFunction: true);
            var hasDescription = LuaNative.TypeOf(_state, function + 2) == LuaNative.TypeString;
            functions.Add(new LibraryFunction(script, hasDescription ? LuaNative.StringAt(_state, function + 2).ToArray() : null));
            LuaNative.SetTop(_state, function - 1);
        }

        return functions;
    }

    private void EndLibrary()
    {
        LuaNative.SetTop(_state, 0);
        if (_isEnding)
            WatchOver();
        LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, _endLibrary);
        Check.That(LuaNative.PCall(_state, 0, 0, 0, 0, 0) == LuaNative.Ok, "the end of a library raises nothing");
        EndCall();
    }
}
