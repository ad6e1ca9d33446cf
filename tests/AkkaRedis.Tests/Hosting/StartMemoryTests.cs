using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.Hosting;

/// <summary>Which pages a node lets go of after its start.</summary>
public class StartMemoryTests
{
    [Theory]
    [InlineData("7f1000000000-7f1000003000 r-xp 00001000 fd:00 42    /usr/lib/libcoreclr.so", 0, 0x3000)]
    [InlineData("7f1000000000-7f1000001000 r--s 00000000 fd:00 42    /srv/a folder/Akka.dll", 0, 0x1000)]
    [InlineData("7f1000000000-7f1000003000 r-xp 00001000 fd:00 42    /usr/lib/libcoreclr.so", 4, null)]
    [InlineData("7f1000000000-7f1000003000 r--p 00001000 fd:00 42    /usr/lib/libcoreclr.so", 0, null)]
    [InlineData("7f1000000000-7f1000003000 rw-p 00001000 fd:00 42    /usr/lib/libcoreclr.so", 0, null)]
    [InlineData("7f1000000000-7f1000003000 rw-s 00001000 00:01 42    /memfd:doublemapper (deleted)", 0, null)]
    [InlineData("7f1000000000-7f1000003000 r-xp 00000000 00:00 0     [vdso]", 0, null)]
    [InlineData("7f1000000000-7f1000003000 rw-p 00000000 00:00 0", 0, null)]
    public void Only_pages_that_equal_their_files_are_let_go_of(string mapping, int anonymousKb, int? bytes)
    {
        string[] smaps = [mapping, "Size:   12 kB", "Rss:   12 kB", $"Anonymous:    {anonymousKb} kB", "VmFlags: rd ex mr"];

        Assert.Equal(
            bytes is { } length ? [new FileMapping(0x7f1000000000, length)] : [],
            StartMemory.EqualToTheirFiles(smaps));
    }

    [Fact]
    public void Each_mapping_is_judged_by_what_is_said_of_it()
    {
        string[] smaps =
        [
            "1000-2000 r-xp 00000000 fd:00 1 /a", "Anonymous: 8 kB",
            "2000-4000 r-xp 00000000 fd:00 1 /a", "Anonymous: 0 kB",
            "4000-5000 rw-p 00000000 fd:00 1 /a", "Anonymous: 0 kB",
            "5000-6000 r--s 00000000 fd:00 1 /b", "Anonymous: 0 kB",
        ];

        Assert.Equal([new FileMapping(0x2000, 0x2000), new FileMapping(0x5000, 0x1000)], StartMemory.EqualToTheirFiles(smaps));
    }
}
