using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Keyspace;

public unsafe class SlabTests
{
    [Fact]
    public void Every_size_gets_the_smallest_class_that_holds_it()
    {
        for (var size = 1; size <= SizeClasses.MaxSmall; size++)
        {
            var sizeClass = SizeClasses.Of(size);
            Assert.InRange(sizeClass, 0, SizeClasses.Count - 1);
            Assert.True(SizeClasses.SizeOf(sizeClass) >= size);
            Assert.True(sizeClass == 0 || SizeClasses.SizeOf((byte)(sizeClass - 1)) < size);
        }

        Assert.Equal(SizeClasses.Large, SizeClasses.Of(SizeClasses.MaxSmall + 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Blocks_never_overlap_and_all_bytes_come_back(int seed)
    {
        var random = new Random(seed);
        using var slab = new Slab();
        var blocks = new List<(nint Address, int Size, byte Class, byte Fill)>();
        long live = 0;
        for (var step = 0; step < 60_000; step++)
        {
            if (blocks.Count > 0 && random.Next(100) < (step < 40_000 ? 40 : 70))
            {
                var at = random.Next(blocks.Count);
                var (address, size, sizeClass, fill) = blocks[at];
                Assert.True(new Span<byte>((void*)address, size).IndexOfAnyExcept(fill) < 0, $"seed {seed}, step {step}");
                live -= Slab.UsableBytes((byte*)address, sizeClass) + (sizeClass == SizeClasses.Large ? 32 : 0);
                slab.Free((byte*)address, sizeClass);
                blocks[at] = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
            }
            else
            {
                var size = random.Next(50) == 0 ? random.Next(30_000) + 1 : random.Next(300) + 1;
                var block = slab.Allocate(size, out var sizeClass);
                Assert.Equal(0, (nint)block & 7);
                live += Slab.UsableBytes(block, sizeClass) + (sizeClass == SizeClasses.Large ? 32 : 0);
                var fill = (byte)random.Next(1, 256);
                new Span<byte>(block, size).Fill(fill);
                blocks.Add(((nint)block, size, sizeClass, fill));
            }

            Assert.True(live == slab.LiveBytes, $"seed {seed}, step {step}");
        }

        foreach (var (address, _, sizeClass, _) in blocks)
            slab.Free((byte*)address, sizeClass);
        Assert.Equal(0, slab.LiveBytes);
        Assert.Equal(RunPool.ChunkBytes, slab.ReservedBytes);
    }

    [Fact]
    public void Empty_chunks_go_back_to_the_system_and_the_rest_is_used_again()
    {
        using var slab = new Slab();
        var blocks = Allocate(slab, 500_000, 64);
        var full = slab.ReservedBytes;
        Assert.InRange(full, 500_000 * 64, 500_000 * 64 * 1.1);
        FreeAll(slab, blocks[..250_000], 64);
        Assert.InRange(slab.ReservedBytes, full * 0.5, full * 0.65);
        var others = Allocate(slab, 200_000, 72);
        Assert.InRange(slab.ReservedBytes, full * 0.8, full * 1.1);
        FreeAll(slab, blocks[250_000..], 64);
        FreeAll(slab, others, 72);
        Assert.Equal(0, slab.LiveBytes);
        Assert.Equal(RunPool.ChunkBytes, slab.ReservedBytes);
    }

    [Fact]
    public void Freeing_twice_or_what_was_never_a_block_is_refused()
    {
        using var slab = new Slab();
        var block = slab.Allocate(64, out var sizeClass);
        var other = slab.Allocate(64, out _);
        Assert.Throws<InvalidOperationException>(() => slab.Free(block + 8, sizeClass));
        Assert.Throws<InvalidOperationException>(() => slab.Free(block, (byte)(sizeClass + 1)));
        slab.Free(block, sizeClass);
        Assert.Throws<InvalidOperationException>(() => slab.Free(block, sizeClass));
        var large = slab.Allocate(100_000, out var largeClass);
        Assert.Throws<InvalidOperationException>(() => slab.Free(large + 64, largeClass));
        slab.Free(large, largeClass);
        slab.Free(other, sizeClass);
        Assert.Equal(0, slab.LiveBytes);
    }

    [Fact]
    public void A_large_block_keeps_its_content_when_it_is_resized()
    {
        using var slab = new Slab();
        var first = slab.Allocate(50_000, out _);
        var block = slab.Allocate(20_000, out _);
        var last = slab.Allocate(60_000, out _);
        new Span<byte>(block, 20_000).Fill(7);
        block = slab.ResizeLarge(block, 5_000_000);
        Assert.True(new Span<byte>(block, 20_000).IndexOfAnyExcept((byte)7) < 0);
        Assert.Equal(5_110_000 + 3 * 32, slab.LiveBytes);
        block = slab.ResizeLarge(block, 4_000);
        slab.Free(first, SizeClasses.Large);
        slab.Free(last, SizeClasses.Large);
        slab.Free(block, SizeClasses.Large);
        Assert.Equal(0, slab.LiveBytes);
    }

    [Fact]
    public void Zeroed_blocks_are_zero_though_they_were_used_before()
    {
        using var slab = new Slab();
        for (var i = 0; i < 100; i++)
        {
            var size = 16 + i * 60;
            var block = slab.AllocateZeroed(size, out var sizeClass);
            var bytes = new Span<byte>(block, (int)Slab.UsableBytes(block, sizeClass));
            Assert.True(bytes.IndexOfAnyExcept((byte)0) < 0);
            bytes.Fill(0xFF);
            slab.Free(block, sizeClass);
        }
    }

    private static nint[] Allocate(Slab slab, int count, int size)
    {
        var blocks = new nint[count];
        for (var i = 0; i < count; i++)
            blocks[i] = (nint)slab.Allocate(size, out _);
        Assert.Equal(count, blocks.Distinct().Count());
        return blocks;
    }

    private static void FreeAll(Slab slab, nint[] blocks, int size)
    {
        foreach (var block in blocks)
            slab.Free((byte*)block, SizeClasses.Of(size));
    }
}
