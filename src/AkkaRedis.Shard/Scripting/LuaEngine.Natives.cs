using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Scripting;

/// <summary>The functions that Lua calls. Each is entered with Lua's memory limit on, and looks at none itself.</summary>
internal sealed unsafe partial class LuaEngine
{
    /// <summary>Version told to scripts, as a text and as 0xMMmmpp.</summary>
    private const string Version = "7.0.15";
    private const int VersionNumber = 0x070_00F;

    /// <summary>Field, named as in Redis, of an error that a command has replied and that counts as the command's.</summary>
    private static ReadOnlySpan<byte> CountedField => "ignore_error_stats_update"u8;

    private byte[] _argBytes = new byte[256];
    private ArgRef[] _argRefs = new ArgRef[16];

    private static LuaEngine EngineOf(nint state) => (LuaEngine)GCHandle.FromIntPtr(LuaNative.ExtraSpace(state)).Target!;

    /// <summary>Runs a native so that nothing managed unwinds through Lua.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Enter(nint state, delegate*<LuaEngine, nint, int> native)
    {
        var engine = EngineOf(state);
        var isLimited = engine._memory->IsLimited;
        engine._memory->IsLimited = 0;
        try
        {
            return native(engine, state);
        }
        catch (Exception e)
        {
            engine._fault ??= ExceptionDispatchInfo.Capture(e);
            engine.EndScript(state);
            LuaNative.SetTop(state, 0);
            return 0;
        }
        finally
        {
            engine._memory->IsLimited = isLimited;
        }
    }

    [UnmanagedCallersOnly]
    private static int OnCall(nint state) => Enter(state, &Call);

    [UnmanagedCallersOnly]
    private static int OnMayCall(nint state) => Enter(state, &MayCall);

    [UnmanagedCallersOnly]
    private static int OnSha1(nint state) => Enter(state, &Sha1);

    [UnmanagedCallersOnly]
    private static int OnLog(nint state) => Enter(state, &Log);

    [UnmanagedCallersOnly]
    private static int OnSetProtocol(nint state) => Enter(state, &SetProtocol);

    [UnmanagedCallersOnly]
    private static int OnRewrite(nint state) => Enter(state, &Rewrite);

    [UnmanagedCallersOnly]
    private static int OnComplaint(nint state) => Enter(state, &Complain);

    [UnmanagedCallersOnly]
    private static void OnTick(nint state, nint _) => Enter(state, &Tick);

    private void PushNatives()
    {
        LuaNative.CreateTable(_state, 0, 10);
        Add("call"u8, &OnCall);
        Add("maycall"u8, &OnMayCall);
        Add("sha1"u8, &OnSha1);
        Add("log"u8, &OnLog);
        Add("setresp"u8, &OnSetProtocol);
        Add("rewrite"u8, &OnRewrite);
        Add("complaint"u8, &OnComplaint);
        LuaNative.PushPointer(_state, 0);
        LuaNative.SetField(_state, 2, "null"u8);
        LuaNative.Push(_state, Encoding.ASCII.GetBytes(Version));
        LuaNative.SetField(_state, 2, "version"u8);
        LuaNative.PushNumber(_state, VersionNumber);
        LuaNative.SetField(_state, 2, "versionnumber"u8);
    }

    private void Add(ReadOnlySpan<byte> name, delegate* unmanaged<nint, int> function)
    {
        LuaNative.PushFunction(_state, function, 0);
        LuaNative.SetField(_state, 2, name);
    }

    /// <summary>Results: the reply; or nil and the error, as a table.</summary>
    private static int Call(LuaEngine engine, nint state)
    {
        if (!engine.TryTakeArgs(state, out var args))
            return 2;
        var reply = engine._host!.Call(args, engine._protocol);
        LuaNative.SetTop(state, 0);
        if (reply[0] == (byte)'-')
        {
            PushFailure(state, reply[1..^2]);
            LuaNative.PushBoolean(state, 1);
            LuaNative.SetField(state, 2, CountedField);
            return 2;
        }

        var reader = new LuaReplyReader(state, reply);
        reader.Push();
        return 1;
    }

    /// <summary>Results: may the command be called? Or nil and the error, as a table.</summary>
    private static int MayCall(LuaEngine engine, nint state)
    {
        if (!engine.TryTakeArgs(state, out var args))
            return 2;
        if (!engine._host!.HasCommand(args))
            return PushFailure(state, "ERR Invalid command passed to redis.acl_check_cmd()"u8);
        LuaNative.PushBoolean(state, 1);
        return 1;
    }

