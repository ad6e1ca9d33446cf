using AkkaRedis.Shard.Values;

namespace AkkaRedis.Tests.Values;

public class PackedArraysTests
{
    [Fact]
    public void An_array_given_back_serves_the_next_list_of_its_size_and_no_other()
    {
        var array = PackedArrays.Take(200);
        PackedArrays.GiveBack(array);
        Assert.NotSame(array, PackedArrays.Take(208));
        Assert.Same(array, PackedArrays.Take(200));
        Assert.NotSame(array, PackedArrays.Take(200));
    }

    [Fact]
    public void Only_so_many_are_kept_and_no_large_ones()
    {
        var small = Enumerable.Range(0, 1000).Select(_ => new byte[16]).ToArray();
        foreach (var array in small)
            PackedArrays.GiveBack(array);
        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => small.Contains(PackedArrays.Take(16))), 1, 100);

        var large = new byte[64 * 1024];
        PackedArrays.GiveBack(large);
        Assert.NotSame(large, PackedArrays.Take(large.Length));
    }

    [Fact]
    public void A_growing_hash_allocates_little_more_than_it_holds()
    {
        var fields = Enumerable.Range(0, 100_000).Select(i => System.Text.Encoding.ASCII.GetBytes($"field:{i:D8}")).ToArray();
        var hash = new HashValue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var field in fields)
            hash.Set(field, "12345678ab"u8, new HashLimits(128, 64));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)hash.MemoryBytes, 0.5, 2);
    }
}
