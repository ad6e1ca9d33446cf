using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// Scripts in Lua 5.1, as Redis has it, on a Lua 5.4 machine: the prelude and the libraries (folder Lua) are Lua and make
/// the older language and its sandbox; <see cref="LuaDialect"/> rewrites what they cannot reach.
///
/// Two things keep native code safe. No error is raised from managed code: natives return it, and Lua raises it. An exception
/// in managed code does not leave it: it is kept, the script is ended, and it is thrown again when Lua has returned.
///
/// A hook looks after every 100,000 instructions whether the script may go on. To end a script the hook is pointed to the
/// native function that raises, at every instruction from then on, so that no pcall of the script survives.
/// </summary>
internal sealed unsafe partial class LuaEngine : IScriptEngine
{
    private const int InstructionsPerTick = 100_000;
    private const string Killed = "ERR Script killed by user with SCRIPT KILL...";
    private static readonly string[] Libraries = ["string", "math", "redis", "bit", "struct", "cmsgpack", "cjson"];

    private readonly nint _state;
    private readonly LuaMemory* _memory = LuaMemory.Create();
    private readonly GCHandle _self;
    private int _onError;
    private int _run;
    private int _loadLibrary;
    private int _endLibrary;
    private int[] _chunkArgs = [];
    private IScriptHost? _host;
    private int _protocol;
    private bool _isEnding;
    private ExceptionDispatchInfo? _fault;

    public LuaEngine()
    {
        _self = GCHandle.Alloc(this);
        _state = LuaNative.NewState(&LuaMemory.Allocate, _memory);
        Check.That(_state != 0, "a Lua state");
        LuaNative.ExtraSpace(_state) = GCHandle.ToIntPtr(_self);
        LuaNative.OpenLibraries(_state);
        LoadPrelude();
        WatchOver();
    }

    public long MemoryBytes => _memory->UsedBytes;

    public int Compile(ReadOnlySpan<byte> source, out string error)
    {
        error = "";
        LuaNative.SetTop(_state, 0);
        if (Load(Encoding.Latin1.GetBytes(LuaDialect.Rewrite(source, isVararg: false)), "@user_script") == LuaNative.Ok)
        {
            PushChunkArgs();
            Check.That(LuaNative.PCall(_state, 3, 1, 0, 0, 0) == LuaNative.Ok, "a chunk gives its function");
            return LuaNative.Ref(_state, LuaNative.RegistryIndex);
        }

        error = LuaDialect.Complaint(TextAt(-1));
        LuaNative.SetTop(_state, 0);
        return 0;
    }

    public void Release(int script) => LuaNative.Unref(_state, LuaNative.RegistryIndex, script);