    private static int PushFailure(nint state, ReadOnlySpan<byte> error)
    {
        LuaNative.SetTop(state, 0);
        LuaNative.PushNil(state);
        LuaNative.CreateTable(state, 0, 3);
        LuaNative.Push(state, error);
        LuaNative.SetField(state, 2, "err"u8);
        return 2;
    }

    /// <summary>The arguments of a command from the stack; false, with nil and the error on it, when they are none.</summary>
    private bool TryTakeArgs(nint state, out Args args)
    {
        var count = LuaNative.GetTop(state);
        args = default;
        if (count == 0)
            PushFailure(state, "ERR Please specify at least one argument for this redis lib call"u8);
        else if (!TakeArgs(state, count))
            PushFailure(state, "ERR Lua redis lib command arguments must be strings or integers"u8);
        else
            args = new Args(_argBytes, _argRefs, 0, count);
        return args.Count > 0;
    }

    private bool TakeArgs(nint state, int count)
    {
        if (_argRefs.Length < count)
            Array.Resize(ref _argRefs, Math.Max(count, 2 * _argRefs.Length));
        var bytes = 0;
        for (var i = 0; i < count; i++)
        {
            var start = bytes;
            switch (LuaNative.TypeOf(state, i + 1))
            {
                case LuaNative.TypeString:
                    var text = LuaNative.StringAt(state, i + 1);
                    EnsureArgRoom(bytes, text.Length);
                    text.CopyTo(_argBytes.AsSpan(bytes));
                    bytes += text.Length;
                    break;
                case LuaNative.TypeNumber:
                    EnsureArgRoom(bytes, 32);
                    bytes += FormatNumber(LuaNative.NumberAt(state, i + 1), _argBytes.AsSpan(bytes));
                    break;
                default:
                    return false;
            }

            _argRefs[i] = new ArgRef(start, bytes - start);
        }

        return true;
    }

    private void EnsureArgRoom(int used, int more)
    {
        if (_argBytes.Length - used < more)
            Array.Resize(ref _argBytes, checked((int)Math.Min(Array.MaxLength, Math.Max((long)used + more, 2L * _argBytes.Length))));
    }

    /// <summary>A number as C's <c>%.17g</c> writes it.</summary>
    private static int FormatNumber(double value, Span<byte> to)
    {
        if (Math.Abs(value) < 1e17 && value == Math.Floor(value) && (value != 0 || !double.IsNegative(value)))
        {
            Utf8Formatter.TryFormat((long)value, to, out var digits);
            return digits;
        }

        if (double.IsNaN(value))
            return Encoding.ASCII.GetBytes(double.IsNegative(value) ? "-nan" : "nan", to);
        if (double.IsInfinity(value))
            return Encoding.ASCII.GetBytes(value > 0 ? "inf" : "-inf", to);
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 17)
        {
            var mantissa = text[..text.IndexOf('E')];
            if (mantissa.Contains('.'))
                mantissa = mantissa.TrimEnd('0').TrimEnd('.');
            var sign = exponent < 0 ? '-' : '+';
            return Encoding.ASCII.GetBytes($"{mantissa}e{sign}{Math.Abs(exponent):00}", to);
        }

        var plain = value.ToString("F" + (16 - exponent).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(plain.Contains('.') ? plain.TrimEnd('0').TrimEnd('.') : plain, to);
    }

    private static int Sha1(LuaEngine engine, nint state)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(LuaNative.StringAt(state, 1), hash);
        LuaNative.Push(state, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)));
        return 1;
    }

    private static int Log(LuaEngine engine, nint state)
    {
        engine._host?.Log((int)LuaNative.NumberAt(state, 1), Encoding.UTF8.GetString(LuaNative.StringAt(state, 2)));
        return 0;
    }

    private static int SetProtocol(LuaEngine engine, nint state)
    {
        engine._protocol = (int)LuaNative.NumberAt(state, 1);
        return 0;
    }

    private static int Rewrite(LuaEngine engine, nint state)
    {
        LuaNative.Push(state, Encoding.Latin1.GetBytes(LuaDialect.Rewrite(LuaNative.StringAt(state, 1), isVararg: true)));
        return 1;
    }

    private static int Complain(LuaEngine engine, nint state)
    {
        var message = Encoding.Latin1.GetString(LuaNative.StringAt(state, 1));
        LuaNative.Push(state, Encoding.Latin1.GetBytes(LuaDialect.Complaint(message)));
        return 1;
    }

    private static int Tick(LuaEngine engine, nint state)
    {
        if (engine._isEnding || engine._host?.MayContinue() == false)
            engine.EndScript(state);
        return 0;
    }
}
