using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Scripting;

/// <summary>
/// The memory of one Lua state: counted, and limited while a script's own code runs. Then more than the limit is an error
/// that the script may catch. While the host prepares or reads something the limit is not looked at, because Lua has nobody
/// to tell of a lack there; what was taken beyond it is noticed by the script's next allocation.
/// Lives in native memory, as Lua's allocator is called from native code.
/// </summary>
internal unsafe struct LuaMemory
{
    public long UsedBytes;
    public long LimitBytes;
    public int IsLimited;

    public static LuaMemory* Create()
    {
        var memory = (LuaMemory*)NativeMemory.AllocZeroed((nuint)sizeof(LuaMemory));
        memory->LimitBytes = long.MaxValue;
        return memory;
    }

    public static void Free(LuaMemory* memory) => NativeMemory.Free(memory);

    /// <summary>lua_Alloc: a size of 0 frees, a null pointer allocates (its old size then tells the type, not a size).</summary>
    [UnmanagedCallersOnly]
    public static void* Allocate(void* userData, void* block, nuint oldSize, nuint newSize)
    {
        var memory = (LuaMemory*)userData;
        var old = block is null ? 0 : (long)oldSize;
        if (newSize == 0)
        {
            NativeMemory.Free(block);
            memory->UsedBytes -= old;
            return null;
        }

        var grownBytes = (long)newSize - old;
        if (grownBytes > 0 && memory->IsLimited != 0 && memory->UsedBytes + grownBytes > memory->LimitBytes)
            return null;
        try
        {
            var moved = NativeMemory.Realloc(block, newSize);
            memory->UsedBytes += grownBytes;
            return moved;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