    public bool Run(CompiledScript script, in ScriptInput input, IScriptHost host, RespWriter reply)
    {
        _protocol = 2;
        LuaNative.SetTop(_state, 0);
        LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, _onError);
        if (!script.IsFunction)
            LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, _run);
        LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, script.Number);
        PushList(input.Args, 3, input.KeyCount);
        PushList(input.Args, 3 + input.KeyCount, input.Args.Count - 3 - input.KeyCount);
        var status = CallLua(script.IsFunction ? 2 : 3, host, input.MemoryLimitBytes);
        var isErrorOfCommand = LuaNative.TypeOf(_state, -1) == LuaNative.TypeTable && IsErrorOfCommand();
        if (status == LuaNative.Ok)
            new LuaReplyWriter(_state, reply, _protocol).Write();
        else
            WriteError(script.Name, reply);
        EndCall();
        return isErrorOfCommand;
    }

    public void Dispose()
    {
        LuaNative.Close(_state);
        LuaMemory.Free(_memory);
        _self.Free();
    }

    private static byte[] ResourceOf(string name)
    {
        using var stream = typeof(LuaEngine).Assembly.GetManifestResourceStream($"AkkaRedis.Lua.{name}.lua");
        Check.That(stream is not null, "the libraries of scripts are resources");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Calls what is on the stack below its arguments, for one result, with the handler of errors at the bottom.</summary>
    private int CallLua(int args, IScriptHost host, long memoryLimitBytes)
    {
        _host = host;
        _memory->LimitBytes = memoryLimitBytes;
        _memory->IsLimited = 1;
        var status = LuaNative.PCall(_state, args, 1, 1, 0, 0);
        _memory->IsLimited = 0;
        _host = null;
        return status;
    }

    private bool IsErrorOfCommand()
    {
        var isError = LuaNative.PushField(_state, LuaNative.GetTop(_state), CountedField) == LuaNative.TypeBoolean;
        LuaNative.Pop(_state, 1);
        return isError;
    }

    private void EndCall()
    {
        LuaNative.SetTop(_state, 0);
        if (_isEnding)
            WatchOver();
        ThrowFault();
    }

    private void ThrowFault()
    {
        var fault = _fault;
        _fault = null;
        fault?.Throw();
    }

    /// <summary>The hook as it is while nothing is wrong.</summary>
    private void WatchOver()
    {
        _isEnding = false;
        delegate* unmanaged<nint, nint, void> tick = &OnTick;
        LuaNative.SetHook(_state, tick, LuaNative.CountHook, InstructionsPerTick);
    }

    private void EndScript(nint running)
    {
        _isEnding = true;
        LuaNative.SetHook(running, (void*)LuaNative.RaiseFunction, LuaNative.CountHook, 1);
    }

    private int Load(byte[] source, string name)
    {
        fixed (byte* text = source, nameBytes = Encoding.ASCII.GetBytes(name + '\0'), mode = "t\0"u8)
            return LuaNative.Load(_state, text, (nuint)source.Length, nameBytes, mode);
    }

    private void LoadPrelude()
    {
        Check.That(Load(ResourceOf("prelude"), "=prelude") == LuaNative.Ok, "the prelude compiles");
        PushNatives();
        LuaNative.CreateTable(_state, 0, Libraries.Length);
        foreach (var library in Libraries)
        {
            LuaNative.Push(_state, ResourceOf(library));
            LuaNative.SetField(_state, 3, Encoding.ASCII.GetBytes(library));
        }

        LuaNative.Push(_state, ResourceOf("functions"));
        var status = LuaNative.PCall(_state, 3, 8, 0, 0, 0);
        Check.That(status == LuaNative.Ok, status == LuaNative.Ok ? "" : "the prelude runs: " + TextAt(-1));
        KeepPreludeResults();
    }

    /// <summary>Of the prelude's eight results the first becomes what compiled chunks see as globals.</summary>
    private void KeepPreludeResults()
    {
        var kept = new int[7];
        for (var i = kept.Length - 1; i >= 0; i--)
            kept[i] = LuaNative.Ref(_state, LuaNative.RegistryIndex);
        (_onError, _run, _chunkArgs, _loadLibrary, _endLibrary) = (kept[0], kept[1], kept[2..5], kept[5], kept[6]);
        LuaNative.RawSetAt(_state, LuaNative.RegistryIndex, LuaNative.GlobalsKey);
    }

    /// <summary>The values that every compiled chunk takes as its arguments.</summary>
    private void PushChunkArgs()
    {
        foreach (var kept in _chunkArgs)
            LuaNative.RawGetAt(_state, LuaNative.RegistryIndex, kept);
    }

    private void PushList(in Args args, int first, int count)
    {
        LuaNative.CreateTable(_state, count, 0);
        var list = LuaNative.GetTop(_state);
        for (var i = 0; i < count; i++)
        {
            LuaNative.Push(_state, args[first + i]);
            LuaNative.RawSetAt(_state, list, i + 1);
        }
    }

    /// <summary>An error as redis-server tells it: text, script and place.</summary>
    private void WriteError(byte[] script, RespWriter reply)
    {
        var text = new StringBuilder();
        var isTable = LuaNative.TypeOf(_state, -1) == LuaNative.TypeTable;
        var error = LuaNative.GetTop(_state);
        if (_isEnding && _fault is null)
            text.Append(Killed);
        else if (!isTable)
            text.Append("ERR ").Append(TextAt(-1));
        else if (LuaNative.PushField(_state, error, "err"u8) == LuaNative.TypeString)
            text.Append(TextAt(-1));
        else
            text.Append("ERR unknown error");
        text.Append(" script: ").Append(Encoding.ASCII.GetString(script));
        if (isTable && LuaNative.PushField(_state, error, "source"u8) == LuaNative.TypeString)
        {
            text.Append(", on ").Append(TextAt(-1)).Append(':');
            LuaNative.PushField(_state, error, "line"u8);
            text.Append((long)LuaNative.NumberAt(_state, -1)).Append('.');
        }

        reply.Error(Encoding.Latin1.GetBytes(text.ToString()));
    }

    private string TextAt(int index) => Encoding.Latin1.GetString(LuaNative.StringAt(_state, index));
}
