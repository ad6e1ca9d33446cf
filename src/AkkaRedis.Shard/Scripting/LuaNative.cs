using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The part of Lua's C interface (5.4) that the engine uses, from the library that the KeraLua package brings.
///
/// Of these functions only <see cref="PCall"/> and <see cref="Load"/> may meet a Lua error, and both catch it. The others are
/// called with arguments for which they raise nothing but a lack of memory, and <see cref="LuaMemory"/> knows none while they
/// are called: a Lua error is a longjmp, which must not pass a managed frame.
/// </summary>
internal static unsafe partial class LuaNative
{
    public const int RegistryIndex = -1_000_000 - 1000;
    public const int GlobalsKey = 2;
    public const int Ok = 0;
    public const int ErrorMemory = 4;
    public const int CountHook = 8;

    public const int TypeNil = 0;
    public const int TypeBoolean = 1;
    public const int TypeNumber = 3;
    public const int TypeString = 4;
    public const int TypeTable = 5;

    private const string Library = "lua54";

    [LibraryImport(Library, EntryPoint = "lua_newstate")]
    public static partial nint NewState(delegate* unmanaged<void*, void*, nuint, nuint, void*> allocator, void* userData);

    [LibraryImport(Library, EntryPoint = "lua_close")]
    public static partial void Close(nint state);

    [LibraryImport(Library, EntryPoint = "luaL_openlibs")]
    public static partial void OpenLibraries(nint state);

    [LibraryImport(Library, EntryPoint = "luaL_loadbufferx")]
    public static partial int Load(nint state, byte* source, nuint length, byte* name, byte* mode);

    [LibraryImport(Library, EntryPoint = "lua_pcallk")]
    public static partial int PCall(nint state, int args, int results, int handler, nint context, nint continuation);

    [LibraryImport(Library, EntryPoint = "lua_sethook")]
    public static partial void SetHook(nint state, void* hook, int mask, int count);

    [LibraryImport(Library, EntryPoint = "lua_gc")]
    public static partial int CollectGarbage(nint state, int what);

    [LibraryImport(Library, EntryPoint = "luaL_ref")]
    public static partial int Ref(nint state, int table);

    [LibraryImport(Library, EntryPoint = "luaL_unref")]
    public static partial void Unref(nint state, int table, int reference);

    [LibraryImport(Library, EntryPoint = "lua_createtable")]
    public static partial void CreateTable(nint state, int array, int hash);

    [LibraryImport(Library, EntryPoint = "lua_pushlstring")]
    public static partial byte* PushString(nint state, byte* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "lua_pushcclosure")]
    public static partial void PushFunction(nint state, delegate* unmanaged<nint, int> function, int upvalues);

    [LibraryImport(Library, EntryPoint = "lua_checkstack")]
    public static partial int CheckStack(nint state, int slots);

    [LibraryImport(Library, EntryPoint = "lua_rawset")]
    public static partial void RawSet(nint state, int table);

    [LibraryImport(Library, EntryPoint = "lua_rawseti")]
    public static partial void RawSetAt(nint state, int table, long index);

    /// <summary>The bytes of a string; a number would become one where it stands.</summary>
    [LibraryImport(Library, EntryPoint = "lua_tolstring")]
    public static partial byte* ToString(nint state, int index, nuint* length);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawgeti")]
    public static partial int RawGetAt(nint state, int table, long index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_rawget")]
    public static partial int RawGet(nint state, int table);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_next")]
    public static partial int Next(nint state, int table);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_gettop")]
    public static partial int GetTop(nint state);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_settop")]
    public static partial void SetTop(nint state, int top);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushvalue")]
    public static partial void PushCopy(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_type")]
    public static partial int TypeOf(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_toboolean")]
    public static partial int ToBoolean(nint state, int index);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_tonumberx")]
    public static partial double ToNumber(nint state, int index, int* isNumber);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushnumber")]
    public static partial void PushNumber(nint state, double value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushboolean")]
    public static partial void PushBoolean(nint state, int value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushnil")]
    public static partial void PushNil(nint state);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "lua_pushlightuserdata")]
    public static partial void PushPointer(nint state, nint pointer);

    /// <summary>The native function that raises, which only a hook may be pointed to.</summary>
    public static nint RaiseFunction { get; } = NativeLibrary.GetExport(
        NativeLibrary.Load(Library, typeof(LuaNative).Assembly, searchPath: null), "luaL_error");

    public static void Pop(nint state, int count) => SetTop(state, -count - 1);

    public static void Push(nint state, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* p = bytes)
            PushString(state, p, (nuint)bytes.Length);
    }

    /// <summary>A string's bytes; valid while Lua holds the string.</summary>
    public static ReadOnlySpan<byte> StringAt(nint state, int index)
    {
        nuint length;
        var bytes = ToString(state, index, &length);
        return bytes is null ? default : new ReadOnlySpan<byte>(bytes, checked((int)length));
    }

    public static double NumberAt(nint state, int index) => ToNumber(state, index, null);

    /// <summary>Pushes the field of the table at the (absolute) index, without metamethods, and gives its type.</summary>
    public static int PushField(nint state, int table, ReadOnlySpan<byte> name)
    {
        Push(state, name);
        return RawGet(state, table);
    }

    /// <summary>Sets a field of the table at the (absolute) index to the value on top, which is popped.</summary>
    public static void SetField(nint state, int table, ReadOnlySpan<byte> name)
    {
        Push(state, name);
        PushCopy(state, -2);
        RawSet(state, table);
        Pop(state, 1);
    }

    /// <summary>The word that every Lua state has room for, and that coroutines take from it: the engine's handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref nint ExtraSpace(nint state) => ref *(nint*)(state - sizeof(nint));
}
